package io.trivium.deploy.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.edge.OtherCallers.Stretch;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EdgeReportTest {
    private static Stretch stretch(long millis, int serverErrors, int failed) {
        List<Long> all = Collections.nCopies(100, millis * 1_000_000);
        return new Stretch(all, all, serverErrors, failed);
    }

    private static List<String> missed(EdgeReport report) {
        return report.figures().stream()
                .filter(figure -> Boolean.FALSE.equals(figure.met()))
                .map(EdgeReport.Figure::name)
                .toList();
    }

    @Test
    void meetsEveryTargetAtTwiceTheLatency() {
        EdgeReport report = new EdgeReport(stretch(5, 0, 0), stretch(10, 0, 0), stretch(7, 0, 0), 990, 10, 0, 0, 100);
        assertEquals(List.of(), missed(report));
        assertTrue(report.isUnnoticed(Duration.ZERO));
    }

    @Test
    void namesWhatIsMissed() {
        EdgeReport report = new EdgeReport(stretch(5, 0, 0), stretch(11, 1, 0), stretch(7, 0, 1), 990, 10, 1, 0, 101);
        assertEquals(
                List.of(
                        "edge-read-p99-half-open",
                        "edge-payment-p99-half-open",
                        "edge-server-errors",
                        "edge-failed-calls",
                        "edge-tokens-accepted",
                        "edge-log-lines"),
                missed(report));
        assertFalse(report.isUnnoticed(Duration.ofMillis(10)));
        assertTrue(report.isUnnoticed(Duration.ofMillis(11)));
    }

    @Test
    void takesTheNearestRank() {
        List<Long> values =
                LongStream.rangeClosed(1, 200).map(i -> i * 1_000_000).boxed().toList();
        assertEquals(198, Stretch.p99(values));
        assertTrue(Double.isNaN(Stretch.p99(List.of())));
    }

    /** A run that measured nothing meets nothing. */
    @Test
    void missesWhatWasNotMeasured() {
        Stretch nothing = new Stretch(List.of(), List.of(), 0, 0);
        assertTrue(
                missed(new EdgeReport(nothing, nothing, nothing, 0, 0, 0, 0, 0)).contains("edge-read-p99-tokens"));
    }

    @Test
    void drawsTheSameTokensFromTheSameSeed() {
        assertEquals(MalformedTokens.of(28, 500), MalformedTokens.of(28, 500));
        assertNotEquals(MalformedTokens.of(28, 500), MalformedTokens.of(29, 500));
        assertEquals(500, MalformedTokens.of(28, 500).size());
    }
}
