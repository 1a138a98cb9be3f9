package io.trivium.med.finding;

/**
 * What a model of the detector was given for a finding, for training once a reader has judged it.
 *
 * @param cube HU, float32 {@code [1, 20, 40, 40]}, row-major
 * @param features float32, in the order of the model's specification: 36 of the candidate, or 23 of the outline
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ModelInput(Model model, float[] cube, float[] features) {
    /** A model that learns from the decisions on a finding. */
    public enum Model {
        /** Whether there is a nodule. */
        SUSPICION,
        /** How a nodule looks. */
        RATING
    }
}
