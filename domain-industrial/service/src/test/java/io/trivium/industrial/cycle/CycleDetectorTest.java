package io.trivium.industrial.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.industrial.asset.CyclePlan;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the begins and ends of cycles, and which are incomplete. */
class CycleDetectorTest {
    private static final Instant START = Instant.parse("2026-11-27T06:00:00Z");

    /** From 50 to below 20, a reading a second, silent after 2 s, 3 to 20 s long. */
    private static final CyclePlan PLAN =
            new CyclePlan("current", 50, 20, List.of("current"), null, 1_000, 2_000, 3_000, 20_000);

    private static Instant at(double second) {
        return START.plusMillis(Math.round(1_000 * second));
    }

    private static CycleDetector standing() {
        return new CycleDetector(PLAN, new CycleDetector.Reading(at(-1), 0));
    }

    /** A reading a second. */
    private static void follow(CycleDetector detector, double from, double... values) {
        for (int s = 0; s < values.length; s++) detector.follow(at(from + s), values[s]);
    }

    @Test
    void beginsAtTheLimitAndEndsBelowTheOther() {
        CycleDetector detector = standing();
        follow(detector, 0, 0, 49, 50, 200, 30, 60, 19, 0);
        assertEquals(List.of(new CycleDetector.Found(at(2), at(6), null)), detector.found());
        assertNull(detector.underWay());
    }

    @Test
    void whatIsUnderWayIsNotOver() {
        CycleDetector detector = standing();
        follow(detector, 0, 0, 100, 100, 100, 100);
        detector.end(at(5.5));
        assertEquals(List.of(), detector.found());
        assertEquals(at(1), detector.underWay());
    }

    @Test
    void whatIsCutBySilenceIsIncompleteAndSoIsItsRest() {
        CycleDetector detector = standing();
        follow(detector, 0, 0, 100, 100, 100);
        follow(detector, 7, 100, 100, 100, 0);
        follow(detector, 11, 100, 100, 100, 0);
        assertEquals(
                List.of(
                        new CycleDetector.Found(at(1), at(3), "nothing was heard for more than 2.0 s"),
                        new CycleDetector.Found(at(7), at(10), "its begin was not heard"),
                        new CycleDetector.Found(at(11), at(14), null)),
                detector.found());
    }

    @Test
    void anotherTagThatSpeaksBreaksTheSilence() {
        CycleDetector detector = standing();
        follow(detector, 0, 100, 100);
        detector.hear(at(2.5));
        detector.hear(at(4));
        follow(detector, 5, 100, 0);
        assertEquals(List.of(new CycleDetector.Found(at(0), at(6), null)), detector.found());
    }

    @Test
    void whatSpeaksNoMoreIsEndedByTheTimeThatPasses() {
        CycleDetector detector = standing();
        follow(detector, 0, 100, 100);
        detector.end(at(10));
        assertEquals(
                List.of(new CycleDetector.Found(at(0), at(1), "nothing was heard for more than 2.0 s")),
                detector.found());
        assertNull(detector.underWay());
    }

    @Test
    void whatIsTooShortIsNoCycle() {
        CycleDetector detector = standing();
        follow(detector, 0, 100, 100, 0, 100, 100, 100, 0);
        assertEquals(List.of(new CycleDetector.Found(at(3), at(6), null)), detector.found());
    }

    @Test
    void whatIsTooLongIsToldOnceUntilItIsOver() {
        CycleDetector detector = standing();
        double[] on = new double[60];
        Arrays.fill(on, 100);
        follow(detector, 0, on);
        follow(detector, 60, 0, 100, 100, 100, 0);
        assertEquals(
                List.of(
                        new CycleDetector.Found(at(0), at(21), "it lasted longer than 20.0 s"),
                        new CycleDetector.Found(at(61), at(64), null)),
                detector.found());
    }

    @Test
    void theFirstReadingOfAllMayBeInTheMidst() {
        CycleDetector detector = new CycleDetector(PLAN, null);
        follow(detector, 0, 100, 100, 100, 0);
        assertEquals(List.of(new CycleDetector.Found(at(0), at(3), "its begin was not heard")), detector.found());
    }
}
