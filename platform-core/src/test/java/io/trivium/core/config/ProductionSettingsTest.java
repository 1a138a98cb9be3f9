package io.trivium.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionSettingsTest {

    private static Map<String, String> safe() {
        Map<String, String> settings = new HashMap<>();
        settings.put("TRIVIUM_SESSION_SECRET", "q8Zr1vKx0LmW4tYbN6cHs2DfJ9gPaEuR");
        settings.put("TRIVIUM_OIDC_CLIENT_SECRET", "Vb7mQx2Lk9Wd4Rt1");
        settings.put("TRIVIUM_OIDC_ISSUER", "https://id.bank.example/realms/bank");
        settings.put("TRIVIUM_RUNTIME_URL", "https://runtime.bank.example");
        settings.put("TRIVIUM_AUDIT_SIGNING_KEY", "/etc/bank/audit.pem");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "k1.bank.example:9093,k2.bank.example:9093");
        settings.put("kafka.security.protocol", "SASL_SSL");
        settings.put("quarkus.datasource.username", "fin_app");
        settings.put("quarkus.flyway.username", "fin_owner");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://db.bank.example:5432/t?sslmode=verify-full");
        settings.put("quarkus.http.host", "0.0.0.0");
        settings.put("quarkus.http.insecure-requests", "disabled");
        settings.put("quarkus.http.cors.origins", "https://portal.bank.example");
        return settings;
    }

    private static List<String> violations(Map<String, String> settings) {
        return ProductionSettings.violations(key -> Optional.ofNullable(settings.get(key)), settings.keySet());
    }

    @Test
    void acceptsSafeSettings() {
        assertEquals(List.of(), violations(safe()));
    }

    @Test
    void acceptsFaultPointsThatAreMeant() {
        Map<String, String> settings = safe();
        settings.put("TRIVIUM_FAULT_POINT_FILE", "/tmp/fault-point");
        settings.put("TRIVIUM_FAULT_POINTS_ALLOWED", "true");
        assertEquals(List.of(), violations(settings));
    }

    @Test
    void acceptsPlaintextOnThisMachine() {
        Map<String, String> settings = safe();
        settings.put("TRIVIUM_OIDC_ISSUER", "http://localhost:18180/realms/trivium");
        settings.put("TRIVIUM_RUNTIME_URL", "http://127.0.0.1:18080");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "PLAINTEXT://127.0.0.1:18092");
        settings.remove("kafka.security.protocol");
        settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:18132/trivium");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.remove("quarkus.http.insecure-requests");
        assertEquals(List.of(), violations(settings));
    }

    @ParameterizedTest
    @CsvSource({
        "TRIVIUM_SESSION_SECRET, short-but-random-x9",
        "TRIVIUM_SESSION_SECRET, changeme-changeme-changeme-changeme",
        "TRIVIUM_SESSION_SECRET, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "TRIVIUM_OIDC_CLIENT_SECRET, trivium-fin-demo-secret",
        "TRIVIUM_OIDC_CLIENT_SECRET, ''",
        "TRIVIUM_OIDC_ISSUER, http://id.bank.example/realms/bank",
        "TRIVIUM_RUNTIME_URL, http://10.0.0.7:18080",
        "TRIVIUM_RUNTIME_URL, 'https://a.example,http://10.0.0.7:18080'",
        "TRIVIUM_AUDIT_SIGNING_KEY, ''",
        "quarkus.datasource.username, postgres",
        "quarkus.datasource.username, fin_owner",
        "quarkus.datasource.jdbc.url, jdbc:postgresql://db.bank.example:5432/t",
        "quarkus.datasource.jdbc.url, jdbc:postgresql://db.bank.example:5432/t?sslmode=require",
        "'quarkus.datasource.jdbc.url', 'jdbc:postgresql://127.0.0.1,db.bank.example:5432/t'",
        "quarkus.flyway.jdbc-url, jdbc:postgresql://db.bank.example/t?user=x&sslmode=prefer",
        "quarkus.tls.trust-all, true",
        "quarkus.tls.runtime.trust-all, true",
        "quarkus.oidc.tls.verification, none",
        "quarkus.tls.runtime.hostname-verification-algorithm, NONE",
        "TRIVIUM_FAULT_POINT_FILE, /tmp/fault-point",
        "platform.runtime.registry.require-signature, false",
        "quarkus.http.cors.origins, *"
    })
    void namesTheUnsafeKey(String key, String value) {
        Map<String, String> settings = safe();
        settings.put(key, value);
        List<String> violations = violations(settings);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().startsWith(key + " "), violations.toString());
    }

    @Test
    void refusesPlaintextKafkaToAnotherHost() {
        Map<String, String> settings = safe();
        settings.put("kafka.security.protocol", "PLAINTEXT");
        assertTrue(violations(settings).getFirst().startsWith("KAFKA_BOOTSTRAP_SERVERS "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform.kafka", "platform.fin.stream"})
    void refusesAClientThatIsTakenOutOfTheEncryption(String prefix) {
        Map<String, String> settings = safe();
        settings.put(prefix + ".client.\"security.protocol\"", "SASL_PLAINTEXT");
        List<String> violations = violations(settings);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().startsWith(prefix + ".client."), violations.toString());
    }

    @Test
    void refusesPlaintextToOtherMachinesUnlessAProxyEndsTls() {
        Map<String, String> settings = safe();
        settings.remove("quarkus.http.insecure-requests");
        List<String> violations = violations(settings);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().startsWith("quarkus.http.host "), violations.toString());
        settings.put("platform.web.tls-terminated", "true");
        assertEquals(List.of(), violations(settings));
    }

    /** security L3: a proxy ends TLS for the service's address, not for the one of metrics and health. */
    @Test
    void refusesMetricsToOtherMachinesInPlaintext() {
        Map<String, String> settings = safe();
        settings.put("quarkus.management.host", "0.0.0.0");
        settings.put("platform.web.tls-terminated", "true");
        List<String> violations = violations(settings);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().startsWith("quarkus.management.host "), violations.toString());
        settings.put("quarkus.management.ssl.certificate.files", "/etc/bank/tls.crt");
        assertEquals(List.of(), violations(settings));
    }

    @Test
    void showsNoSecret() {
        Map<String, String> settings = safe();
        settings.put("TRIVIUM_SESSION_SECRET", "changeme-0123456789");
        assertTrue(violations(settings).stream().noneMatch(text -> text.contains("changeme-0")));
    }
}
