package io.trivium.fin.monitoring;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.AuthorizationDecided;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions of one tenant and hour that are not in the roll-ups yet. Not thread-safe. */
final class HourTally {

    long approved;
    long referred;
    long declined;
    long degraded;
    final long[] scoreBins = new long[Bins.SCORES];
    final double[] scoreSums = new double[Bins.SCORES];
    final long[] latency = new long[Bins.LATENCIES];
    final Map<String, long[]> features = new HashMap<>();

    /** Amounts of declined and of referred authorizations, by currency. */
    final Map<String, BigDecimal> declinedAmount = new HashMap<>();

    final Map<String, BigDecimal> referredAmount = new HashMap<>();

    void add(AuthorizationDecided decision) {
        Authorization authorization = decision.authorization();
        switch (decision.outcome()) {
            case APPROVE -> approved++;
            case REFER -> {
                referred++;
                add(referredAmount, authorization);
            }
            case DECLINE -> {
                declined++;
                add(declinedAmount, authorization);
            }
        }
        degraded += decision.degraded() ? 1 : 0;
        Double score = decision.score();
        if (score != null) {
            int bin = Bins.score(score);
            scoreBins[bin]++;
            scoreSums[bin] += score;
        }
        Long latencyMs = decision.latencyMs();
        if (latencyMs != null) latency[Bins.latency(latencyMs)]++;
        decision.features()
                .forEachTold((feature, value) -> features.computeIfAbsent(
                                feature.name(), name -> new long[Bins.FEATURES])[Bins.feature(value)]++);
    }

    private static void add(Map<String, BigDecimal> amounts, @Nullable Authorization authorization) {
        if (authorization != null) amounts.merge(authorization.currency(), authorization.amount(), BigDecimal::add);
    }
}
