package io.trivium.fin.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimePolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final TenantId LIVE = new TenantId("demo-bank");
    private static final TenantId REPLAY = new TenantId("replay-bank");

    private final TimePolicy policy = new TimePolicy(Set.of("replay-bank"), Duration.ofDays(7), Duration.ofMinutes(5));

    @Test
    void takesBothEndsOfTheWindow() {
        assertNull(policy.refusal(LIVE, NOW.minus(Duration.ofDays(7)), NOW));
        assertNull(policy.refusal(LIVE, NOW.plus(Duration.ofMinutes(5)), NOW));
    }

    @Test
    void refusesWhatIsTooOldOrAhead() {
        assertEquals(
                FinErrorCode.AUTHORIZATION_TOO_OLD,
                policy.refusal(LIVE, NOW.minus(Duration.ofDays(7)).minusMillis(1), NOW));
        assertEquals(
                FinErrorCode.AUTHORIZATION_IN_FUTURE,
                policy.refusal(LIVE, NOW.plus(Duration.ofMinutes(5)).plusMillis(1), NOW));
    }

    @Test
    void letsAHistoricalTenantReplayThePastButNotTheFuture() {
        assertNull(policy.refusal(REPLAY, Instant.parse("2018-04-01T00:00:00Z"), NOW));
        assertEquals(FinErrorCode.AUTHORIZATION_IN_FUTURE, policy.refusal(REPLAY, NOW.plus(Duration.ofHours(1)), NOW));
    }
}
