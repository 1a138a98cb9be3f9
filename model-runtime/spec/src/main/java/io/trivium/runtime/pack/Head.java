package io.trivium.runtime.pack;

import java.util.Optional;

/** The decision that a model's output expresses. */
public enum Head {
    BINARY("binary"),
    MULTICLASS("multiclass"),
    REGRESSION("regression"),
    /** Time until an event, partly censored. */
    SURVIVAL("survival"),
    /** Places in the input and the objects found there. */
    DETECTION("detection"),
    /** A probability for every voxel of the input. */
    SEGMENTATION("segmentation"),
    NONE("none");

    private final String label;

    Head(String label) {
        this.label = label;
    }

    static Optional<Head> ofLabel(String label) {
        for (Head each : values()) {
            if (each.label.equals(label)) return Optional.of(each);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
