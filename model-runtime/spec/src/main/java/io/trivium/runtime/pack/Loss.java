package io.trivium.runtime.pack;

import java.util.Optional;

/** The loss that training minimises. */
public enum Loss {
    BINARY_CROSS_ENTROPY("binary-cross-entropy"),
    /** Cross entropy that weighs the examples a model is sure of less (arXiv 1708.02002). */
    FOCAL("focal"),
    CROSS_ENTROPY("cross-entropy"),
    SQUARED_ERROR("squared-error"),
    ABSOLUTE_ERROR("absolute-error"),
    HUBER("huber"),
    QUANTILE("quantile"),
    /** Negative logarithm of Cox's partial likelihood. */
    COX("cox"),
    /** Negative logarithm of the likelihood of a parametric time to event, censored rows included. */
    CENSORED_LIKELIHOOD("censored-likelihood"),
    /** 1 − soft Dice of the row (Milletari et al., arXiv 1606.04797) and the mean binary cross entropy of its voxels. */
    DICE_CROSS_ENTROPY("dice-cross-entropy");

    private final String label;

    Loss(String label) {
        this.label = label;
    }

    static Optional<Loss> ofLabel(String label) {
        for (Loss each : values()) {
            if (each.label.equals(label)) return Optional.of(each);
        }
        return Optional.empty();
    }

    boolean fits(Head head) {
        return switch (this) {
            case BINARY_CROSS_ENTROPY -> head == Head.BINARY;
            case FOCAL -> head == Head.BINARY || head == Head.MULTICLASS || head == Head.DETECTION;
            case CROSS_ENTROPY -> head == Head.MULTICLASS;
            case SQUARED_ERROR, ABSOLUTE_ERROR, HUBER, QUANTILE -> head == Head.REGRESSION;
            case COX, CENSORED_LIKELIHOOD -> head == Head.SURVIVAL;
            case DICE_CROSS_ENTROPY -> head == Head.SEGMENTATION;
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
