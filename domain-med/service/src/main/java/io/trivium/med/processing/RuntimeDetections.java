package io.trivium.med.processing;

import io.quarkus.arc.DefaultBean;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.detection.SearchSettings;
import io.trivium.med.detection.StagedNoduleDetector;
import jakarta.enterprise.context.ApplicationScoped;

/** Detectors over the models of the runtime. Thread-safe. */
@ApplicationScoped
@DefaultBean
class RuntimeDetections implements StudyDetections {

    private final InferenceClient client;
    private final ProcessingConfig config;

    RuntimeDetections(InferenceClient client, ProcessingConfig config) {
        this.client = client;
        this.config = config;
    }

    @Override
    public Detection begin(TenantId tenant) {
        StudyModels models = new StudyModels(client, tenant, config.inferenceTimeout());
        return new Detection() {
            @Override
            public NoduleDetector detector() {
                return new StagedNoduleDetector(models, SearchSettings.SERVICE);
            }

            @Override
            public String version() {
                return models.version();
            }
        };
    }
}
