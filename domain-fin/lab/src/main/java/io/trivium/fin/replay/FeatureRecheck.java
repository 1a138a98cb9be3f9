package io.trivium.fin.replay;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.InMemoryDayStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the features of decisions from the logs, by one uninterrupted pass of the {@link FeatureEngine}, and
 * compares them with those of the decisions.
 *
 * <p>Each topic has one order, and production processes its records in it. Two things are not fixed: the interleaving
 * of two topics, so a label may count a little earlier or later than its time of arrival, after an outage by as much as
 * that lasted; and an authorization read a second time after a crash finds events in the state that came after it, the
 * one consequence that at-least-once processing has here. A decision that the pass does not explain is therefore
 * compared with every state that these two allow, and with no other: no earlier record may be missing, and no record
 * after the decision may count.
 */
public final class FeatureRecheck {
    /** Largest difference, relative to values above one. */
    static final double TOLERANCE = 1e-6;

    /** No service is back sooner after a crash, so no decision sooner than that was made in a second reading. */
    private static final long LEAST_RESTART_MS = Duration.ofSeconds(2).toMillis();

    /** As long as one topic may be read ahead of the other. After an outage both wait, and either may be read first. */
    private static final long INTERLEAVING_MS = Duration.ofSeconds(60).toMillis();

    /** No decision for so long is an outage. */
    private static final long OUTAGE_MS = Duration.ofSeconds(5).toMillis();

    /** As long as cards and terminals remember, and the day that its end cuts. */
    private static final Duration LONGEST = Duration.ofDays(47);

    private static final int MOST_STATES = 20_000;

    /**
     * An authorization in its topic.
     *
     * @param offset its place; of those with one id the first counts
     * @param arrivedMs the broker's time of the record
     */
    public record Arrival(TenantId tenant, Authorization authorization, long offset, long arrivedMs) {}

    /** The label of an authorization, which may arrive later, with its position in its topic. */
    public record LabelArrival(
            TenantId tenant, String authorizationId, boolean fraud, Instant observedAt, long offset, long arrivedMs) {}

    /** The input of a decision. */
    public record Snapshot(FeatureVector features, EventSequence events, Instant decidedAt) {}

    /** A feature that no allowed state explains, by name. */
    public record Difference(String authorizationId, String feature, double computed, double decidedOn) {}

    /**
     * The result of a recheck.
     *
     * @param decisions compared with the logs
     * @param features values compared
     * @param inOrder decisions equal to the pass in order of arrival
     * @param interleaved equal when labels that came about the same time are taken earlier or later
     * @param readAgain equal when they were computed in a second reading
     * @param differences of the others, against the pass
     */
    public record Result(
            int decisions, long features, int inOrder, int interleaved, int readAgain, List<Difference> differences) {}

    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<LabelArrival> labels;
    private final Map<String, Arrival> byId = new HashMap<>();
    private final Map<String, List<Arrival>> byEntity = new HashMap<>();
    private final Map<String, List<LabelArrival>> labelsByTerminal = new HashMap<>();
    private final List<Outage> outages = new ArrayList<>();

    /** From the last decision before to the first one after it. */
    private record Outage(long startMs, long endMs) {}

    /** @param received authorizations in the order of their topic; {@code labels} likewise */
    public FeatureRecheck(List<Arrival> received, List<LabelArrival> labels) {
        this.labels = List.copyOf(labels);
        for (Arrival arrival : received) {
            if (byId.putIfAbsent(id(arrival.tenant, arrival.authorization.authorizationId()), arrival) == null) {
                arrivals.add(arrival);
                for (String entity : entities(arrival)) {
                    byEntity.computeIfAbsent(entity, none -> new ArrayList<>()).add(arrival);
                }
            }
        }
        for (LabelArrival label : labels) {
            Arrival of = byId.get(id(label.tenant, label.authorizationId));
            if (of != null) {
                labelsByTerminal
                        .computeIfAbsent(String.valueOf(entity(HistoryKind.TERMINAL, of)), none -> new ArrayList<>())
                        .add(label);
            }
        }
    }

