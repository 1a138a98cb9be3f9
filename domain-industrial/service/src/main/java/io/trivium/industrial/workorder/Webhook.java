package io.trivium.industrial.workorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.connection.Connections;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.webhook.WebhookKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queue of notifications to a maintenance system, in PostgreSQL: written with the change, so that neither exists
 * without the other. Every call runs in the caller's transaction of the tenant. Thread-safe.
 */
@ApplicationScoped
class Webhook {
    private static final int AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final CmmsConfig config;
    private final Connections receivers;
    private final InstantSource clock;
    private final ObjectMapper json = StrictJson.mapper();

    Webhook(CmmsConfig config, Connections receivers, InstantSource clock) {
        this.config = config;
        this.receivers = receivers;
        this.clock = clock;
    }

    /**
     * A change on its way.
     *
     * @param receiver the managed connection that it is for; null: the address of the configuration
     */
    record Delivery(
            long id,
            UUID workOrderId,
            String body,
            int attempts,
            Instant createdAt,
            @Nullable UUID receiver) {}

    /**
     * The sent message.
     *
     * @param event such as {@code proposed} or {@code done}
     */
    record Message(String tenantId, String event, WorkOrderView workOrder) {}

    void add(Connection connection, TenantId tenant, WorkOrder order, String event) throws SQLException {
        // What is for a paused receiver waits for it.
        List<@Nullable UUID> all = new ArrayList<>();
        if (config.webhookUrl().isPresent()) all.add(null);
        Stream.concat(receivers.active(WebhookKind.NAME).stream(), receivers.paused(WebhookKind.NAME).stream())
                .filter(each -> each.tenant().equals(tenant) && WebhookKind.takesWorkOrders(each))
                .forEach(each -> all.add(each.id()));
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into webhook_delivery (tenant_id,"
                + " work_order_id, body, created_at, attempts, next_attempt, connection_id)"
                + " values (?, ?, ?, ?, 0, ?, ?)")) {
            Instant now = clock.instant();
            String body =
                    json.writeValueAsString(new Message(tenant.value(), event, WorkOrderView.of(order, List.of())));
            for (UUID receiver : all) {
                Binder.of(insert)
                        .text(tenant.value())
                        .id(order.workOrderId())
                        .text(body)
                        .time(now)
                        .time(now)
                        .id(receiver);
                insert.executeUpdate();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a work order cannot be written as JSON", e);
        }
    }

    /**
     * Takes what is due for as long as an attempt may last: for each receiver the oldest change of each work order, so that order
     * is kept.
     *
     * @param active the receivers that may be called now, besides that of the configuration
     */
    List<Delivery> take(Connection connection, TenantId tenant, Collection<UUID> active) throws SQLException {
        Instant now = clock.instant();
        try (PreparedStatement update = connection.prepareStatement("""
                update webhook_delivery d set attempts = attempts + 1, next_attempt = ?
                where d.tenant_id = ? and d.delivery_id in (
                    select w.delivery_id from webhook_delivery w
                    where w.tenant_id = ? and w.sent_at is null and w.given_up_at is null and w.next_attempt <= ?
                      and (w.connection_id = any(?) or (w.connection_id is null and ?))
                      and not exists (select from webhook_delivery e where e.tenant_id = w.tenant_id
                        and e.work_order_id = w.work_order_id
                        and e.connection_id is not distinct from w.connection_id and e.delivery_id < w.delivery_id
                        and e.sent_at is null and e.given_up_at is null)
                    order by w.delivery_id limit ? for update skip locked)
                returning delivery_id, work_order_id, body, attempts, created_at, connection_id""")) {
            Binder.of(update)
                    .time(now.plus(config.timeout().multipliedBy(2)))
                    .text(tenant.value())
                    .text(tenant.value())
                    .time(now)
                    .array("uuid", active.toArray())
                    .flag(config.webhookUrl().isPresent())
                    .whole(AT_ONCE);
            List<Delivery> found = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    found.add(new Delivery(
                            columns.large(),
                            columns.id(),
                            columns.text(),
                            columns.whole(),
                            columns.time(),
                            columns.idOrNull()));
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

    /** Deletes what was sent or given up, and what is for receivers that are retired, after the retention. */
    int purge(Connection connection, TenantId tenant) throws SQLException {
        Object[] known = Stream.concat(
                        receivers.active(WebhookKind.NAME).stream(), receivers.paused(WebhookKind.NAME).stream())
                .map(io.trivium.core.connection.Connection::id)
                .toArray();
        try (PreparedStatement delete = connection.prepareStatement("delete from webhook_delivery where tenant_id = ?"
                + " and created_at < ? and (sent_at is not null or given_up_at is not null"
                + " or not connection_id = any(?))")) {
            Binder.of(delete)
                    .text(tenant.value())
                    .time(clock.instant().minus(config.retention()))
                    .array("uuid", known);
            return delete.executeUpdate();
        }
    }
}
