package io.trivium.deploy.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static String fin(double cpu, double p99, double degraded) {
        return """
                {"date": "2026-11-30T10:00:00Z", "targets": [
                    {"name": "fin-cpu-total", "value": %s, "unit": "ms"},
                    {"name": "fin-decision-latency-p99", "value": %s, "unit": "ms"},
                    {"name": "fin-decisions-degraded", "value": %s, "unit": "1"},
                    {"name": "fin-decisions-lost", "value": 0.0, "unit": "1"},
                    {"name": "fin-rate-held", "value": null, "unit": "1/s"}]}
                """.formatted(cpu, p99, degraded);
    }

    @Test
    void readsTargetsOfReportsAndNumbersOfAStatus() throws IOException {
        assertEquals(Map.of("a", 1.5, "b", 2.0, "readyAfterMs", 47_600.0), Comparison.figures("""
                        {"targets": [{"name": "a", "value": 1.5}, {"name": "c", "value": null}]}
                        {"targets": [{"name": "b", "value": 2}]}
                        {"state": "ready", "readyAfterMs": 47600, "components": []}"""));
        assertEquals(Map.of(), Comparison.figures(""));
        assertThrows(IOException.class, () -> Comparison.figures("Ready after 47.6 s"));
    }

    @Test
    void holdsWhereNothingIsMoreThanATenthWorse() throws IOException {
        Comparison comparison = new Comparison("34d461c7");
        comparison.add(Part.payments, fin(2.0, 30, 0), fin(2.1, 28, 0));
        comparison.add(Part.payments, fin(2.2, 34, 0), fin(2.3, 36, 0));
        assertTrue(comparison.holds());
        assertEquals(List.of("payments fin-rate-held"), comparison.missing());
        Comparison.Row cpu = comparison.rows().getFirst();
        assertEquals(2.1, cpu.base(), 1e-9);
        assertEquals(2.2, cpu.later(), 1e-9);
        JsonNode targets = new ObjectMapper()
                .readTree(comparison.toJson(Instant.EPOCH, "load"))
                .path("targets");
        assertEquals("payments-fin-cpu-total-base", targets.path(0).path("name").asText());
        assertEquals(
                "payments-fin-cpu-total-ratio", targets.path(2).path("name").asText());
        assertEquals(1.0477, targets.path(2).path("value").doubleValue(), 1e-4);
        assertTrue(targets.path(2).path("met").booleanValue());
    }

    @Test
    void refusesWhatBecameWorse() throws IOException {
        Comparison comparison = new Comparison("34d461c7");
        comparison.add(Part.payments, fin(2.0, 30, 0), fin(2.0, 34, 5));
        assertFalse(comparison.holds());
        assertEquals(
                2,
                comparison.lines().stream()
                        .filter(line -> line.endsWith("WORSE"))
                        .count());
    }

    @Test
    void comparingNothingIsNoSuccess() throws IOException {
        Comparison comparison = new Comparison("34d461c7");
        assertFalse(comparison.holds());
        comparison.add(Part.start, "{}", "{\"readyAfterMs\": 1}");
        assertFalse(comparison.holds());
    }

    @Test
    void saysWhatEachPartRuns() {
        assertEquals(
                List.of("bench", "fin", "--only", "stream", "--json", "--seconds", "30", "--no-search"),
                Part.payments.arguments(30, false));
        assertEquals(List.of("up", "--json"), Part.start.arguments(30, true));
    }
}
