package io.trivium.industrial.alarm;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.IndustrialMetrics;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.state.AlarmEvent;
import io.trivium.industrial.alarm.state.AlarmPolicy;
import io.trivium.industrial.alarm.state.AlarmState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Raises and clears alarms, in the transaction of their cause. One alarm for each asset and condition: raising one that
 * is active changes nothing, so a repeated delivery does not raise it again. Thread-safe.
 */
@ApplicationScoped
public class AlarmRegister {
    /** The actor if no person acts. */
    static final String SYSTEM = "system";

    private static final String SOURCE = "/industrial/alarms";

    private final AlarmStore store;
    private final AlarmPolicy policy;
    private final Floods floods;
    private final Instance<RaisedAlarms> followUp;
    private final Outbox outbox;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final DistributionSummary lag;

    AlarmRegister(
            AlarmStore store,
            AlarmConfig config,
            Floods floods,
            @Any Instance<RaisedAlarms> followUp,
            Outbox outbox,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.policy = new AlarmPolicy(config.longestShelving());
        this.floods = floods;
        this.followUp = followUp;
        this.outbox = outbox;
        this.clock = clock;
        this.meters = meters;
        this.lag = meters.summary(IndustrialMetrics.ALARM_LAG);
    }

    AlarmPolicy policy() {
        return policy;
    }

    /** Milliseconds are what views and events carry. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Raises the alarm, unless it is raised already. */
    public void raise(Connection connection, TenantId tenant, Finding finding) {
        Instant now = now();
        Optional<Alarm> known = store.lock(
                connection, tenant, finding.assetId(), finding.condition().name());
        Alarm first = first(finding, now);
        if (known.isEmpty() && store.insert(connection, tenant, first)) {
            raised(connection, tenant, first, now);
            return;
        }
        Alarm before = known.isPresent()
                ? known.orElseThrow()
                : store.lock(
                                connection,
                                tenant,
                                finding.assetId(),
                                first.condition().name())
                        .orElseThrow();
        if (!before.state().active()) {
            Alarm after = again(before, finding, now);
            store.update(connection, tenant, after);
            raised(connection, tenant, after, now);
        }
    }

    private Alarm first(Finding finding, Instant now) {
        AlarmState state = suppressed(AlarmState.NORMAL, finding.suppressed(), now);
        return new Alarm(
                UUID.randomUUID(),
                1,
                finding.assetId(),
                finding.condition(),
                policy.after(state, new AlarmEvent.Raised(), finding.at()),
                occurrence(finding, 1),
                Alarm.Handling.NONE.raised(escalateAt(finding.condition(), now)),
                now);
    }

    private Alarm again(Alarm before, Finding finding, Instant now) {
        AlarmState state = suppressed(before.state(), finding.suppressed(), now);
        return new Alarm(
                before.alarmId(),
                before.version() + 1,
                before.assetId(),
                finding.condition(),
                policy.after(state, new AlarmEvent.Raised(), finding.at()),
                occurrence(finding, before.occurrence().number() + 1),
                before.handling().raised(escalateAt(finding.condition(), now)),
                now);
    }

    private static Alarm.Occurrence occurrence(Finding finding, int number) {
        return new Alarm.Occurrence(number, null, finding.value(), finding.message(), null, null, finding.evidence());
    }

    private AlarmState suppressed(AlarmState state, boolean suppressed, Instant now) {
        return policy.after(state, suppressed ? new AlarmEvent.Suppressed() : new AlarmEvent.Unsuppressed(), now);
    }

    private static @Nullable Instant escalateAt(AlarmCondition condition, Instant now) {
        Duration after = condition.escalateAfter();
        return after == null ? null : now.plus(after);
    }

    private void raised(Connection connection, TenantId tenant, Alarm alarm, Instant now) {
        boolean announced = alarm.state().isAnnounced(now);
        store.addOccurrence(connection, tenant, alarm, announced, now);
        UUID flood = announced ? floods.join(connection, tenant, now).orElse(null) : null;
        UUID order = followUp(connection, tenant, alarm);
        meters.counter(
                        IndustrialMetrics.ALARMS_RAISED,
                        "priority",
                        alarm.condition().priority().wireName())
                .increment();
        lag.record(Duration.between(alarm.activeSince(), now).toMillis() / 1_000.0);
        Alarm.Occurrence last = alarm.occurrence();
        Alarm complete = new Alarm(
                alarm.alarmId(),
                alarm.version(),
                alarm.assetId(),
                alarm.condition(),
                alarm.state(),
                new Alarm.Occurrence(last.number(), null, last.value(), last.message(), flood, order, last.evidence()),
                alarm.handling(),
                now);
        if (flood != null || order != null) {
            store.update(connection, tenant, complete);
            store.updateOccurrence(connection, tenant, complete);
        }
        publish(connection, tenant, complete, SYSTEM, "raised", last.message());
    }

