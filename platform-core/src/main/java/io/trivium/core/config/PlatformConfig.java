package io.trivium.core.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/**
 * Settings of the installation and the service. Because this mapping has the prefix {@code platform}, the start fails
 * if a key under that prefix is unknown to the mappings of all modules.
 */
@ConfigMapping(prefix = "platform")
public interface PlatformConfig {

    /** Whether this is the demo, which may run with the demo realm's secrets in the production profile. */
    @WithDefault("false")
    boolean demo();

    Service service();

    /** Not ours: the Quarkus platform puts this property of its builds under the same prefix. */
    @WithName("quarkus.native.builder-image")
    Optional<String> quarkusNativeBuilderImage();

    /** The identity of this service. */
    interface Service {

        /** Short name: the database schema, the folder of migrations and the last part of the client id. */
        @WithDefault("core")
        @Pattern(regexp = "[a-z][a-z0-9-]{1,30}")
        String name();

        /** OIDC client id, which is also the audience that access tokens must name. */
        @WithDefault("trivium-${platform.service.name}")
        String clientId();
    }
}
