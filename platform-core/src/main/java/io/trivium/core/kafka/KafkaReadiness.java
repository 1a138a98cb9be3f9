package io.trivium.core.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the Kafka cluster answers. The answer is kept for some seconds, so that probes do not become load. A service makes
 * a bean of it with {@code @Produces @Readiness}. Thread-safe.
 */
public final class KafkaReadiness implements HealthCheck, AutoCloseable {
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final ReentrantLock lock = new ReentrantLock();
    private final Admin admin;
    private final Duration patience;
    private long askedAt;
    private boolean asked;
    private boolean up;

    /**
     * A check of one cluster.
     *
     * @param client properties of {@link KafkaClients#common}
     * @param patience longest wait for an answer
     */
    public KafkaReadiness(Map<String, Object> client, Duration patience) {
        Map<String, Object> properties = new HashMap<>(client);
        int millis = Math.toIntExact(patience.toMillis());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "trivium-readiness");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        this.admin = Admin.create(properties);
        this.patience = patience;
    }

    @Override
    public HealthCheckResponse call() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (!asked || now - askedAt > KEPT_NANOS) {
                up = answers();
                asked = true;
                askedAt = System.nanoTime();
            }
            return HealthCheckResponse.named("kafka").status(up).build();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private boolean answers() {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
