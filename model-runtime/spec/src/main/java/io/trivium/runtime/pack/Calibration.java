package io.trivium.runtime.pack;

import java.util.Optional;

/** The conversion of a raw score to the answered probability. */
public enum Calibration {
    NONE("none"),
    /** One divisor of the logits. */
    TEMPERATURE("temperature"),
    /** A logistic function of the logit, two numbers. */
    PLATT("platt"),
    /** A monotone step function. */
    ISOTONIC("isotonic");

    private final String label;

    Calibration(String label) {
        this.label = label;
    }

    static Optional<Calibration> ofLabel(String label) {
        for (Calibration each : values()) {
            if (each.label.equals(label)) return Optional.of(each);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return label;
    }
}
