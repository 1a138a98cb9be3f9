package io.trivium.industrial.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plans and notifications in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class NotificationStore {
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final TypeReference<List<NotificationPlan.Step>> STEPS = new TypeReference<>() {};

    private final ObjectMapper json = StrictJson.mapper();

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

    Holding plan(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select version, enabled, steps, changed_at from notification_plan where tenant_id = ?")) {
            Binder.of(select).text(tenant.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new Holding(NotificationPlan.NONE, Instant.EPOCH);
                }
                Columns columns = Columns.of(row);
                return new Holding(
                        new NotificationPlan(columns.whole(), columns.flag(), json.readValue(columns.text(), STEPS)),
                        columns.time());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan of notifications cannot be read", e);
        }
    }

    /** Writes what was seen in its version; false when it now has another. */
    boolean put(Connection connection, TenantId tenant, NotificationPlan seen, Instant now, String actor)
            throws SQLException {
        String sql = seen.version() == 0
                ? "insert into notification_plan (enabled, steps, changed_at, changed_by, tenant_id, version)"
                        + " values (?, ?::jsonb, ?, ?, ?, ? + 1) on conflict do nothing"
                : "update notification_plan set enabled = ?, steps = ?::jsonb, changed_at = ?, changed_by = ?,"
                        + " version = version + 1 where tenant_id = ? and version = ?";
        try (PreparedStatement put = connection.prepareStatement(sql)) {
            Binder.of(put)
                    .flag(seen.enabled())
                    .text(json.writeValueAsString(seen.steps()))
                    .time(now)
                    .text(actor)
                    .text(tenant.value())
                    .whole(seen.version());
            return put.executeUpdate() == 1;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan of notifications cannot be written", e);
        }
    }

    /** Adds what a step is due for, each occurrence of an alarm once: what is annunciated, active and not acknowledged. */
    int add(Connection connection, TenantId tenant, int place, NotificationPlan.Step step, Instant since, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into notification_delivery (tenant_id, alarm_id, occurrence, step, channel, target, created_at, attempts,
                    next_attempt)
                select a.tenant_id, a.alarm_id, a.occurrences, ?, ?, ?, ?, 0, ?
                from alarm a
                join alarm_occurrence o on o.tenant_id = a.tenant_id and o.alarm_id = a.alarm_id
                    and o.occurrence = a.occurrences
                where a.tenant_id = ? and a.active and not a.acknowledged and not a.suppressed and not a.out_of_service
                    and (a.shelved_until is null or a.shelved_until <= ?)
                    and array_position(array['low', 'medium', 'high', 'critical'], a.priority)
                        >= array_position(array['low', 'medium', 'high', 'critical'], ?)
                    and o.raised_at > ? and o.raised_at <= ?
                on conflict (tenant_id, alarm_id, occurrence, step) do nothing""")) {
            Binder.of(insert)
                    .whole(place)
                    .text(step.channel().wireName())
                    .text(step.target())
                    .time(now)
                    .time(now)
                    .text(tenant.value())
                    .time(now)
                    .text(step.leastPriority().wireName())
                    .time(since)
                    .time(now.minus(Duration.ofMinutes(step.afterMinutes())));
            return insert.executeUpdate();
        }
    }

    /** Takes what is due for as long as an attempt may last. */
    List<Delivery> take(Connection connection, TenantId tenant, Instant now, Duration timeout) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update notification_delivery d set attempts = attempts + 1, next_attempt = ?
                where d.tenant_id = ? and d.delivery_id in (
                    select w.delivery_id from notification_delivery w
                    where w.tenant_id = ? and w.sent_at is null and w.given_up_at is null and w.next_attempt <= ?
                    order by w.delivery_id limit ? for update skip locked)
                returning delivery_id, alarm_id, occurrence, step, channel, target, attempts, created_at""")) {
            Binder.of(update)
                    .time(now.plus(timeout.multipliedBy(3)))
                    .text(tenant.value())
                    .text(tenant.value())
                    .time(now)
                    .whole(AT_ONCE);
            List<Delivery> found = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new Delivery(
                            columns.large(),
                            columns.id(),
                            columns.whole(),
                            columns.whole(),
                            NotificationChannel.of(columns.text()),
                            columns.text(),
                            columns.whole(),
                            columns.time()));
                }
            }
            return found;
        }
    }

    int sent(Connection connection, TenantId tenant, Delivery delivery, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update notification_delivery set sent_at = ?,"
                + " last_failure = null where tenant_id = ? and delivery_id = ?")) {
            Binder.of(update).time(now).text(tenant.value()).whole(delivery.id());
            return update.executeUpdate();
        }
    }

    /** Tries again later, each time after twice the wait, or gives up. */
    int failed(
            Connection connection,
            TenantId tenant,
            Delivery delivery,
            String why,
            Instant now,
            NotificationConfig config)
            throws SQLException {
        Duration wait = config.retryAfter().multipliedBy(1L << Math.min(delivery.attempts() - 1, 20));
        boolean over = delivery.createdAt().plus(config.giveUpAfter()).isBefore(now);
        try (PreparedStatement update = connection.prepareStatement("update notification_delivery set next_attempt = ?,"
                + " last_failure = ?, given_up_at = ? where tenant_id = ? and delivery_id = ?")) {
            Binder.of(update)
                    .time(now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT))
                    .text(why)
                    .time(over ? now : null)
                    .text(tenant.value())
                    .whole(delivery.id());
            return update.executeUpdate();
        }
    }

    int purge(Connection connection, TenantId tenant, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from notification_delivery where"
                + " tenant_id = ? and created_at < ? and (sent_at is not null or given_up_at is not null)")) {
            Binder.of(delete).text(tenant.value()).time(before);
            return delete.executeUpdate();
        }
    }

    /** The latest notifications, the newest first. */
    List<NotificationLog.Entry> latest(Connection connection, TenantId tenant, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select d.delivery_id, d.alarm_id, a.condition, coalesce(n.name, ''), d.step, d.channel, d.target, d.created_at,
                    d.attempts, d.sent_at, d.given_up_at, d.last_failure
                from notification_delivery d
                join alarm a on a.tenant_id = d.tenant_id and a.alarm_id = d.alarm_id
                left join plant_node n on n.tenant_id = a.tenant_id and n.node_id = a.asset_id
                where d.tenant_id = ? order by d.created_at desc, d.delivery_id desc limit ?""")) {
            Binder.of(select).text(tenant.value()).whole(limit);
            List<NotificationLog.Entry> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    long id = columns.large();
                    UUID alarmId = columns.id();
                    String condition = columns.text();
                    String asset = columns.text();
                    int step = columns.whole();
                    NotificationChannel channel = NotificationChannel.of(columns.text());
                    String target = columns.text();
                    Instant createdAt = columns.time();
                    int attempts = columns.whole();
                    Instant sentAt = columns.timeOrNull();
                    Instant givenUpAt = columns.timeOrNull();
                    @Nullable String failure = columns.textOrNull();
                    found.add(new NotificationLog.Entry(
                            id, alarmId, condition, asset, step + 1, channel, target, createdAt, attempts, sentAt,
                            givenUpAt, failure));
                }
            }
            return found;
        }
    }
}
