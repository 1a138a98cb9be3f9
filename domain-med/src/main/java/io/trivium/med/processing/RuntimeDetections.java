package io.trivium.med.processing;

import io.quarkus.arc.DefaultBean;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.detection.NoduleDetectors;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

/** Detectors over the models of the runtime. Thread-safe. */
@ApplicationScoped
@DefaultBean
class RuntimeDetections implements StudyDetections {

    private final InferenceClient client;
    private final Instance<NoduleDetectors> detectors;
    private final ProcessingConfig config;

    RuntimeDetections(InferenceClient client, Instance<NoduleDetectors> detectors, ProcessingConfig config) {
        this.client = client;
        this.detectors = detectors;
        this.config = config;
    }

    @Override
    public Detection begin(TenantId tenant) {
        StudyModels models = new StudyModels(client, tenant, config.inferenceTimeout());
        // Many studies are refused before they get there.
        NoduleDetector detector = (volume, trackingUids, progress) -> {
            if (!detectors.isResolvable()) throw new IllegalStateException("this build has no detector of nodules");
            return detectors.get().over(models).detect(volume, trackingUids, progress);
        };
        return new Detection() {
            @Override
            public NoduleDetector detector() {
                return detector;
            }

            @Override
            public String version() {
                return models.version();
            }
        };
    }
}
