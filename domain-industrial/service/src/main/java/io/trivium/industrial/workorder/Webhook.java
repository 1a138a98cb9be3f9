package io.trivium.industrial.workorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.connection.Connections;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.webhook.WebhookKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into webhook_delivery (tenant_id, work_order_id, body, created_at, attempts, next_attempt,
            connection_id)
        values (:tenant, :order, :body, :now, 0, :now, :receiver)
        """);

    private static final SqlQuery<Delivery> TAKE = SqlQuery.of(Delivery.class, """
        update webhook_delivery d set attempts = attempts + 1, next_attempt = :next
        where d.tenant_id = :tenant and d.delivery_id in (
            select w.delivery_id from webhook_delivery w
            where w.tenant_id = :tenant and w.sent_at is null and w.given_up_at is null and w.next_attempt <= :now
              and w.connection_id is not distinct from :receiver::uuid
              and not exists (select from webhook_delivery e where e.tenant_id = w.tenant_id
                and e.work_order_id = w.work_order_id
                and e.connection_id is not distinct from w.connection_id and e.delivery_id < w.delivery_id
                and e.sent_at is null and e.given_up_at is null)
            order by w.delivery_id limit :limit for update skip locked)
        returning delivery_id as id, work_order_id, body, attempts, created_at, connection_id as receiver
        """);

    private static final SqlUpdate SENT = SqlUpdate.of("""
        update webhook_delivery set sent_at = :now, last_failure = null
        where tenant_id = :tenant and delivery_id = :delivery
        """);

    private static final SqlUpdate FAILED = SqlUpdate.of("""
        update webhook_delivery set next_attempt = :next, last_failure = :why, given_up_at = :givenUpAt
        where tenant_id = :tenant and delivery_id = :delivery
        """);

    private static final SqlUpdate PURGE = SqlUpdate.of("""
        delete from webhook_delivery where tenant_id = :tenant and created_at < :before
            and (sent_at is not null or given_up_at is not null or not connection_id = any(:known::uuid[]))
        """);

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
    record Message(TenantId tenantId, String event, WorkOrderView workOrder) {}

    void add(Connection connection, TenantId tenant, WorkOrder order, String event) {
        // What is for a paused receiver waits for it.
        List<@Nullable UUID> all = new ArrayList<>();
        if (config.webhookUrl().isPresent()) all.add(null);
        Stream.concat(receivers.active(WebhookKind.NAME).stream(), receivers.paused(WebhookKind.NAME).stream())
                .filter(each -> each.tenant().equals(tenant) && WebhookKind.takesWorkOrders(each))
                .forEach(each -> all.add(each.id()));
        if (all.isEmpty()) return;
        Instant now = clock.instant();
        String body = write(new Message(tenant, event, WorkOrderView.of(order, List.of())));
        ADD.batch(
                connection,
                all,
                (values, receiver) -> values.set("tenant", tenant)
                        .set("order", order.workOrderId())
                        .set("body", body)
                        .set("now", now)
                        .set("receiver", receiver));
    }

    private String write(Message message) {
        try {
            return json.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a work order cannot be written as JSON", e);
        }
    }

    /**
     * Takes what is due to a receiver for as long as an attempt may last: the oldest change of each work order, so that order is
     * kept.
     *
     * @param receiver the managed connection; null: the address of the configuration
     */
    List<Delivery> take(Connection connection, TenantId tenant, @Nullable UUID receiver) {
        Instant now = clock.instant();
        return TAKE.on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .set("next", now.plus(config.timeout().multipliedBy(2)))
                .set("receiver", receiver)
                .set("limit", AT_ONCE)
                .list();
    }

    int sent(Connection connection, TenantId tenant, Delivery delivery) {
        return SENT.on(connection)
                .set("tenant", tenant)
                .set("delivery", delivery.id())
                .set("now", clock.instant())
                .run();
    }

    /** Tries again later, each time after twice the wait, or gives up. */
    int failed(Connection connection, TenantId tenant, Delivery delivery, String why) {
        Instant now = clock.instant();
        long doubled = 1L << Math.min(delivery.attempts() - 1, 20);
        Duration wait = config.retryAfter().multipliedBy(doubled);
        boolean over = delivery.createdAt().plus(config.giveUpAfter()).isBefore(now);
        return FAILED.on(connection)
                .set("tenant", tenant)
                .set("delivery", delivery.id())
                .set("next", now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT))
                .set("why", why)
                .set("givenUpAt", over ? now : null)
                .run();
    }

    /** Deletes what was sent or given up, and what is for receivers that are retired, after the retention. */
    int purge(Connection connection, TenantId tenant) {
        List<UUID> known = Stream.concat(
                        receivers.active(WebhookKind.NAME).stream(), receivers.paused(WebhookKind.NAME).stream())
                .map(io.trivium.core.connection.Connection::id)
                .toList();
        return PURGE.on(connection)
                .set("tenant", tenant)
                .set("before", clock.instant().minus(config.retention()))
                .set("known", known)
                .run();
    }
}
