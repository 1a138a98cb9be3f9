package io.trivium.runtime.learning.release.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.release.AlarmRules;
import io.trivium.runtime.learning.release.AlarmRulesTest;
import io.trivium.runtime.learning.release.ReleaseConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentFiguresTest {
    private static final UUID RELEASE = UUID.fromString("5ff1b2a0-0000-4000-8000-000000000009");
    private static final Instant START = Instant.parse("2026-11-27T03:00:00Z");
    private static final ReleaseConfig CONFIG = AlarmRulesTest.config(Map.of());
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final long LOOK_SECONDS = 5;

    private static Figures figures(long asked, long errors) {
        return new Figures(
                Faults.NONE, new Faults(asked, errors, 0, 0), 0, new long[Bins.LATENCIES], new long[Bins.SCORES]);
    }

    @Test
    void countsBackBetweenOneAndTwoLengths() {
        RecentFigures recent = new RecentFigures(WINDOW);
        for (long second = 0; second <= 300; second += LOOK_SECONDS) {
            Figures lately = recent.of(RELEASE, Side.CHAMPION, figures(10 * second, 0), START.plusSeconds(second));
            long asked = lately.rehearsed().asked();
            if (second < 60) assertEquals(10 * second, asked);
            else assertEquals(10 * (30 + second % 30), asked, "at " + second);
        }
        recent.keep(List.of());
        Figures anew = recent.of(RELEASE, Side.CHAMPION, figures(7, 0), START.plusSeconds(400));
        assertEquals(7, anew.rehearsed().asked());
    }

    /**
     * 20 copies a second of which one in twenty fails, after 23 hours without a fault: all of them together are not
     * significant.
     */
    @Test
    void aFaultThatBeginsAfterADayIsFoundWithinAMinute() {
        RecentFigures theirs = new RecentFigures(WINDOW);
        RecentFigures ours = new RecentFigures(WINDOW);
        long begins = Duration.ofHours(23).toSeconds();
        long found = -1;
        for (long second = begins - 300; second < begins + 120 && found < 0; second += LOOK_SECONDS) {
            long asked = 20 * second;
            long errors = second <= begins ? 0 : second - begins;
            Instant now = START.plusSeconds(second);
            Map<Side, Figures> all = Map.of(Side.CHAMPION, figures(asked, 0), Side.CHALLENGER, figures(asked, errors));
            Map<Side, Figures> lately = Map.of(
                    Side.CHAMPION,
                    theirs.of(RELEASE, Side.CHAMPION, figures(asked, 0), now),
                    Side.CHALLENGER,
                    ours.of(RELEASE, Side.CHALLENGER, figures(asked, errors), now));
            assertEquals(
                    List.of(),
                    AlarmRules.of(CONFIG, CONFIG.scoreShift(), all, null, now),
                    "all together, at " + second);
            List<String> codes = AlarmRules.lately(CONFIG, CONFIG.scoreShift(), lately, WINDOW, now).stream()
                    .map(Alarm::code)
                    .toList();
            if (codes.isEmpty()) continue;
            assertEquals(List.of(Alarm.ERRORS), codes);
            found = second - begins;
        }
        assertTrue(found >= 30 && found <= 40, "found after " + found + " s");
    }

    @Test
    void chanceIsSharedByAllWindowsOfTheWatch() {
        // 21 faults are no chance once, and are one in 2,880 windows of a day
        Map<Side, Figures> lately = Map.of(Side.CHAMPION, figures(500, 0), Side.CHALLENGER, figures(500, 21));
        assertEquals(List.of(), codes(AlarmRules.lately(CONFIG, CONFIG.scoreShift(), lately, WINDOW, START)));
        assertEquals(List.of(Alarm.ERRORS), codes(AlarmRules.of(CONFIG, CONFIG.scoreShift(), lately, null, START)));
    }

    private static List<String> codes(List<Alarm> alarms) {
        return alarms.stream().map(Alarm::code).toList();
    }
}
