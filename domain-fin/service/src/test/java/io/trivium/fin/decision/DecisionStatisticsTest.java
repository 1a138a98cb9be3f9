package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

public class DecisionStatisticsTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final DecisionStatistics statistics = new DecisionStatistics();

    public static AuthorizationDecided decision(String id, Outcome outcome, boolean degraded, Instant at) {
        var authorization = Samples.authorization(id, at);
        return new AuthorizationDecided(
                id,
                outcome,
                degraded ? null : 0.25,
                0.9,
                0.5,
                "fin-authorization-risk",
                degraded ? AuthorizationDecided.NO_MODEL : "1.2.3",
                degraded,
                List.of(),
                FeatureVector.of(new double[HandbookFeatures.COUNT]),
                FeatureSet.VERSION,
                authorization.contentHash(),
                at,
                at,
                5L,
                authorization,
                EventSequence.NONE);
    }

    @Test
    void countsOutcomesAndForgetsAfterTheWindow() {
        statistics.record(TENANT, decision("a", Outcome.APPROVE, false, NOW), 3, 2, 5, NOW);
        statistics.record(
                TENANT, decision("b", Outcome.REFER, true, NOW.plusSeconds(60)), 3, 2, 5, NOW.plusSeconds(60));
        var summary = statistics.summary(TENANT, NOW.plusSeconds(100));
        assertEquals(Map.of(Outcome.APPROVE, 1L, Outcome.REFER, 1L, Outcome.DECLINE, 0L), summary.outcomes());
        assertEquals(1, summary.degraded());
        assertEquals(100, summary.seconds());
        assertEquals("1.2.3", summary.modelVersion());
        assertEquals(0, statistics.summary(TENANT, NOW.plusSeconds(2_000)).count());
    }

    @Test
    void keepsTenantsApart() {
        statistics.record(TENANT, decision("a", Outcome.APPROVE, false, NOW), 3, 2, 5, NOW);
        assertEquals(0, statistics.summary(new TenantId("other-bank"), NOW).count());
    }

    @Test
    void quantilesAreWithinTheirClass() {
        for (int i = 1; i <= 1_000; i++) {
            statistics.record(TENANT, decision("a" + i, Outcome.APPROVE, false, NOW), 0, i, i, NOW);
        }
        var total = statistics.summary(TENANT, NOW).latencyMs().get(DecisionStatistics.Stage.TOTAL);
        double p50 = Objects.requireNonNull(Objects.requireNonNull(total).p50());
        double p99 = Objects.requireNonNull(total.p99());
        assertTrue(p50 >= 500 && p50 <= 550, "p50 " + p50);
        assertTrue(p99 >= 990 && p99 <= 1_085, "p99 " + p99);
        assertNull(new DecisionStatistics.LatencyClasses().quantile(0.5));
    }
}
