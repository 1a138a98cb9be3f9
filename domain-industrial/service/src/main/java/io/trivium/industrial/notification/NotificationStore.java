package io.trivium.industrial.notification;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Plans and notifications in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class NotificationStore {
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final SqlQuery<Holding> PLAN = SqlQuery.of(Holding.class, """
        select version, enabled, steps, changed_at as since from notification_plan where tenant_id = :tenant
        """);

    private static final SqlUpdate INSERT_PLAN = SqlUpdate.of("""
        insert into notification_plan (enabled, steps, changed_at, changed_by, tenant_id, version)
        values (:enabled, :steps::jsonb, :now, :actor, :tenant, :version + 1) on conflict do nothing
        """);

    private static final SqlUpdate UPDATE_PLAN = SqlUpdate.of("""
        update notification_plan set enabled = :enabled, steps = :steps::jsonb, changed_at = :now,
            changed_by = :actor, version = version + 1
        where tenant_id = :tenant and version = :version
        """);

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into notification_delivery (tenant_id, alarm_id, occurrence, step, channel, target, created_at, attempts,
            next_attempt)
        select a.tenant_id, a.alarm_id, a.occurrences, :place, :channel, :target, :now, 0, :now
        from alarm a
        join alarm_occurrence o on o.tenant_id = a.tenant_id and o.alarm_id = a.alarm_id
            and o.occurrence = a.occurrences
        where a.tenant_id = :tenant and a.active and not a.acknowledged and not a.suppressed and not a.out_of_service
            and (a.shelved_until is null or a.shelved_until <= :now)
            and array_position(array['low', 'medium', 'high', 'critical'], a.priority)
                >= array_position(array['low', 'medium', 'high', 'critical'], :leastPriority)
            and o.raised_at > :since and o.raised_at <= :until
        on conflict (tenant_id, alarm_id, occurrence, step) do nothing
        """);

    private static final SqlQuery<Delivery> TAKE = SqlQuery.of(Delivery.class, """
        update notification_delivery d set attempts = attempts + 1, next_attempt = :next
        where d.tenant_id = :tenant and d.delivery_id in (
            select w.delivery_id from notification_delivery w
            where w.tenant_id = :tenant and w.sent_at is null and w.given_up_at is null and w.next_attempt <= :now
            order by w.delivery_id limit :limit for update skip locked)
        returning delivery_id as id, alarm_id, occurrence, step, channel, target, attempts, created_at
        """);

    private static final SqlUpdate SENT = SqlUpdate.of("""
        update notification_delivery set sent_at = :now, last_failure = null
        where tenant_id = :tenant and delivery_id = :delivery
        """);

    private static final SqlUpdate FAILED = SqlUpdate.of("""
        update notification_delivery set next_attempt = :next, last_failure = :why, given_up_at = :givenUpAt
        where tenant_id = :tenant and delivery_id = :delivery
        """);

    private static final SqlUpdate PURGE = SqlUpdate.of("""
        delete from notification_delivery
        where tenant_id = :tenant and created_at < :before and (sent_at is not null or given_up_at is not null)
        """);

    private static final SqlQuery<NotificationLog.Entry> LATEST = SqlQuery.of(NotificationLog.Entry.class, """
        select d.delivery_id, d.alarm_id, a.condition, coalesce(n.name, '') as asset_name, d.step + 1 as step, d.channel,
            d.target, d.created_at, d.attempts, d.sent_at, d.given_up_at, d.last_failure
        from notification_delivery d
        join alarm a on a.tenant_id = d.tenant_id and a.alarm_id = d.alarm_id
        left join plant_node n on n.tenant_id = a.tenant_id and n.node_id = a.asset_id
        where d.tenant_id = :tenant order by d.created_at desc, d.delivery_id desc limit :limit
        """);

    /** A plan with when it began to hold. */
    record Holding(NotificationPlan plan, Instant since) {}

    /** A notification on its way. */
    record Delivery(
            long id,
            UUID alarmId,
            int occurrence,
            int step,
            NotificationChannel channel,
            String target,
            int attempts,
            Instant createdAt) {}

    Holding plan(Connection connection, TenantId tenant) {
        return PLAN.on(connection)
                .set("tenant", tenant)
                .first()
                .orElseGet(() -> new Holding(NotificationPlan.NONE, Instant.EPOCH));
    }

    /** Writes what was seen in its version; false when it now has another. */
    boolean put(Connection connection, TenantId tenant, NotificationPlan seen, Instant now, String actor) {
        return (seen.version() == 0 ? INSERT_PLAN : UPDATE_PLAN)
                        .on(connection)
                        .set("tenant", tenant)
                        .set("version", seen.version())
                        .set("enabled", seen.enabled())
                        .json("steps", seen.steps())
                        .set("now", now)
                        .set("actor", actor)
                        .run()
                == 1;
    }

    /** Adds what a step is due for, each occurrence of an alarm once: what is annunciated, active and not acknowledged. */
    int add(Connection connection, TenantId tenant, int place, NotificationPlan.Step step, Instant since, Instant now) {
        return ADD.on(connection)
                .set("tenant", tenant)
                .set("place", place)
                .set("channel", step.channel())
                .set("target", step.target())
                .set("leastPriority", step.leastPriority())
                .set("now", now)
                .set("since", since)
                .set("until", now.minus(Duration.ofMinutes(step.afterMinutes())))
                .run();
    }

    /** Takes what is due for as long as an attempt may last. */
    List<Delivery> take(Connection connection, TenantId tenant, Instant now, Duration timeout) {
        return TAKE.on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .set("next", now.plus(timeout.multipliedBy(3)))
                .set("limit", AT_ONCE)
                .list();
    }

    int sent(Connection connection, TenantId tenant, Delivery delivery, Instant now) {
        return SENT.on(connection)
                .set("tenant", tenant)
                .set("delivery", delivery.id())
                .set("now", now)
                .run();
    }

    /** Tries again later, each time after twice the wait, or gives up. */
    int failed(
            Connection connection,
            TenantId tenant,
            Delivery delivery,
            String why,
            Instant now,
            NotificationConfig config) {
        Duration wait = config.retryAfter().multipliedBy(1L << Math.min(delivery.attempts() - 1, 20));
        boolean over = delivery.createdAt().plus(config.giveUpAfter()).isBefore(now);
        return FAILED.on(connection)
                .set("tenant", tenant)
                .set("delivery", delivery.id())
                .set("next", now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT))
                .set("why", why)
                .set("givenUpAt", over ? now : null)
                .run();
    }

    int purge(Connection connection, TenantId tenant, Instant before) {
        return PURGE.on(connection).set("tenant", tenant).set("before", before).run();
    }

    /** The latest notifications, the newest first. */
    List<NotificationLog.Entry> latest(Connection connection, TenantId tenant, int limit) {
        return LATEST.on(connection).set("tenant", tenant).set("limit", limit).list();
    }
}