    /**
     * Computes and compares.
     *
     * @param decided the first decision of each authorization by id, whatever the tenant: ids of a run are unique
     */
    public Result check(Map<String, Snapshot> decided) {
        findOutages(decided.values());
        FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
        List<Difference> differences = new ArrayList<>();
        int checked = 0;
        int inOrder = 0;
        int interleaved = 0;
        int readAgain = 0;
        int nextLabel = 0;
        Map<String, List<LabelArrival>> early = new HashMap<>();
        for (Arrival arrival : arrivals) {
            while (nextLabel < labels.size() && labels.get(nextLabel).arrivedMs < arrival.arrivedMs) {
                take(engine, labels.get(nextLabel++), arrival.offset, early);
            }
            FeatureEngine.Computed computed = engine.apply(arrival.tenant, arrival.authorization);
            String id = arrival.authorization.authorizationId();
            for (LabelArrival label : early.getOrDefault(id(arrival.tenant, id), List.of())) {
                label(engine, label, arrival);
            }
            Snapshot snapshot = decided.get(id);
            if (snapshot == null) continue;
            checked++;
            if (equal(computed, snapshot)) {
                inOrder++;
            } else {
                switch (explain(arrival, computed, snapshot)) {
                    case INTERLEAVED -> interleaved++;
                    case READ_AGAIN -> readAgain++;
                    case NOT -> differences.addAll(differences(id, computed, snapshot));
                }
            }
        }
        return new Result(
                checked, (long) checked * FeatureSet.COUNT, inOrder, interleaved, readAgain, List.copyOf(differences));
    }

    /** Applies the label, or keeps it for its authorization, which intake joins it to when it comes. */
    private void take(FeatureEngine engine, LabelArrival label, long offset, Map<String, List<LabelArrival>> early) {
        String key = id(label.tenant, label.authorizationId);
        Arrival of = byId.get(key);
        if (of != null && of.offset < offset) label(engine, label, of);
        else early.computeIfAbsent(key, none -> new ArrayList<>()).add(label);
    }

    private static void label(FeatureEngine engine, LabelArrival label, Arrival of) {
        engine.label(label.tenant, of.authorization, label.fraud, label.observedAt);
    }

    private enum Explanation {
        INTERLEAVED,
        READ_AGAIN,
        NOT
    }

    /** Each history has a store and a changelog of its own, which a crash may leave at different places. */
    private Explanation explain(Arrival arrival, FeatureEngine.Computed computed, Snapshot snapshot) {
        Explanation worst = Explanation.INTERLEAVED;
        for (HistoryKind kind : HistoryKind.values()) {
            if (equal(kind, computed, snapshot)) continue;
            Explanation found = explain(arrival, snapshot, kind);
            if (found == Explanation.NOT) return found;
            if (found == Explanation.READ_AGAIN) worst = found;
        }
        return worst;
    }

    /** Tries each allowed state of the one entity whose history tells these features, the smallest first. */
    private Explanation explain(Arrival arrival, Snapshot snapshot, HistoryKind kind) {
        String entity = entity(kind, arrival);
        if (entity == null) return Explanation.NOT;
        long decidedMs = snapshot.decidedAt.toEpochMilli();
        boolean late = decidedMs - arrival.arrivedMs >= LEAST_RESTART_MS;
        List<Arrival> before = new ArrayList<>();
        List<Arrival> after = new ArrayList<>();
        for (Arrival other : byEntity.getOrDefault(entity, List.of())) {
            if (!mayCount(other, arrival)) continue;
            if (other.offset < arrival.offset) before.add(other);
            else if (other.offset > arrival.offset && late && other.arrivedMs <= decidedMs) after.add(other);
        }
        long certainUntil = certainUntil(arrival.arrivedMs, decidedMs);
        List<LabelArrival> certain = new ArrayList<>();
        List<LabelArrival> possible = new ArrayList<>();
        for (LabelArrival label : labelsByTerminal.getOrDefault(entity, List.of())) {
            if (label.arrivedMs < certainUntil) certain.add(label);
            else if (label.arrivedMs <= decidedMs) possible.add(label);
        }
        int states = 0;
        for (int more = 0; more <= after.size() && states < MOST_STATES; more++) {
            long until = more == 0 ? arrival.offset : after.get(more - 1).offset;
            FeatureEngine engine = new FeatureEngine(InMemoryDayStore::new);
            before.forEach(other -> engine.apply(other.tenant, other.authorization));
            after.subList(0, more).forEach(other -> engine.apply(other.tenant, other.authorization));
            certain.forEach(label -> labelKnown(engine, label, until));
            for (int counted = 0; counted <= possible.size() && states++ < MOST_STATES; counted++) {
                if (counted > 0) labelKnown(engine, possible.get(counted - 1), until);
                if (equal(kind, engine.apply(arrival.tenant, arrival.authorization), snapshot)) {
                    return more == 0 ? Explanation.INTERLEAVED : Explanation.READ_AGAIN;
                }
            }
        }
        return Explanation.NOT;
    }

