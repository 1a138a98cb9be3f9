package io.trivium.industrial.workorder;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.webhook.WebhookCall;
import io.trivium.industrial.webhook.WebhookKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends changes of work orders to the maintenance system, at least once and in the order of each work order, and no transaction
 * is held meanwhile. Any number of processes may send: what one has taken the others leave alone for a time. Thread-safe.
 */
@ApplicationScoped
class WebhookSender {
    private final Webhook webhook;
    private final CmmsConfig config;
    private final Connections receivers;
    private final WebhookCall call;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;

    WebhookSender(
            Webhook webhook,
            CmmsConfig config,
            Connections receivers,
            WebhookCall call,
            KnownTenants tenants,
            TenantTransactions transactions) {
        this.webhook = webhook;
        this.config = config;
        this.receivers = receivers;
        this.call = call;
        this.tenants = tenants;
        this.transactions = transactions;
    }

    @Scheduled(
            identity = "cmms-webhook",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void send() {
        List<Connection> active = receivers.active(WebhookKind.NAME);
        for (TenantId tenant : tenants.all()) {
            Map<UUID, Connection> own = new HashMap<>();
            WebhookKind.of(tenant, active).forEach(each -> own.put(each.id(), each));
            if (config.webhookUrl().isPresent() || !own.isEmpty()) send(tenant, own);
        }
    }

    @Scheduled(identity = "cmms-purge", every = "6h", delayed = "3m", skipExecutionIf = OffDuty.class)
    void purge() {
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> webhook.purge(connection, tenant));
        }
    }

    private void send(TenantId tenant, Map<UUID, Connection> own) {
        List<Webhook.Delivery> due =
                transactions.withConnection(tenant, connection -> webhook.take(connection, tenant, own.keySet()));
        for (Webhook.Delivery delivery : due) {
            Optional<String> failure = send(delivery, own);
            transactions.withConnection(
                    tenant,
                    connection -> failure.isEmpty()
                            ? webhook.sent(connection, tenant, delivery)
                            : webhook.failed(connection, tenant, delivery, failure.orElseThrow()));
        }
    }

    /** Why the delivery was not taken; empty when it was. */
    private Optional<String> send(Webhook.Delivery delivery, Map<UUID, Connection> own) {
        String id = Long.toString(delivery.id());
        UUID managed = delivery.receiver();
        if (managed == null) {
            return call.post(
                    config.webhookUrl().orElseThrow(), config.timeout(), config.webhookSecret(), id, delivery.body());
        }
        Connection receiver = own.get(managed);
        return receiver == null
                ? Optional.of("The connection is not active.")
                : call.post(receiver, config.timeout(), id, delivery.body());
    }
}
