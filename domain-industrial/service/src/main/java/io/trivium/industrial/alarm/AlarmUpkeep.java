package io.trivium.industrial.alarm;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.alarm.state.AlarmEvent;
import io.trivium.industrial.alarm.state.AlarmState;
import io.trivium.industrial.jdbc.Binder;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
            for (TenantId tenant : tenants.all()) {
                keep(tenant, register.now());
            }
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

    private void unshelve(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = due(connection, "shelved_until <= ?")) {
            Binder.of(select).text(tenant.value()).time(now);
            for (Alarm alarm : store.alarms(select)) {
                AlarmState state = register.policy().after(alarm.state(), new AlarmEvent.Unshelved(), now);
                Alarm after = alarm.changed(
                        state, alarm.occurrence(), alarm.handling().putAside(null, null), now);
                store.update(connection, tenant, after);
                register.told(connection, tenant, after, AlarmRegister.SYSTEM, "unshelved", "The time is over.");
            }
        }
    }

    private void escalate(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = due(connection, "escalate_at <= ?")) {
            Binder.of(select).text(tenant.value()).time(now);
            for (Alarm alarm : store.alarms(select)) {
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
                    register.told(connection, tenant, escalated, AlarmRegister.SYSTEM, "escalated", note);
                } else {
                    postpone(connection, tenant, alarm, next);
                }
            }
        }
    }

    private void stand(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = due(
                connection,
                "active and work_order_id is null and priority = 'high' and kind = 'limit' and not suppressed and not"
                        + " out_of_service and exists (select from alarm_occurrence o where o.tenant_id = alarm.tenant_id"
                        + " and o.alarm_id = alarm.alarm_id and o.occurrence = alarm.occurrences and o.raised_at <= ?)")) {
            Binder.of(select).text(tenant.value()).time(now.minus(RaisedAlarms.STANDING));
            for (Alarm alarm : store.alarms(select)) {
                register.stands(connection, tenant, alarm);
            }
        }
    }

    /** An alarm that is suppressed, or has ended, is not escalated, but may be once it is back. */
    private static void postpone(Connection connection, TenantId tenant, Alarm alarm, @Nullable Instant next)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update alarm set escalate_at = ? where tenant_id = ? and alarm_id = ?")) {
            Binder.of(update)
                    .time(alarm.state().acknowledged() ? null : next)
                    .text(tenant.value())
                    .id(alarm.alarmId());
            update.executeUpdate();
        }
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

    private static PreparedStatement due(Connection connection, String condition) throws SQLException {
        return connection.prepareStatement("select " + AlarmStore.COLUMNS + " from alarm where tenant_id = ? and "
                + condition + " order by alarm_id limit " + AT_ONCE + " for update skip locked");
    }
}
