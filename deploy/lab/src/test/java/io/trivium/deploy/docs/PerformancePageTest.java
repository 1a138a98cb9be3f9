package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of figures is what the reports of the benchmarks say. Run with {@code -Dtrivium.performance.update=true} to
 * write it again.
 */
class PerformancePageTest {
    private static final String UPDATE = "trivium.performance.update";
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    @Test
    void thePageIsGenerated() throws IOException {
        Path file = ROOT.resolve("docs/performance.md");
        String expected = PerformancePage.document(PerformancePage.read(ROOT.resolve("docs/lab/results")));
        if (Boolean.getBoolean(UPDATE)) Files.writeString(file, expected);
        assertEquals(
                expected,
                Files.readString(file),
                file + " differs from docs/lab/results; write it with -D" + UPDATE + "=true");
    }

    @Test
    void theLatestReportCountsAndMissedTargetsComeFirst(@TempDir Path results) throws IOException {
        Files.writeString(results.resolve("a.json"), report("2026-11-30T10:00:00Z", 40, true));
        Files.writeString(results.resolve("b.json"), report("2026-12-01T10:00:00Z", 50.25, false));
        String page = PerformancePage.document(PerformancePage.read(results));
        assertTrue(
                page.contains(
                        "| latency-p99 | 50.3 ms | 45 ms | 17.8 ms (alone) | 2026-12-01 | `abcd` | `./trivium bench fin` |"),
                page);
        assertTrue(page.indexOf("latency-p99") < page.indexOf("## Met"), page);
        assertEquals(page.indexOf("latency-p99"), page.lastIndexOf("latency-p99"), page);
    }

    private static String report(String date, double value, boolean met) {
        return """
                {"date": "%s", "commit": "abcd", "command": "./trivium bench fin", "targets": [
                 {"name": "latency-p99", "value": %s, "unit": "ms", "target": 45.0, "peer": "17.8 ms (alone)", "met": %s},
                 {"name": "latency-p50", "value": 2.0, "unit": "ms", "target": null, "peer": null, "met": null}]}
                """.formatted(date, value, met);
    }
}
