package io.trivium.core.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Connections that are managed while the service runs. */
@ConfigMapping(prefix = "platform.connections")
public interface ConnectionsConfig {

    /** Roles, in addition to platform-admin, that may create, approve, test, pause and retire connections. */
    @WithDefault("platform-admin")
    @NotEmpty
    List<String> role();

    /**
     * Destinations within private, loopback and link-local networks that connections may use: addresses and blocks such as
     * {@code 10.20.0.0/16}, and host names such as {@code *.site.example}. A host name admits private addresses only; loopback
     * and link-local ones must be named as addresses. Public addresses are always allowed.
     */
    Optional<List<String>> allow();

    /**
     * Encrypts stored secrets; at least 32 characters, the same in every instance of the service. Unset: the session secret. Secrets
     * that were stored under another one cannot be read and must be entered again.
     */
    Optional<String> secret();

    /** How often an instance looks for changes that another one made. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    @DurationMax(minutes = 1)
    Duration poll();

    /** Most connections of an organisation that are not retired. */
    @WithDefault("200")
    @Min(1)
    @Max(10000)
    int most();
}
