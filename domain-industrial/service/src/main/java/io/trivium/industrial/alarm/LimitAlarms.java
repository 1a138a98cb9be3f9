package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmRulesChanged;
import io.trivium.industrial.alarm.state.AlarmEvent;
import io.trivium.industrial.asset.PlantChanged;
import io.trivium.industrial.reading.ReadingFollower;
import io.trivium.industrial.reading.TagReadings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds readings against the limits of rules while they are stored. Where each watch is, is remembered from one batch to the
 * next, once the batch is committed; after a start, an error or a change of the rules it is read again. Used by one thread at a
 * time, forgotten by any.
 */
@ApplicationScoped
class LimitAlarms implements ReadingFollower {
    private final RuleCatalogue catalogue;
    private final WatchStore watches;
    private final AlarmRegister register;
    private final Map<TenantId, Map<WatchStore.Key, LimitWatch.State>> remembered = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();

    LimitAlarms(RuleCatalogue catalogue, WatchStore watches, AlarmRegister register) {
        this.catalogue = catalogue;
        this.watches = watches;
        this.register = register;
    }

    void forget(@Observes PlantChanged change) {
        forget();
    }

    void forget(@Observes AlarmRulesChanged change) {
        forget();
    }

    @Override
    public void forget() {
        forgotten.incrementAndGet();
        remembered.clear();
    }

    @Override
    public IntPredicate wanted(TenantId tenant) {
        return catalogue.of(tenant).byTag()::containsKey;
    }

    @Override
    public Runnable follow(Connection connection, TenantId tenant, Map<Integer, TagReadings> readings) {
        long epoch = forgotten.get();
        List<Watched> watching = new ArrayList<>();
        RuleCatalogue.Catalogue rules = catalogue.of(tenant);
        readings.keySet().forEach(tag -> watching.addAll(rules.byTag().getOrDefault(tag, List.of())));
        if (watching.isEmpty()) return () -> {};
        // By asset, so that two processes never wait for each other in a circle; what puts an alarm aside before the
        // alarm.
        watching.sort(Comparator.comparing(Watched::assetId)
                .thenComparing(watched -> watched.rule().ruleId())
                .thenComparing(Watched::role, Comparator.reverseOrder()));
        Map<WatchStore.Key, LimitWatch.State> states = states(connection, tenant, watching, rules);
        Map<WatchStore.Key, LimitWatch.State> after = new HashMap<>(states);
        for (Watched watched : watching) {
            TagReadings news = readings.get(watched.tagId());
            if (news != null) follow(connection, tenant, watched, news, after);
        }
        return () -> {
            if (forgotten.get() == epoch) {
                remembered
                        .computeIfAbsent(tenant, id -> new ConcurrentHashMap<>())
                        .putAll(after);
            }
        };
    }

    /** Returns the states of the watches, and of those that suppress their alarms. */
    private Map<WatchStore.Key, LimitWatch.State> states(
            Connection connection, TenantId tenant, List<Watched> watching, RuleCatalogue.Catalogue rules) {
        Map<WatchStore.Key, LimitWatch.State> known = remembered.getOrDefault(tenant, Map.of());
        Map<WatchStore.Key, LimitWatch.State> states = new HashMap<>();
        List<Watched> unknown = new ArrayList<>();
        for (Watched watched : withSuppressions(watching, rules)) {
            LimitWatch.State state = known.get(watched.key());
            if (state == null) unknown.add(watched);
            else states.put(watched.key(), state);
        }
        if (!unknown.isEmpty()) states.putAll(watches.load(connection, tenant, unknown));
        return states;
    }

    private static List<Watched> withSuppressions(List<Watched> watching, RuleCatalogue.Catalogue rules) {
        List<Watched> all = new ArrayList<>(watching);
        for (Watched watched : watching) {
            if (watched.role() == WatchStore.Role.LIMIT && watched.rule().suppressWhen() != null) {
                all.addAll(rules.suppressions(watched));
            }
        }
        return all.stream().distinct().toList();
    }

    private void follow(
            Connection connection,
            TenantId tenant,
            Watched watched,
            TagReadings news,
            Map<WatchStore.Key, LimitWatch.State> states) {
        LimitWatch.State before = states.getOrDefault(watched.key(), LimitWatch.State.NEW);
        LimitWatch watch = watched.watch(before);
        for (int r = 0; r < news.size(); r++) {
            Instant since = watch.state().pendingSince();
            AlarmEvent event = watch.follow(news.at(r), news.value(r)).orElse(null);
            if (event != null) {
                boolean active = watch.isActive();
                if (watched.role() == WatchStore.Role.SUPPRESSION) {
                    register.suppress(
                            connection,
                            tenant,
                            watched.assetId(),
                            watched.rule().name(),
                            active);
                } else if (active) {
                    boolean suppressed = isSuppressed(watched, states);
                    register.raise(connection, tenant, finding(watched, since, news.at(r), news.value(r), suppressed));
                } else {
                    register.clear(
                            connection,
                            tenant,
                            watched.assetId(),
                            watched.rule().name(),
                            news.at(r),
                            LimitText.back(watched, news.value(r)));
                }
            }
        }
        LimitWatch.State after = watch.state();
        states.put(watched.key(), after);
        if (after.active() != before.active() || !Objects.equals(after.pendingSince(), before.pendingSince())) {
            watches.save(connection, tenant, watched.key(), after);
        }
    }

    private static boolean isSuppressed(Watched watched, Map<WatchStore.Key, LimitWatch.State> states) {
        WatchStore.Key key =
                new WatchStore.Key(watched.rule().ruleId(), watched.assetId(), WatchStore.Role.SUPPRESSION);
        return states.getOrDefault(key, LimitWatch.State.NEW).active();
    }

    private static Finding finding(
            Watched watched, @Nullable Instant since, Instant at, double value, boolean suppressed) {
        return new Finding(
                watched.assetId(),
                AlarmCondition.of(
                        watched.rule(), watched.unit(), watched.place().groupName()),
                at,
                value,
                LimitText.beyond(watched, value),
                LimitText.evidence(watched, since == null ? at : since, at),
                suppressed);
    }
}
