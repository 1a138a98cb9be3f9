package io.trivium.runtime.learning.gate;

/**
 * A model's answers to some rows, by its first output.
 *
 * @param values row-major, {@code [rows, width]}
 * @param notFinite rows with a number, in any output, that is NaN or infinite
 * @param degraded whether an expert failed while it answered
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
public record Answers(float[] values, int width, int notFinite, boolean degraded) {
    public int rows() {
        return values.length / width;
    }
}
