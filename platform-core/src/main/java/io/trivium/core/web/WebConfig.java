package io.trivium.core.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Headers and limits of the HTTP edge. */
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

    /** Strict-Transport-Security of every answer over TLS (RFC 6797); {@code max-age=0} takes it back. */
    @WithDefault("max-age=31536000; includeSubDomains")
    @NotBlank
    String strictTransportSecurity();

    /**
     * Content-Security-Policy of third-party applications that a service serves as files, by the path under which they
     * are served, such as {@code /ohif/}. Their files are public software and may be cached.
     */
    Map<String, @NotBlank String> applications();

    /**
     * Whether a proxy in front of this service terminates TLS and all callers reach the service through it. Without
     * this setting, a service that listens in plaintext on addresses other than the loopback address does not start in
     * production.
     */
    @WithDefault("false")
    boolean tlsTerminated();

    /**
     * Path of this service on a host that several share, such as {@code /fin}; its console is then at
     * {@code /fin/console/}. None where it has a host of its own. Needs
     * {@code quarkus.http.proxy.enable-forwarded-prefix=true}, so that logins come back to it.
     */
    Optional<@Pattern(regexp = "(/[a-z0-9-]+)+") String> prefix();

    /**
     * Address of the platform's console, as browsers reach it, which every other console links: an {@code http} or
     * {@code https} URL. None where there is no such console.
     */
    Optional<@Pattern(regexp = "https?://[^\\s\"'<>]+") String> frontPage();

    RateLimit rateLimit();

    Connections connections();

    /** What the HTTP server takes before it knows who calls. */
    interface Connections {

        /** Connections to one instance at once; more are closed at once. */
        @WithDefault("10000")
        @Min(10)
        @Max(1_000_000)
        int total();

        /** Connections of one address at once; a proxy's callers share its address. */
        @WithDefault("4000")
        @Min(1)
        @Max(1_000_000)
        int perAddress();

        /** Time for the line and headers of a request to arrive; then its connection is closed. */
        @WithDefault("15s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration headTime();

        /**
         * Longest wait for the next bytes of a body over HTTP/1.1, while the service reads it; then its connection is
         * closed.
         */
        @WithDefault("60s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 30)
        Duration bodyTime();
    }

    /**
     * How many requests one caller, and all callers of one organisation together, may send to one instance over REST; 0
     * sets no limit.
     */
    interface RateLimit {

        /**
         * Paths whose requests are not counted, with everything below them, or with one {@code *} for any text within:
         * the hot paths of a service, which have limits of their own.
         */
        Optional<List<@Pattern(regexp = "/.+") String>> exempt();

        /** Requests a second that one user or client is let through for long. */
        @WithDefault("2000")
        @DecimalMin("0")
        @DecimalMax("1000000")
        double callerPerSecond();

        /** Requests that one user or client may send at once after a rest. */
        @WithDefault("4000")
        @Min(1)
        @Max(10_000_000)
        int callerBurst();

        /** Requests a second that all callers of one organisation are let through for long. */
        @WithDefault("10000")
        @DecimalMin("0")
        @DecimalMax("1000000")
        double tenantPerSecond();

        /** Requests that all callers of one organisation may send at once after a rest. */
        @WithDefault("20000")
        @Min(1)
        @Max(10_000_000)
        int tenantBurst();
    }
}
