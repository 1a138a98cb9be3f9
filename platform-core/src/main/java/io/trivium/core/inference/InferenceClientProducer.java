package io.trivium.core.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The service's one client of the model runtime. */
@Singleton
class InferenceClientProducer {
    @Produces
    @Singleton
    @DefaultBean
    InferenceClient inferenceClient(InferenceClientConfig config, ServiceTokens service, MeterRegistry meters) {
        InferenceClientConfig.Circuit circuit = config.circuit();
        InferenceClient.Builder builder = InferenceClient.builder(config.url())
                .keepAlive(config.keepAlive())
                .maxAnswerBytes(config.maxAnswerBytes())
                .retryBudget(config.retry().saved(), config.retry().share())
                .circuit(new CircuitBreaker.Settings(
                        circuit.consecutiveFailures(),
                        circuit.window(),
                        circuit.failureRate(),
                        circuit.shortestPause(),
                        circuit.longestPause()))
                .meters(meters);
        BearerTokens tokens = service.tokens();
        if (tokens != null) builder.tokens(tokens);
        return builder.build();
    }

    void close(@Disposes InferenceClient client) {
        client.close();
    }
}