    private void findOutages(Collection<Snapshot> decided) {
        long[] times = decided.stream()
                .mapToLong(snapshot -> snapshot.decidedAt.toEpochMilli())
                .sorted()
                .toArray();
        outages.clear();
        for (int i = 1; i < times.length; i++) {
            if (times[i] - times[i - 1] > OUTAGE_MS) outages.add(new Outage(times[i - 1], times[i]));
        }
    }

    /** Labels that came before must have been read when the decision was made, outages shortly before it considered. */
    private long certainUntil(long arrivedMs, long decidedMs) {
        long from = decidedMs;
        long until = arrivedMs - INTERLEAVING_MS;
        for (Outage outage : outages.reversed()) {
            if (outage.endMs <= decidedMs && outage.endMs >= from - INTERLEAVING_MS) {
                from = outage.startMs;
                until = Math.min(until, outage.startMs - INTERLEAVING_MS);
            }
        }
        return until;
    }

    /** No window reaches further back, and none forward. */
    private static boolean mayCount(Arrival other, Arrival arrival) {
        Instant now = arrival.authorization.occurredAt();
        Instant then = other.authorization.occurredAt();
        return !then.isAfter(now) && then.isAfter(now.minus(LONGEST));
    }

    /** A label of an authorization that has not come waits for it. */
    private void labelKnown(FeatureEngine engine, LabelArrival label, long until) {
        Arrival of = byId.get(id(label.tenant, label.authorizationId));
        if (of != null && of.offset <= until) label(engine, label, of);
    }

    private static boolean equal(FeatureEngine.Computed computed, Snapshot snapshot) {
        for (HistoryKind kind : HistoryKind.values()) {
            if (!equal(kind, computed, snapshot)) return false;
        }
        return true;
    }

    private static boolean equal(HistoryKind kind, FeatureEngine.Computed computed, Snapshot snapshot) {
        for (int i = 0; i < FeatureSet.COUNT; i++) {
            if (HistoryKind.ofFeature(i) == kind && !near(computed.features()[i], snapshot.features.get(i))) {
                return false;
            }
        }
        return kind != HistoryKind.CARD || computed.events().equals(snapshot.events);
    }

    private static boolean near(double expected, double found) {
        return Math.abs(found - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
    }

    private static List<Difference> differences(String id, FeatureEngine.Computed computed, Snapshot snapshot) {
        List<Difference> found = new ArrayList<>();
        for (int i = 0; i < FeatureSet.COUNT; i++) {
            if (!near(computed.features()[i], snapshot.features.get(i))) {
                found.add(
                        new Difference(id, FeatureSet.NAMES.get(i), computed.features()[i], snapshot.features.get(i)));
            }
        }
        if (!computed.events().equals(snapshot.events)) {
            found.add(new Difference(id, "events", computed.events().size(), snapshot.events.size()));
        }
        return found;
    }

    private static String id(TenantId tenant, String authorizationId) {
        return tenant.value() + '|' + authorizationId;
    }

    private static List<String> entities(Arrival arrival) {
        List<String> entities = new ArrayList<>();
        for (HistoryKind kind : HistoryKind.values()) {
            String entity = entity(kind, arrival);
            if (entity != null) entities.add(entity);
        }
        return entities;
    }

    /** Whose history tells these features; null if the authorization names none, and of what needs no history. */
    private static @Nullable String entity(HistoryKind kind, Arrival arrival) {
        String named = kind.named(arrival.authorization);
        return named == null ? null : kind.name() + '|' + id(arrival.tenant, named);
    }
}
