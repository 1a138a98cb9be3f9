package io.trivium.core.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;

/** Headers and openness of the HTTP edge. */
@ConfigMapping(prefix = "platform.web")
public interface WebConfig {

    /**
     * Content-Security-Policy of every answer. Style attributes are allowed because PatternFly and uPlot place elements
     * with them; scripts and style sheets come from this origin only.
     */
    @WithDefault("default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self';"
            + " script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:")
    @NotBlank
    String contentSecurityPolicy();

    /** Whether {@code /q/metrics} and {@code /q/openapi} answer callers that are not on this machine. */
    @WithDefault("false")
    boolean openOperations();
}
