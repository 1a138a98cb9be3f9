package io.trivium.core.audit.shipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.audit.AuditEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyslogMessageTest {
    private static final String ZERO = "0".repeat(64);
    private static final String ONE = "1".repeat(64);

    private static AuditEntry entry(String actor, String outcome) {
        return new AuditEntry(
                7,
                "city-hospital",
                Instant.parse("2026-12-01T10:00:00.123456Z"),
                actor,
                "patient.search",
                "search/studies",
                outcome,
                "{}",
                ZERO,
                ONE);
    }

    private static String frame(SyslogMessage message, AuditEntry entry) {
        return new String(message.frame(entry), StandardCharsets.UTF_8);
    }

    @Test
    void countsOctetsAndEscapesStructuredData() {
        SyslogMessage message = new SyslogMessage("host 1", "domain-med", "trivium@32473", Optional.empty());
        AuditEntry entry = entry("Jörg \"J]\\\n", "success");
        String frame = frame(message, entry);
        int space = frame.indexOf(' ');
        String text = frame.substring(space + 1);
        assertEquals(text.getBytes(StandardCharsets.UTF_8).length, Integer.parseInt(frame.substring(0, space)));
        assertEquals(
                "<109>1 2026-12-01T10:00:00.123456Z host_1 domain-med - audit [trivium@32473 seq=\"7\" prevHash=\""
                        + ZERO
                        + "\" hash=\"" + ONE
                        + "\" tenant=\"city-hospital\" actor=\"Jörg \\\"J\\]\\\\?\" action=\"patient.search\""
                        + " outcome=\"success\"] \uFEFF" + entry.exportLine(),
                text);
    }

    @Test
    void takesTheOtherFormWhereThereIsOneAndWarnsOfRefusals() {
        SyslogMessage message = new SyslogMessage(
                "host",
                "domain-med",
                "trivium@32473",
                Optional.of(entry ->
                        entry.outcome().equals("refused") ? Optional.of("<AuditMessage/>") : Optional.empty()));
        assertTrue(frame(message, entry("a", "refused")).contains("<108>1 "));
        assertTrue(frame(message, entry("a", "refused")).contains(" DICOM+RFC3881 ["));
        assertTrue(frame(message, entry("a", "refused")).endsWith("] \uFEFF<AuditMessage/>"));
        assertTrue(frame(message, entry("a", "success")).endsWith("\"hash\":\"" + ONE + "\"}"));
    }
}
