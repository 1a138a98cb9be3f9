package io.trivium.industrial.alarm.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.industrial.alarm.LimitWatch;
import io.trivium.industrial.alarm.rule.AlarmLimit;
import io.trivium.industrial.alarm.state.AlarmState.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmPolicyTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private final AlarmPolicy policy = new AlarmPolicy(Duration.ofHours(8));

    private AlarmState after(AlarmEvent... events) {
        AlarmState state = AlarmState.NORMAL;
        for (AlarmEvent event : events) state = policy.after(state, event, NOON);
        return state;
    }

    private Shown shown(AlarmEvent... events) {
        return after(events).shown(NOON);
    }

    @Test
    void goesThroughTheStatesOfTheStandard() {
        assertEquals(Shown.NORMAL, shown());
        assertEquals(Shown.UNACKNOWLEDGED, shown(new AlarmEvent.Raised()));
        assertEquals(Shown.ACKNOWLEDGED, shown(new AlarmEvent.Raised(), new AlarmEvent.Acknowledged()));
        assertEquals(Shown.RETURNED_UNACKNOWLEDGED, shown(new AlarmEvent.Raised(), new AlarmEvent.Cleared()));
        assertEquals(
                Shown.NORMAL, shown(new AlarmEvent.Raised(), new AlarmEvent.Cleared(), new AlarmEvent.Acknowledged()));
        assertEquals(
                Shown.NORMAL, shown(new AlarmEvent.Raised(), new AlarmEvent.Acknowledged(), new AlarmEvent.Cleared()));
        assertEquals(
                Shown.UNACKNOWLEDGED,
                shown(
                        new AlarmEvent.Raised(),
                        new AlarmEvent.Acknowledged(),
                        new AlarmEvent.Cleared(),
                        new AlarmEvent.Raised()),
                "it must be acknowledged each time");
    }

    @Test
    void aConditionThatIsReportedAgainIsTheSameAlarm() {
        AlarmState once = after(new AlarmEvent.Raised());
        assertSame(once, policy.after(once, new AlarmEvent.Raised(), NOON.plusSeconds(60)));
    }

    @Test
    void aShelvedAlarmComesBackByItself() {
        AlarmState shelved = after(new AlarmEvent.Raised(), new AlarmEvent.Shelved(Duration.ofHours(1)));
        assertEquals(Shown.SHELVED, shelved.shown(NOON.plusSeconds(3_599)));
        assertEquals(Shown.UNACKNOWLEDGED, shelved.shown(NOON.plusSeconds(3_600)));
        assertEquals(
                Shown.UNACKNOWLEDGED,
                policy.after(shelved, new AlarmEvent.Unshelved(), NOON).shown(NOON));
        AlarmState over = policy.after(shelved, new AlarmEvent.Cleared(), NOON.plusSeconds(60));
        assertEquals(Shown.RETURNED_UNACKNOWLEDGED, over.shown(NOON.plusSeconds(3_600)));
    }

    @Test
    void nothingIsShelvedForEver() {
        for (Duration duration : List.of(Duration.ZERO, Duration.ofHours(9), Duration.ofHours(-1))) {
            assertThrows(IllegalArgumentException.class, () -> after(new AlarmEvent.Shelved(duration)));
        }
    }

    @Test
    void whatIsPutAsideIsNotAnnounced() {
        for (AlarmEvent aside : List.of(
                new AlarmEvent.Suppressed(),
                new AlarmEvent.RemovedFromService(),
                new AlarmEvent.Shelved(Duration.ofHours(1)))) {
            assertFalse(after(new AlarmEvent.Raised(), aside).isAnnounced(NOON), aside.toString());
        }
        assertEquals(
                Shown.UNACKNOWLEDGED,
                shown(
                        new AlarmEvent.RemovedFromService(),
                        new AlarmEvent.Raised(),
                        new AlarmEvent.ReturnedToService()));
    }

    @Test
    void aFlutteringValueRaisesOneAlarm() {
        LimitWatch plain = new LimitWatch(new AlarmLimit(AlarmLimit.Side.HIGH, 80, 5, Duration.ZERO, Duration.ZERO));
        int events = 0;
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            events += plain.follow(NOON.plusSeconds(i), 80 + random.nextDouble() * 4 - 2)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertEquals(1, events);
    }

    @Test
    void aPeakShorterThanTheDelayRaisesNone() {
        LimitWatch watch = new LimitWatch(
                new AlarmLimit(AlarmLimit.Side.LOW, 2, 0.5, Duration.ofSeconds(10), Duration.ofSeconds(5)));
        double[] values = {3, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.2, 2.6, 2.6, 2.6, 2.6, 2.6, 2.6};
        StringBuilder seen = new StringBuilder();
        for (int second = 0; second < values.length; second++) {
            int at = second;
            watch.follow(NOON.plusSeconds(second), values[second])
                    .ifPresent(event -> seen.append(at)
                            .append(event.getClass().getSimpleName())
                            .append(' '));
        }
        assertEquals("15Raised 22Cleared ", seen.toString());
    }

    @Test
    void lateReadingsChangeNothing() {
        LimitWatch watch = new LimitWatch(new AlarmLimit(AlarmLimit.Side.HIGH, 80, 0, Duration.ZERO, Duration.ZERO));
        assertEquals(1, watch.follow(NOON, 90).stream().count());
        assertEquals(0, watch.follow(NOON.minusSeconds(1), 10).stream().count());
        assertEquals(true, watch.isActive());
    }
}
