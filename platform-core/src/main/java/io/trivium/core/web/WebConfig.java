package io.trivium.core.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;

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

    /**
     * Content-Security-Policy of applications of others that a service serves as files, by the path that they lie under, such
     * as {@code /ohif/}. Their files are public software and may be cached.
     */
    Map<String, @NotBlank String> applications();

    /** Whether {@code /q/metrics} and {@code /q/openapi} answer callers that are not on this machine. */
    @WithDefault("false")
    boolean openOperations();
}
