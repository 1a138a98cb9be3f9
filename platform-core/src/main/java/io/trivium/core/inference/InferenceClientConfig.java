package io.trivium.core.inference;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of this service's connection to the model runtime. */
@ConfigMapping(prefix = "platform.inference")
public interface InferenceClientConfig {

    /** Addresses of the runtime's replicas, comma-separated; http means HTTP/2 in plain text, https TLS. */
    @WithDefault("${TRIVIUM_RUNTIME_URL:http://127.0.0.1:18080}")
    List<URI> url();

    /** Idle time after which a connection in use is checked for liveness. */
    @WithDefault("30s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration keepAlive();

    /** Largest answer taken, in bytes. */
    @WithDefault("67108864")
    @Min(1024)
    @Max(1073741824)
    int maxAnswerBytes();

    /** Retries. */
    Retry retry();

    /** When the runtime is not called any more. */
    Circuit circuit();

    /** Whose identity calls carry. */
    Identity identity();

    /** A budget of retries, so that they never multiply the load of a runtime that fails. */
    interface Retry {
        /** Retries that may be saved up. */
        @WithDefault("10")
        @Min(0)
        int saved();

        /** Retries earned per call. */
        @WithDefault("0.1")
        @DecimalMin("0")
        @DecimalMax("1")
        double share();
    }

    /** The circuit breaker. */
    interface Circuit {
        /** Failures in a row that open the circuit. */
        @WithDefault("5")
        @Min(1)
        int consecutiveFailures();

        /** Calls over which the failure rate is taken. */
        @WithDefault("40")
        @Min(1)
        int window();

        /** Share of failures in a full window that opens the circuit. */
        @WithDefault("0.5")
        @DecimalMin("0.01")
        @DecimalMax("1")
        double failureRate();

        /** First pause before the runtime is probed; each failed probe doubles it. */
        @WithDefault("500ms")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration shortestPause();

        /** Longest pause before the runtime is probed. */
        @WithDefault("10s")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration longestPause();
    }

    /** Client credentials; without a secret, calls carry no token. */
    interface Identity {
        /** Token endpoint of the identity provider. */
        @WithDefault("${TRIVIUM_OIDC_ISSUER:http://localhost:18180/realms/trivium}/protocol/openid-connect/token")
        URI tokenEndpoint();

        /** OIDC client of this service. */
        @WithDefault("trivium-${platform.service.name}-service")
        String clientId();

        /** Its secret. */
        @WithDefault("${TRIVIUM_SERVICE_CLIENT_SECRET:}")
        Optional<String> clientSecret();
    }
}
