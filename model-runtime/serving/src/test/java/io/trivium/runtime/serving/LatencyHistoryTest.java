package io.trivium.runtime.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.serving.LatencyHistory.Course;
import io.trivium.runtime.serving.LatencyHistory.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyHistoryTest {
    private static final Source CARDS = new Source(LatencyClass.INTERACTIVE, new ModelName("cards"));
    private static final Source OTHERS = new Source(LatencyClass.INTERACTIVE, new ModelName("others"));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2026-11-30T06:00:00Z");

    private Instant now = START;
    private final LatencyHistory history = new LatencyHistory(() -> now);

    private static long ms(double ms) {
        return (long) (ms * 1e6);
    }

    private Course course(Source source, Duration step) {
        Course course = history.courses(START.minus(LatencyHistory.KEPT), step).get(source);
        if (course == null) throw new IllegalStateException("nothing of " + source);
        return course;
    }

    @Test
    void keepsWaitingAndComputingApart() {
        for (int i = 1; i <= 100; i++) history.answered(CARDS, ms(i), ms(2), ms(i + 2));
        var figures = course(CARDS, MINUTE).whole();
        assertEquals(100, figures.answered());
        assertEquals(50, figures.waiting().p50(), 50 * 0.03);
        assertEquals(95, figures.waiting().p95(), 95 * 0.03);
        assertEquals(99, figures.waiting().p99(), 99 * 0.03);
        assertEquals(2, figures.computing().p99(), 2 * 0.03);
        assertEquals(101, figures.total().p99(), 101 * 0.03);
    }

    @Test
    void bucketsAreExactToThreePercentOverTheirWholeRange() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            long nanos = (long) (20_000 * Math.exp(random.nextDouble() * Math.log(2e7)));
            LatencyBuckets buckets = new LatencyBuckets();
            buckets.add(nanos);
            assertEquals((double) nanos, buckets.quantile(0.5), nanos * 0.03);
        }
        LatencyBuckets extremes = new LatencyBuckets();
        extremes.add(0);
        extremes.add(TimeUnit.HOURS.toNanos(1));
        assertEquals(2, extremes.total());
        assertTrue(extremes.quantile(0.1) < 20_000);
        assertEquals(0, new LatencyBuckets().quantile(0.5));
    }

    @Test
    void addsUpMinutesIntoStepsAndModelsIntoTheirClass() {
        history.answered(CARDS, ms(1), ms(1), ms(2));
        now = START.plus(Duration.ofMinutes(4));
        history.answered(CARDS, ms(1), ms(1), ms(2));
        history.refused(OTHERS);
        now = START.plus(Duration.ofMinutes(5));
        history.answered(CARDS, ms(100), ms(1), ms(101));
        var points = course(CARDS, Duration.ofMinutes(5)).points();
        assertEquals(2, points.size());
        assertEquals(START, points.getFirst().at());
        assertEquals(2, points.getFirst().figures().answered());
        assertEquals(3, course(CARDS, MINUTE).points().size());
        Course all = history.classes(START, MINUTE).get(LatencyClass.INTERACTIVE);
        if (all == null) throw new IllegalStateException("nothing of the class");
        assertEquals(3, all.whole().answered());
        assertEquals(1, all.whole().refused());
        assertEquals(1, course(OTHERS, MINUTE).whole().refused());
    }

    @Test
    void forgetsWhatIsOlderThanSixHours() {
        history.answered(CARDS, ms(1), ms(1), ms(2));
        now = START.plus(LatencyHistory.KEPT).plusSeconds(60);
        history.answered(CARDS, ms(5), ms(1), ms(6));
        assertEquals(1, course(CARDS, MINUTE).whole().answered());
        assertTrue(history.courses(now.plusSeconds(3_600), MINUTE).isEmpty());
    }

    @Test
    void listsTheLatestMissedDeadlinesFirstAndNoMoreThanItKeeps() {
        for (int i = 0; i < LatencyHistory.MOST_MISSES + 10; i++) {
            now = START.plusSeconds(i);
            history.missed(CARDS, new VersionNumber("7"), i % 2 == 1, Duration.ofMillis(45), Duration.ofMillis(46));
        }
        assertEquals(LatencyHistory.MOST_MISSES, history.misses(10_000).size());
        LatencyHistory.Miss last = history.misses(1).getFirst();
        assertEquals(now, last.at());
        assertEquals(new ModelName("cards"), last.model());
        assertEquals(new VersionNumber("7"), last.version());
        assertTrue(last.began());
        assertFalse(history.misses(2).getLast().began());
        assertEquals(
                LatencyHistory.MOST_MISSES + 10, course(CARDS, MINUTE).whole().missed());
    }
}
