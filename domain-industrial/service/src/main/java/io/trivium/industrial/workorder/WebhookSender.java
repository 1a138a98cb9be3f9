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
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes of work orders to the maintenance system, at least once and in the order of each work order, and no transaction
 * is held while it sends. Receivers are called in parallel, so that a slow one delays no other; each of them gets one message at
 * a time. Any number of processes may send: what one has taken the others leave alone for a time. Thread-safe.
 */
@ApplicationScoped
class WebhookSender {
    private static final Logger LOG = Logger.getLogger(WebhookSender.class);
    /** Receivers that are called at a time. */
    private static final int AT_ONCE = 16;

    private final Webhook webhook;
    private final CmmsConfig config;
    private final Connections receivers;
    private final WebhookCall call;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_ONCE, true);
    private final Set<Receiver> busy = ConcurrentHashMap.newKeySet();

    /** @param managed id of the connection; null: the address of the configuration */
    private record Receiver(TenantId tenant, @Nullable UUID managed) {}

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

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    @Scheduled(
            identity = "cmms-webhook",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void send() {
        List<Connection> active = receivers.active(WebhookKind.NAME);
        for (TenantId tenant : tenants.all()) {
            if (config.webhookUrl().isPresent()) begin(tenant, null);
            WebhookKind.of(tenant, active).forEach(each -> begin(tenant, each));
        }
    }

    @Scheduled(identity = "cmms-purge", every = "6h", delayed = "3m", skipExecutionIf = OffDuty.class)
    void purge() {
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> webhook.purge(connection, tenant));
        }
    }

    /** Sends what is due to the receiver on a thread of its own, unless one does so already. */
    private void begin(TenantId tenant, @Nullable Connection managed) {
        Receiver receiver = new Receiver(tenant, managed == null ? null : managed.id());
        if (!busy.add(receiver)) return;
        threads.execute(() -> {
            try {
                room.acquire();
                try {
                    send(receiver, managed);
                } finally {
                    room.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("changes of work orders could not be sent", e);
            } finally {
                busy.remove(receiver);
            }
        });
    }

    private void send(Receiver receiver, @Nullable Connection managed) {
        TenantId tenant = receiver.tenant();
        List<Webhook.Delivery> due =
                transactions.withConnection(tenant, connection -> webhook.take(connection, tenant, receiver.managed()));
        for (Webhook.Delivery delivery : due) {
            String id = Long.toString(delivery.id());
            Optional<String> failure = managed == null
                    ? call.post(
                            config.webhookUrl().orElseThrow(),
                            config.timeout(),
                            config.webhookSecret(),
                            id,
                            delivery.body())
                    : call.post(managed, config.timeout(), id, delivery.body());
            transactions.withConnection(
                    tenant,
                    connection -> failure.isEmpty()
                            ? webhook.sent(connection, tenant, delivery)
                            : webhook.failed(connection, tenant, delivery, failure.orElseThrow()));
        }
    }
}