    private @Nullable UUID followUp(Connection connection, TenantId tenant, Alarm alarm) {
        UUID order = alarm.occurrence().workOrderId();
        for (RaisedAlarms next : followUp)
            order = next.raised(connection, tenant, alarm).orElse(order);
        return order;
    }

    /** Reassesses the consequences of an alarm that is still active; the alarm is locked. */
    void reassess(Connection connection, TenantId tenant, Alarm alarm) {
        UUID order = followUp(connection, tenant, alarm);
        if (order != null) {
            Alarm after =
                    alarm.changed(alarm.state(), alarm.occurrence().withWorkOrder(order), alarm.handling(), now());
            store.update(connection, tenant, after);
            store.updateOccurrence(connection, tenant, after);
            publish(connection, tenant, after, SYSTEM, "work-order", null);
        }
    }

    /** Ends the alarm, if it is active. */
    public void clear(Connection connection, TenantId tenant, UUID assetId, String condition, Instant at, String why) {
        Optional<Alarm> known = store.lock(connection, tenant, assetId, condition);
        if (known.isPresent() && known.orElseThrow().state().active()) {
            Alarm before = known.orElseThrow();
            Instant now = now();
            Alarm after = before.changed(
                    policy.after(before.state(), new AlarmEvent.Cleared(), now),
                    before.occurrence().cleared(at),
                    before.handling(),
                    now);
            store.update(connection, tenant, after);
            store.updateOccurrence(connection, tenant, after);
            publish(connection, tenant, after, SYSTEM, "cleared", why);
        }
    }

    /** Puts the alarm aside by design, or takes it back; one that was never raised is left alone. */
    void suppress(Connection connection, TenantId tenant, UUID assetId, String condition, boolean suppressed) {
        Optional<Alarm> known = store.lock(connection, tenant, assetId, condition);
        if (known.isPresent() && known.orElseThrow().state().suppressedByDesign() != suppressed) {
            Alarm before = known.orElseThrow();
            Instant now = now();
            Alarm after = before.changed(
                    suppressed(before.state(), suppressed, now), before.occurrence(), before.handling(), now);
            if (after.state().active() && !suppressed) {
                UUID order = followUp(connection, tenant, after);
                after = order == null ? after : after.tiedTo(order);
                store.updateOccurrence(connection, tenant, after);
            }
            store.update(connection, tenant, after);
            publish(connection, tenant, after, SYSTEM, suppressed ? "suppressed" : "unsuppressed", null);
        }
    }

    /** Links the alarm to the work order that was created for it. */
    public void tie(Connection connection, TenantId tenant, UUID alarmId, UUID workOrderId, String actor) {
        Optional<Alarm> known = store.lock(connection, tenant, alarmId);
        if (known.isPresent()) {
            Alarm before = known.orElseThrow();
            Alarm after = before.changed(
                    before.state(), before.occurrence().withWorkOrder(workOrderId), before.handling(), now());
            store.update(connection, tenant, after);
            store.updateOccurrence(connection, tenant, after);
            publish(connection, tenant, after, actor, "work-order", null);
        }
    }

    /** Records a stored change in the journal, and publishes it with the transaction. */
    void publish(
            Connection connection, TenantId tenant, Alarm alarm, String actor, String change, @Nullable String note) {
        store.addEvent(connection, tenant, alarm.alarmId(), alarm.lastChange(), actor, change, note);
        AlarmChanged payload = AlarmChanged.of(alarm, change, alarm.lastChange());
        String id = EventIds.of(tenant, AlarmChanged.TYPE, alarm.alarmId() + ":" + alarm.version())
                .toString();
        outbox.add(
                AlarmChanged.TOPIC,
                EventEnvelope.of(id, SOURCE, alarm.assetId().toString(), alarm.lastChange(), tenant, payload));
    }
}
