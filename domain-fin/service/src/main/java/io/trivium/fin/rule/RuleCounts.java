package io.trivium.fin.rule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.rule.engine.RuleEvaluation;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.RuleMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts hits of rules by hour until the refresh adds them to the table. Thread-safe. */
@ApplicationScoped
class RuleCounts {

    enum Kind {
        LIVE,
        SHADOW,
        SNOOZED,
        FAILED;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        String wireName() {
            return wireName;
        }
    }

    record Key(TenantId tenant, String ruleId, int version, Kind kind, Instant hour) {}

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<Kind, Counter> meters = new EnumMap<>(Kind.class);

    RuleCounts(MeterRegistry registry) {
        for (Kind kind : Kind.values()) meters.put(kind, registry.counter(RuleMetrics.HITS, "kind", kind.wireName()));
    }

    void add(TenantId tenant, RuleEvaluation evaluation, Instant at) {
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        evaluation.hits().forEach(hit -> add(tenant, hit, Kind.LIVE, hour));
        evaluation.shadowHits().forEach(hit -> add(tenant, hit, Kind.SHADOW, hour));
        evaluation.snoozed().forEach(hit -> add(tenant, hit, Kind.SNOOZED, hour));
        evaluation
                .failures()
                .forEach(failure -> add(new Key(tenant, failure.ruleId(), failure.version(), Kind.FAILED, hour)));
    }

    private void add(TenantId tenant, RuleHit hit, Kind kind, Instant hour) {
        add(new Key(tenant, hit.ruleId(), hit.version(), kind, hour));
    }

    private void add(Key key) {
        counts.computeIfAbsent(key, any -> new LongAdder()).increment();
        Counter meter = meters.get(key.kind());
        if (meter != null) meter.increment();
    }

    /** Takes what was counted since the last call. */
    Map<Key, Long> drain() {
        Map<Key, Long> taken = new HashMap<>();
        for (Key key : List.copyOf(counts.keySet())) {
            LongAdder adder = counts.remove(key);
            // An addition that raced with the removal is lost: these are statistics.
            if (adder != null && adder.sum() > 0) taken.put(key, adder.sum());
        }
        return taken;
    }

    /** Puts back what could not be stored. */
    void restore(Map<Key, Long> taken) {
        taken.forEach((key, hits) ->
                counts.computeIfAbsent(key, any -> new LongAdder()).add(hits));
    }
}
