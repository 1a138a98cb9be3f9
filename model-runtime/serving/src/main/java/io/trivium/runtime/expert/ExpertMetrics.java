package io.trivium.runtime.expert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.trivium.runtime.expert.piece.ExpertCounters;
import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Meters of experts, by model, version and group; single experts are in {@link ExpertCatalogue}. A version's meters are
 * removed when it is unloaded. Thread-safe.
 */
final class ExpertMetrics {
    /** Calls of experts. */
    static final String CALLS = "model.expert.calls";
    /** Tokens sent to experts; a token sent to k experts counts k times. */
    static final String TOKENS = "model.expert.tokens";
    /** Seconds spent in experts' sessions. */
    static final String SECONDS = "model.expert.compute.seconds";
    /** Pieces taken out of use, by {@code reason}. */
    static final String QUARANTINES = "model.expert.quarantines";
    /** Bytes of a model's open sessions, trunk included. */
    static final String RESIDENT = "model.resident.bytes";
    /** Bytes of open experts and variants of all models, which the budget bounds. */
    static final String USED = "model.expert.memory.used.bytes";

    static final String BUDGET = "model.expert.memory.budget.bytes";
    /** Open sessions of pieces of all models; one that several versions use counts once. */
    static final String SESSIONS = "model.piece.sessions";
    /** Bytes of the files of these sessions. */
    static final String LOADED = "model.piece.loaded.bytes";
    /** The same with a session counted for every version that uses it: the sum of {@link #RESIDENT} of such models. */
    static final String NAMED = "model.piece.loaded.named.bytes";
    /** Experts opened; beyond those at load this is paging. */
    static final String OPENINGS = "model.expert.openings";
    /** Experts closed to make room. */
    static final String EVICTIONS = "model.expert.evictions";

    private final MeterRegistry registry;
    private final Map<MoeModel, List<Meter>> meters = new ConcurrentHashMap<>();
    private final Map<MoeModel, Map<FaultReason, Counter>> quarantines = new ConcurrentHashMap<>();

    ExpertMetrics(MeterRegistry registry, ExpertMemory memory) {
        this.registry = registry;
        Gauge.builder(USED, memory, ExpertMemory::used).baseUnit("bytes").register(registry);
        Gauge.builder(BUDGET, memory, ExpertMemory::budget).baseUnit("bytes").register(registry);
        Gauge.builder(SESSIONS, memory, ExpertMemory::sessions).register(registry);
        Gauge.builder(LOADED, memory, ExpertMemory::loaded).baseUnit("bytes").register(registry);
        Gauge.builder(NAMED, this, ExpertMetrics::named).baseUnit("bytes").register(registry);
        FunctionCounter.builder(OPENINGS, memory, ExpertMemory::openings).register(registry);
        FunctionCounter.builder(EVICTIONS, memory, ExpertMemory::evictions).register(registry);
    }

    /** Bytes of open pieces, counted for every model that uses them. */
    long named() {
        return meters.keySet().stream().mapToLong(MoeModel::residentBytes).sum();
    }

    void add(MoeModel model) {
        List<Meter> own = new ArrayList<>();
        Tags tags = Tags.of(
                "model", model.name().value(), "version", model.version().value());
        own.add(Gauge.builder(RESIDENT, model, MoeModel::residentBytes)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry));
        for (ExpertGroup group : model.shape().topology().groups()) {
            Tags grouped = tags.and("group", group.name());
            own.add(FunctionCounter.builder(CALLS, model, of -> sum(of, group, ExpertCounters::calls))
                    .tags(grouped)
                    .register(registry));
            own.add(FunctionCounter.builder(TOKENS, model, of -> sum(of, group, ExpertCounters::tokens))
                    .tags(grouped)
                    .register(registry));
            own.add(FunctionCounter.builder(SECONDS, model, of -> sum(of, group, ExpertCounters::nanos) / 1e9)
                    .tags(grouped)
                    .register(registry));
        }
        Map<FaultReason, Counter> counters = new ConcurrentHashMap<>();
        for (FaultReason reason : FaultReason.values()) {
            Counter counter = Counter.builder(QUARANTINES)
                    .tags(tags.and("reason", reason.tag()))
                    .register(registry);
            own.add(counter);
            counters.put(reason, counter);
        }
        quarantines.put(model, counters);
        meters.put(model, own);
    }

    private static double sum(MoeModel model, ExpertGroup group, ToLongFunction<ExpertCounters> what) {
        MoeTopology topology = model.shape().topology();
        int from = topology.firstOf(group.name());
        long sum = 0;
        for (int l = 0; l < topology.layers(); l++) {
            for (int e = from; e < from + group.size(); e++) sum += what.applyAsLong(model.counters(l, e));
        }
        return sum;
    }

    void quarantined(MoeModel model, FaultReason reason) {
        Counter counter = quarantines.getOrDefault(model, Map.of()).get(reason);
        if (counter != null) counter.increment();
    }

    void remove(MoeModel model) {
        quarantines.remove(model);
        List<Meter> own = meters.remove(model);
        if (own != null) own.forEach(registry::remove);
    }
}
