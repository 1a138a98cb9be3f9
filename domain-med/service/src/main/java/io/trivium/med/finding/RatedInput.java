package io.trivium.med.finding;

/**
 * The input of the rating model for a nodule, for training once a reader has judged it.
 *
 * @param cube HU, float32 {@code [1, 20, 40, 40]}, row-major
 * @param features of the outline, float32 {@code [23]}, in the order of the model's specification
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RatedInput(float[] cube, float[] features) {}
