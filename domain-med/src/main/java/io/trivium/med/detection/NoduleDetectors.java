package io.trivium.med.detection;

/** Makes detectors, each over the models of one study. Safe for use by several threads. */
@FunctionalInterface
public interface NoduleDetectors {
    /** A detector that asks these models. */
    NoduleDetector over(NoduleModels models);
}
