package io.trivium.runtime.registry;

import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the registry's models are loaded. */
@Readiness
@ApplicationScoped
class RegistryReadiness implements HealthCheck {
    private final InferenceService inference;

    RegistryReadiness(InferenceService inference) {
        this.inference = inference;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("models")
                .status(inference.isReady())
                .withData("loaded", inference.models().size())
                .build();
    }
}
