package io.trivium.fin.rule;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.rule.engine.RuleEvaluation;
import io.trivium.fin.rule.engine.RuleInput;
import io.trivium.fin.rule.engine.RuleMetrics;
import io.trivium.fin.rule.engine.RuleSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rules of every tenant in memory. One thread queries the database every {@link RuleConfig#refreshEvery} for
 * changes; while it is unavailable, the last valid set is used. Evaluation does no I/O. Thread-safe.
 */
@ApplicationScoped
public class RuleEngine {

    private static final Logger LOG = Logger.getLogger(RuleEngine.class);

    private record Loaded(RuleSet rules, long change) {}

    private final RuleConfig config;
    private final RuleLoader loader;
    private final RuleCounts counts;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final Map<TenantId, Loaded> loaded = new ConcurrentHashMap<>();
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fin-rules").daemon().factory());
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile long currentAt;
    private volatile boolean away;

    RuleEngine(
            RuleConfig config,
            RuleLoader loader,
            RuleCounts counts,
            KnownTenants tenants,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.loader = loader;
        this.counts = counts;
        this.tenants = tenants;
        this.clock = clock;
        this.currentAt = clock.millis();
        Gauge.builder(RuleMetrics.AGE, this, engine -> (engine.clock.millis() - engine.currentAt) / 1e3)
                .baseUnit("seconds")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        refresh();
        long every = config.refreshEvery().toMillis();
        // refresh() lets no exception out, so nothing is lost with the future.
        var _ = refresh.scheduleWithFixedDelay(this::refresh, every, every, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        refresh.shutdown();
        if (refresh.awaitTermination(2, TimeUnit.SECONDS)) flush();
    }

    /** Whether this tenant's rules have been read since the start. */
    public boolean isLoaded(TenantId tenant) {
        return loaded.containsKey(tenant);
    }

    /** Evaluates the tenant's rules; counts the hits. Never throws because of a rule. */
    public RuleEvaluation evaluate(TenantId tenant, RuleInput input) {
        RuleEvaluation evaluation = rules(tenant).evaluate(input);
        if (!evaluation.isEmpty()) {
            counts.add(tenant, evaluation, input.decidedAt());
            evaluation
                    .failures()
                    .forEach(failure -> LOG.debugf(
                            "rule %s version %d of %s failed: %s",
                            failure.ruleId(), failure.version(), tenant, failure.cause()));
        }
        return evaluation;
    }

    RuleSet rules(TenantId tenant) {
        Loaded now = loaded.get(tenant);
        return now == null ? RuleSet.NONE : now.rules();
    }

    /** Loads what changed, at once; also after a change made here, so that its author sees it act. */
    void refresh() {
        refreshing.lock();
        try {
            for (TenantId tenant : tenants.all()) {
                @Nullable Loaded known = loaded.get(tenant);
                long change = loader.change(tenant);
                if (known == null || known.change() != change) {
                    loaded.put(tenant, new Loaded(loader.load(tenant), change));
                }
            }
            flush();
            currentAt = clock.millis();
            if (away) {
                away = false;
                LOG.info("rules are read from the database again");
            }
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                LOG.warnf(
                        e,
                        "rules cannot be read; the last good ones stay, known good %s ago",
                        Duration.ofMillis(clock.millis() - currentAt));
            }
        } finally {
            refreshing.unlock();
        }
    }

    private void flush() {
        Map<RuleCounts.Key, Long> taken = counts.drain();
        Map<TenantId, Map<RuleCounts.Key, Long>> byTenant = taken.entrySet().stream()
                .collect(Collectors.groupingBy(
                        count -> count.getKey().tenant(),
                        HashMap::new,
                        Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        byTenant.forEach((tenant, some) -> {
            try {
                loader.addCounts(tenant, some);
            } catch (RuntimeException e) {
                counts.restore(some);
                throw e;
            }
        });
    }
}
