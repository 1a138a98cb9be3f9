package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final Duration USUAL = Duration.ofMillis(25);
    private static final Duration PATIENT = Duration.ofMillis(500);
    private static final Duration QUICK = Duration.ofMillis(3);
    private static final Duration SLOW = Duration.ofMillis(80);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final WarmUp warmUp = new WarmUp(config(Map.of()), now::get);

    @Test
    void waitsLongerUntilEnoughAnswersInARowCameInTime() {
        for (int i = 0; i < WarmUp.GOOD_CALLS - 1; i++) {
            assertEquals(PATIENT, warmUp.deadline());
            warmUp.answered(QUICK);
        }
        warmUp.answered(SLOW);
        for (int i = 0; i < WarmUp.GOOD_CALLS; i++) {
            assertEquals(PATIENT, warmUp.deadline());
            warmUp.answered(QUICK);
        }
        assertEquals(USUAL, warmUp.deadline());
    }

    @Test
    void aCallWithoutAnAnswerStartsTheCountAgain() {
        answer(WarmUp.GOOD_CALLS - 1);
        warmUp.failed();
        answer(1);
        assertEquals(PATIENT, warmUp.deadline());
    }

    @Test
    void endsAfterItsLongestTimeCountedFromTheFirstCall() {
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertEquals(PATIENT, warmUp.deadline());
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        warmUp.answered(SLOW);
        assertEquals(PATIENT, warmUp.deadline());
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(USUAL, warmUp.deadline());
    }

    @Test
    void beginsAgainWhenTheModelAnswersAgain() {
        answer(WarmUp.GOOD_CALLS);
        assertEquals(USUAL, warmUp.deadline());
        warmUp.begin();
        assertEquals(PATIENT, warmUp.deadline());
    }

    @Test
    void isSwitchedOffByNoTime() {
        assertEquals(USUAL, new WarmUp(config(Map.of("platform.fin.scoring.warm-up", "0s")), now::get).deadline());
    }

    @Test
    void neverWaitsLessThanUsual() {
        WarmUp hasty = new WarmUp(config(Map.of("platform.fin.scoring.warm-up-deadline", "1ms")), now::get);
        assertEquals(USUAL, hasty.deadline());
    }

    private void answer(int times) {
        for (int i = 0; i < times; i++) warmUp.answered(QUICK);
    }

    private static ScoringConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ScoringConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(new HashMap<>(settings))
                .build()
                .getConfigMapping(ScoringConfig.class);
    }
}
