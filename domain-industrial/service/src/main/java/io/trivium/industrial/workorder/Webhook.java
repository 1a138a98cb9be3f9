package io.trivium.industrial.workorder;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The queue of notifications to a maintenance system, in PostgreSQL: written with the change, so that neither exists
 * without the other. Every call runs in the caller's transaction of the tenant. Thread-safe.
 */
@ApplicationScoped
class Webhook {
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final CmmsConfig config;
    private final InstantSource clock;
    private final ObjectMapper json = StrictJson.mapper();

    Webhook(CmmsConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** A change on its way. */
    record Delivery(long id, UUID workOrderId, String body, int attempts, Instant createdAt) {}

    /**
     * The sent message.
     *
     * @param event such as {@code proposed} or {@code done}
     */
    record Message(String tenantId, String event, WorkOrderView workOrder) {}

    void add(Connection connection, TenantId tenant, WorkOrder order, String event) throws SQLException {
        if (config.webhookUrl().isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into webhook_delivery (tenant_id,"
                + " work_order_id, body, created_at, attempts, next_attempt) values (?, ?, ?, ?, 0, ?)")) {
            Instant now = clock.instant();
            Binder.of(insert)
                    .text(tenant.value())
                    .id(order.workOrderId())
                    .text(json.writeValueAsString(
                            new Message(tenant.value(), event, WorkOrderView.of(order, List.of()))))
                    .time(now)
                    .time(now);
            insert.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a work order cannot be written as JSON", e);
        }
    }

    /** Takes what is due for as long as an attempt may last: the oldest change of each work order, so that order is kept. */
    List<Delivery> take(Connection connection, TenantId tenant) throws SQLException {
        Instant now = clock.instant();
        try (PreparedStatement update = connection.prepareStatement("""
                update webhook_delivery d set attempts = attempts + 1, next_attempt = ?
                where d.tenant_id = ? and d.delivery_id in (
                    select w.delivery_id from webhook_delivery w
                    where w.tenant_id = ? and w.sent_at is null and w.given_up_at is null and w.next_attempt <= ?
                      and not exists (select from webhook_delivery e where e.tenant_id = w.tenant_id
                        and e.work_order_id = w.work_order_id and e.delivery_id < w.delivery_id
                        and e.sent_at is null and e.given_up_at is null)
                    order by w.delivery_id limit ? for update skip locked)
                returning delivery_id, work_order_id, body, attempts, created_at""")) {
            Binder.of(update)
                    .time(now.plus(config.timeout().multipliedBy(2)))
                    .text(tenant.value())
                    .text(tenant.value())
                    .time(now)
                    .whole(AT_ONCE);
            List<Delivery> found = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new Delivery(
                            columns.large(), columns.id(), columns.text(), columns.whole(), columns.time()));
                }
            }
            return found;
        }
    }

    int sent(Connection connection, TenantId tenant, Delivery delivery) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update webhook_delivery set sent_at = ?,"
                + " last_failure = null where tenant_id = ? and delivery_id = ?")) {
            Binder.of(update).time(clock.instant()).text(tenant.value()).whole(delivery.id());
            return update.executeUpdate();
        }
    }

    /** Tries again later, each time after twice the wait, or gives up. */
    int failed(Connection connection, TenantId tenant, Delivery delivery, String why) throws SQLException {
        Instant now = clock.instant();
        long doubled = 1L << Math.min(delivery.attempts() - 1, 20);
        Duration wait = config.retryAfter().multipliedBy(doubled);
        boolean over = delivery.createdAt().plus(config.giveUpAfter()).isBefore(now);
        try (PreparedStatement update = connection.prepareStatement("update webhook_delivery set next_attempt = ?,"
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

    int purge(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from webhook_delivery where tenant_id = ?"
                + " and created_at < ? and (sent_at is not null or given_up_at is not null)")) {
            Binder.of(delete).text(tenant.value()).time(clock.instant().minus(config.retention()));
            return delete.executeUpdate();
        }
    }
}
