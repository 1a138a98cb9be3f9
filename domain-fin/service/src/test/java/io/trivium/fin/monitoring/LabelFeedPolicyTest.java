package io.trivium.fin.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFeedPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private static @Nullable Instant ago(@Nullable Integer hours) {
        return hours == null ? null : NOW.minus(Duration.ofHours(hours));
    }

    @ParameterizedTest
    @CsvSource({
        // last label, first and last decision, in hours ago; whether it is stalled after 24
        "1,200,0,false",
        "24,200,0,false",
        "25,200,0,true",
        // no payments: there is nothing to label
        "25,200,30,false",
        // no label ever: counted from the first decision
        ",23,0,false",
        ",25,0,true",
        ",,,false",
        "300,,,false",
    })
    void silenceIsAnAlarmOnlyWhileDecisionsAreMade(
            @Nullable Integer label, @Nullable Integer first, @Nullable Integer last, boolean stalled) {
        assertEquals(stalled, LabelFeedPolicy.isStalled(ago(label), ago(first), ago(last), NOW, Duration.ofHours(24)));
    }
}
