package io.trivium.runtime.registry;

import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the registry's models are loaded. A model that should serve and does not is named with the reason, and does
 * not keep the others from serving.
 */
@Readiness
@ApplicationScoped
class RegistryReadiness implements HealthCheck {
    private static final String UNSERVED = "unserved ";

    private final InferenceService inference;
    private final ExpectedModels expected;

    RegistryReadiness(InferenceService inference, ExpectedModels expected) {
        this.inference = inference;
        this.expected = expected;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder models = HealthCheckResponse.named("models")
                .status(inference.isReady())
                .withData("loaded", inference.models().size());
        if (!inference.isReady()) return models.build();
        try {
            expected.unserved().forEach((model, reason) -> models.withData(UNSERVED + model, reason));
        } catch (RuntimeException e) {
            // The check of the database reports this; models in memory continue to answer.
            models.withData("unserved", "unknown: the registry cannot be read");
        }
        return models.build();
    }
}
