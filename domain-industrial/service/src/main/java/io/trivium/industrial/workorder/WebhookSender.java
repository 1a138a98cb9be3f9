package io.trivium.industrial.workorder;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sends changes of work orders to the maintenance system, at least once and in the order of each work order, and no transaction
 * is held meanwhile. Any number of processes may send: what one has taken the others leave alone for a time. Thread-safe.
 */
@ApplicationScoped
class WebhookSender {
    private static final Logger LOG = Logger.getLogger(WebhookSender.class);

    private final Webhook webhook;
    private final CmmsConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final HttpClient client;

    WebhookSender(
            Webhook webhook,
            CmmsConfig config,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.webhook = webhook;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @PreDestroy
    void close() {
        client.shutdownNow();
    }

    @Scheduled(
            identity = "cmms-webhook",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void send() {
        URI url = config.webhookUrl().orElse(null);
        if (url != null) {
            tenants.all().forEach(tenant -> send(tenant, url));
        }
    }

    @Scheduled(identity = "cmms-purge", every = "6h", delayed = "3m", skipExecutionIf = OffDuty.class)
    void purge() {
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> webhook.purge(connection, tenant));
        }
    }

    private void send(TenantId tenant, URI url) {
        List<Webhook.Delivery> due =
                transactions.withConnection(tenant, connection -> webhook.take(connection, tenant));
        for (Webhook.Delivery delivery : due) {
            String failure = send(delivery, url);
            transactions.withConnection(
                    tenant,
                    connection -> failure.isEmpty()
                            ? webhook.sent(connection, tenant, delivery)
                            : webhook.failed(connection, tenant, delivery, failure));
        }
    }

    /** Why the delivery was not taken; empty when it was. */
    private String send(Webhook.Delivery delivery, URI url) {
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header(WebhookSignature.DELIVERY_HEADER, Long.toString(delivery.id()))
                .header(WebhookSignature.TIMESTAMP_HEADER, Long.toString(timestamp))
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()));
        config.webhookSecret()
                .ifPresent(secret -> request.header(
                        WebhookSignature.HEADER, WebhookSignature.of(secret, timestamp, delivery.body())));
        try {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status / 100 == 2 ? "" : "the maintenance system answered " + status;
        } catch (IOException e) {
            LOG.debugf(e, "delivery %d", delivery.id());
            return "the maintenance system was not reached: " + e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the service stopped";
        }
    }
}
