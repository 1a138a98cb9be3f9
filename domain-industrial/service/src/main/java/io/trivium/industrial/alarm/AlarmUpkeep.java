package io.trivium.industrial.alarm;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.alarm.state.AlarmEvent;
import io.trivium.industrial.alarm.state.AlarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Time-driven changes of alarms: shelving ends, unacknowledged alarms are escalated, alarms that remain active may need
 * work, floods end. Any number of processes may run it: each takes the alarms that no other has locked. Thread-safe.
 */
@ApplicationScoped
class AlarmUpkeep {
    private static final int AT_ONCE = 200;
    private static final String SOME = " order by alarm_id limit :limit for update skip locked";

    private static final SqlQuery<Alarm> SHELVED =
            SqlQuery.of(Alarm.class, AlarmStore.SELECT + "and shelved_until <= :until" + SOME);

    private static final SqlQuery<Alarm> UNACKNOWLEDGED =
            SqlQuery.of(Alarm.class, AlarmStore.SELECT + "and escalate_at <= :until" + SOME);

    private static final SqlQuery<Alarm> STANDING = SqlQuery.of(Alarm.class, AlarmStore.SELECT + """
        and active and work_order_id is null and priority = 'high' and kind = 'limit' and not suppressed
            and not out_of_service and exists (select from alarm_occurrence o where o.tenant_id = alarm.tenant_id
                and o.alarm_id = alarm.alarm_id and o.occurrence = alarm.occurrences and o.raised_at <= :until)
        """ + SOME);

    private static final SqlUpdate POSTPONE =
            SqlUpdate.of("update alarm set escalate_at = :next where tenant_id = :tenant and alarm_id = :alarm");

    private final AlarmStore store;
    private final AlarmRegister register;
    private final RuleCatalogue rules;
    private final Floods floods;
    private final AlarmConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;

    AlarmUpkeep(
            AlarmStore store,
            AlarmRegister register,
            RuleCatalogue rules,
            Floods floods,
            AlarmConfig config,
            KnownTenants tenants,
            TenantTransactions transactions) {
        this.store = store;
        this.register = register;
        this.rules = rules;
        this.floods = floods;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
    }

    @Scheduled(
            identity = "alarm-upkeep",
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void keep() {
        if (config.upkeep()) {
            for (TenantId tenant : tenants.all()) keep(tenant, register.now());
        }
    }

    /** All that is due at that moment. */
    void keep(TenantId tenant, Instant now) {
        transactions.withConnection(tenant, connection -> {
            unshelve(connection, tenant, now);
            escalate(connection, tenant, now);
            stand(connection, tenant, now);
            return floods.end(connection, tenant, now);
        });
    }

    private void unshelve(Connection connection, TenantId tenant, Instant now) {
        for (Alarm alarm : due(SHELVED, connection, tenant, now)) {
            AlarmState state = register.policy().after(alarm.state(), new AlarmEvent.Unshelved(), now);
            Alarm after =
                    alarm.changed(state, alarm.occurrence(), alarm.handling().putAside(null, null), now);
            store.update(connection, tenant, after);
            register.publish(connection, tenant, after, AlarmRegister.SYSTEM, "unshelved", "The time is over.");
        }
    }

    private void escalate(Connection connection, TenantId tenant, Instant now) {
        for (Alarm alarm : due(UNACKNOWLEDGED, connection, tenant, now)) {
            boolean calls = alarm.state().active()
                    && !alarm.state().acknowledged()
                    && alarm.state().isAnnounced(now);
            Duration after = escalateAfter(tenant, alarm);
            Instant next = after == null ? null : now.plus(after);
            if (calls) {
                Alarm escalated = alarm.changed(
                        alarm.state(), alarm.occurrence(), alarm.handling().escalated(next), now);
                store.update(connection, tenant, escalated);
                String note = "No operator has acknowledged it; level "
                        + escalated.handling().escalation() + ".";
                register.publish(connection, tenant, escalated, AlarmRegister.SYSTEM, "escalated", note);
            } else {
                postpone(connection, tenant, alarm, next);
            }
        }
    }

    private void stand(Connection connection, TenantId tenant, Instant now) {
        for (Alarm alarm : due(STANDING, connection, tenant, now.minus(RaisedAlarms.STANDING))) {
            register.reassess(connection, tenant, alarm);
        }
    }

    /** An alarm that is suppressed, or has ended, is not escalated, but may be once it is back. */
    private static void postpone(Connection connection, TenantId tenant, Alarm alarm, @Nullable Instant next) {
        POSTPONE.on(connection)
                .set("tenant", tenant)
                .set("alarm", alarm.alarmId())
                .set("next", alarm.state().acknowledged() ? null : next)
                .run();
    }

    private @Nullable Duration escalateAfter(TenantId tenant, Alarm alarm) {
        return rules.of(tenant).byAsset().getOrDefault(alarm.assetId(), List.of()).stream()
                .filter(rule -> rule.ruleId().equals(alarm.condition().ruleId()))
                .map(AlarmRule::escalateAfterMinutes)
                .filter(Objects::nonNull)
                .map(Duration::ofMinutes)
                .findFirst()
                .orElse(null);
    }

    private static List<Alarm> due(SqlQuery<Alarm> query, Connection connection, TenantId tenant, Instant until) {
        return query.on(connection)
                .set("tenant", tenant)
                .set("until", until)
                .set("limit", AT_ONCE)
                .list();
    }
}
