package io.trivium.core.config;

import io.trivium.core.fault.FaultPoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which settings are unsafe in production; a pure rule over the configuration. */
final class ProductionSettings {

    private static final int MIN_SESSION_SECRET = 32;
    private static final int MIN_CLIENT_SECRET = 16;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** The suffix of the keys of properties that one Kafka client receives instead of the common ones. */
    private static final String CLIENT_PROTOCOL = ".client.\"security.protocol\"";

    private static final List<String> MANAGEMENT_CERTIFICATE = List.of(
            "quarkus.management.tls-configuration-name",
            "quarkus.management.ssl.certificate.files",
            "quarkus.management.ssl.certificate.key-store-file");
    private static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    private static final Pattern JDBC_HOSTS = Pattern.compile("^jdbc:(?:otel:)?postgresql://([^/]*)/");
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=([^&]*)");
    private static final Set<String> SAFE_SSL_MODES = Set.of("verify-full", "verify-ca");

    private final Function<String, Optional<String>> settings;
    private final List<String> violations = new ArrayList<>();

    private ProductionSettings(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    /**
     * Checks a configuration.
     *
     * @param keys of all settings
     * @return one sentence per unsafe setting, each beginning with the key to change; empty when all are safe
     */
    static List<String> violations(Function<String, Optional<String>> settings, Iterable<String> keys) {
        ProductionSettings check = new ProductionSettings(settings);
        check.secret("TRIVIUM_SESSION_SECRET", MIN_SESSION_SECRET, "encrypts console sessions");
        check.secret("TRIVIUM_OIDC_CLIENT_SECRET", MIN_CLIENT_SECRET, "authenticates this service to the issuer");
        check.url("TRIVIUM_OIDC_ISSUER");
        check.url("TRIVIUM_RUNTIME_URL");
        check.kafka(keys);
        check.database();
        check.listeners();
        check.trust(keys);
        check.cors();
        check.faultPoints();
        check.packs();
        if (check.value("TRIVIUM_AUDIT_SIGNING_KEY").isEmpty()) {
            check.add("TRIVIUM_AUDIT_SIGNING_KEY", "is not set: audit checkpoints would not be signed");
        }
        return List.copyOf(check.violations);
    }

    private void packs() {
        String key = "platform.runtime.registry.require-signature";
        if (value(key).filter(required -> !Boolean.parseBoolean(required)).isPresent()) {
            add(key, "lets models serve that no trusted key has signed; remove it and name the keys that you trust");
        }
    }

    private void secret(String key, int minimum, String purpose) {
        String value = value(key).orElse("");
        if (value.isEmpty()) add(key, "is not set; it " + purpose);
        else if (value.length() < minimum) add(key, "is shorter than " + minimum + " characters; it " + purpose);
        else if (wellKnown(value)) add(key, "is a well-known default; it " + purpose);
    }

    private void url(String key) {
        boolean unsafe = Stream.of(value(key).orElse("").split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(URI::create)
                .anyMatch(uri -> "http".equalsIgnoreCase(uri.getScheme()) && !isLoopback(uri.getHost()));
        if (unsafe) add(key, "is plaintext http to another host; use https");
    }

    private void kafka(Iterable<String> keys) {
        if (!leavesThisMachine()) return;
        if (!isSafeKafka("kafka.security.protocol")) {
            add(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "is plaintext to another host; set kafka.security.protocol to SSL or SASL_SSL");
            return;
        }
        // Each client takes kafka.security.protocol unless it is given its own.
        for (String key : keys) {
            if (key.endsWith(CLIENT_PROTOCOL) && !isSafeKafka(key)) {
                add(key, "is plaintext to another host; set SSL or SASL_SSL, or leave it to kafka.security.protocol");
            }
        }
    }

    private boolean isSafeKafka(String key) {
        return value(key).orElse("PLAINTEXT").toUpperCase(Locale.ROOT).endsWith("SSL");
    }

    private boolean leavesThisMachine() {
        for (String server : value("KAFKA_BOOTSTRAP_SERVERS").orElse("").split(",", -1)) {
            String host = server.strip().replaceFirst("^[A-Z_]+://", "").replaceFirst(":\\d+$", "");
            if (!host.isEmpty() && !isLoopback(host)) return true;
        }
        return false;
    }

    private void database() {
        value("quarkus.datasource.username").ifPresent(user -> {
            if (user.equals("postgres")
                    || value("quarkus.flyway.username").filter(user::equals).isPresent()) {
                add(
                        "quarkus.datasource.username",
                        "owns the tables, so row-level security would not hold; use the" + " <schema>_app role");
            }
        });
        databaseConnection(JDBC_URL);
        databaseConnection("quarkus.flyway.jdbc-url");
    }

    private void databaseConnection(String key) {
        value(key).ifPresent(url -> {
            Matcher host = JDBC_HOSTS.matcher(url);
            if (!host.find() || Arrays.stream(host.group(1).split(",", -1)).allMatch(ProductionSettings::isLocalPeer)) {
                return;
            }
            Matcher mode = SSL_MODE.matcher(url);
            if (!mode.find() || !SAFE_SSL_MODES.contains(mode.group(1).toLowerCase(Locale.ROOT))) {
                add(key, "does not check who the database is; add sslmode=verify-full to the address");
            }
        });
    }

    /**
     * Requires that a service that is reachable from other hosts uses TLS itself, or is configured with a proxy that
     * does.
     */
    private void listeners() {
        String host = value("quarkus.http.host").orElse("localhost");
        boolean plaintext = !"disabled"
                .equalsIgnoreCase(value("quarkus.http.insecure-requests").orElse("enabled"));
        if (plaintext
                && !isLoopback(host)
                && !Boolean.parseBoolean(value("platform.web.tls-terminated").orElse("false"))) {
            add(
                    "quarkus.http.host",
                    "listens to other machines in plaintext; set a certificate and quarkus.http.insecure-requests=disabled,"
                            + " or platform.web.tls-terminated=true where a proxy ends TLS and is the only way in");
        }
        if (!isLoopback(value("quarkus.management.host").orElse("localhost"))
                && MANAGEMENT_CERTIFICATE.stream().allMatch(key -> value(key).isEmpty())) {
            add(
                    "quarkus.management.host",
                    "shows metrics and health to other machines in plaintext; set 127.0.0.1, or a certificate with"
                            + " quarkus.management.ssl.certificate.files and .key-files");
        }
    }

    /** Rejects encryption without authentication of the peer, which protects against no attacker. */
    private void trust(Iterable<String> keys) {
        for (String key : keys) {
            if (key.endsWith(".trust-all") && is(key, "true")) {
                add(key, "accepts every certificate; name the authorities instead");
            } else if (key.endsWith("tls.verification") && is(key, "none")) {
                add(key, "accepts every certificate; set required");
            } else if (key.endsWith("hostname-verification-algorithm") && is(key, "none")) {
                add(key, "accepts the certificate of any host; set HTTPS");
            }
        }
    }

    /** A chaos run says that it means it. */
    private void faultPoints() {
        if (value(FaultPoint.FILE).isPresent() && !is(FaultPoint.ALLOWED, "true")) {
            add(
                    FaultPoint.FILE,
                    "lets whoever writes that file end this process; leave it out, or set " + FaultPoint.ALLOWED
                            + "=true in a chaos run");
        }
    }

    private boolean is(String key, String setting) {
        return value(key).filter(setting::equalsIgnoreCase).isPresent();
    }

    private void cors() {
        value("quarkus.http.cors.origins").ifPresent(origins -> {
            if (origins.strip().equals("*") || origins.contains("/.*/")) {
                add("quarkus.http.cors.origins", "lets every site read this API; name the sites");
            }
        });
    }

    private static boolean wellKnown(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("changeme")
                || lower.contains("change-me")
                || lower.contains("secret")
                || lower.contains("password")
                || lower.contains("trivium")
                || lower.contains("-demo")
                || lower.chars().distinct().count() < 6;
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && (LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.startsWith("127."));
    }

    private static boolean isLocalPeer(String hostAndPort) {
        return isLoopback(hostAndPort.strip().replaceFirst(":\\d+$", ""));
    }

    private Optional<String> value(String key) {
        return settings.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    private void add(String key, String why) {
        violations.add(key + " " + why);
    }
}
