package io.trivium.runtime.external;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Models that other servers answer for, by the name that callers know. */
@ConfigMapping(prefix = "platform.runtime.external")
public interface ExternalConfig {
    @WithParentName
    Map<String, Engine> engines();

    /** A server of the Open Inference Protocol v2 (Triton, KServe, another runtime) and a model on it. */
    interface Engine {
        /** Address of the server without {@code /v2}, http or https. */
        URI url();

        /** The model's {@code spec.yaml}: the contract with callers, with which the server's metadata is compared. */
        Path spec();

        /** Name of the model on the server; the callers' name when empty. */
        Optional<String> modelName();

        /** Version of the model on the server; the server chooses when empty. */
        Optional<String> modelVersion();

        /** Whether tensors travel in binary after the JSON header; a server without that extension needs false. */
        @WithDefault("true")
        boolean binary();

        /** Longest wait for an answer; a request with an earlier deadline waits no longer than that. */
        @WithDefault("1s")
        @DurationMin(millis = 1)
        @DurationMax(minutes = 5)
        Duration timeout();

        /** Names of inputs on the server, by the specification's; those that are not here are the same. */
        Map<String, String> inputs();

        /** Names of outputs on the server, by the specification's; those that are not here are the same. */
        Map<String, String> outputs();

        /** File with the bearer token for the server; read again for every request, so that it can be renewed. */
        Optional<Path> bearerToken();

        /** PEM file with the authorities that may have signed the server's certificate; the system's when empty. */
        Optional<Path> certificateAuthority();

        /**
         * Longest pause in which a failed server receives no requests; the first is half a second, each next one twice
         * as long.
         */
        @WithDefault("10s")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration longestPause();
    }
}
