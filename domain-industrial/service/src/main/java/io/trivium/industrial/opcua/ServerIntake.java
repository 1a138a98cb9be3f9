package io.trivium.industrial.opcua;

import io.trivium.core.connection.PemCertificates;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.intake.Gatherer;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.reading.ReadingBatch;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Everything between one server and Kafka, with two threads: one waits for the server's answers, one reads what it sends. */
final class ServerIntake implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ServerIntake.class);
    /** Longest wait for Kafka when the connection is closed; what is not confirmed by then is requested again. */
    private static final long DRAIN_MS = 2_000;

    private static final long DRAIN_STEP_MS = 5;

    private final ServerConnection connection;
    private final NotificationReader reader;
    private final Gatherer gatherer;
    private final ServerSubscription subscription;
    private final SubscriptionFile file;
    private final ScheduledExecutorService readings;
    private final long gatherMs;

    /**
     * A server that is not connected yet.
     *
     * @param directory of trusted and rejected certificates and of what is known of subscriptions
     * @param gather longest that a reading waits for others
     * @param publish sends a batch, and is done when Kafka has it
     * @throws IllegalArgumentException naming the key of a setting that cannot be
     */
    ServerIntake(
            String name,
            OpcUaConfig.Server config,
            Path directory,
            OwnCertificate own,
            QualityNotes notes,
            InstantSource clock,
            Duration gather,
            Function<ReadingBatch, CompletableFuture<Void>> publish,
            ServerEndpoint.HostCheck hostCheck) {
        check("platform.industrial.intake.opcua." + name + ".", config);
        TenantId tenant = new TenantId(config.tenant());
        ScheduledExecutorService sessions = thread("opcua-" + name + "-session");
        this.readings = thread("opcua-" + name);
        this.gatherMs = Math.max(1, gather.toMillis() / 2);
        this.gatherer = new Gatherer(tenant, publish, readings, System::nanoTime, gather.toNanos());
        this.reader = new NotificationReader(tenant, OpcUaIntake.source(name), gatherer, notes, clock);
        ServerTrust trust = new ServerTrust(directory, trusted(config), tenant, OpcUaIntake.source(name), notes, clock);
        this.file = SubscriptionFile.of(directory, name);
        this.subscription = new ServerSubscription(
                name,
                tenant,
                config,
                notes,
                file,
                new MonitoredItems(tenant, notes),
                reader,
                readings,
                () -> reader.unconfirmed() >= config.unconfirmed(),
                System::nanoTime);
        this.connection = new ServerConnection(
                name,
                config,
                new ServerEndpoint(name, tenant, config, own, trust, notes, clock, hostCheck),
                new NodeFinder(name, tenant, config, notes),
                subscription,
                sessions,
                readings);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    static List<X509Certificate> trusted(OpcUaConfig.Server config) {
        return config.serverCertificate().map(PemCertificates::read).orElse(List.of());
    }

    static void check(String prefix, OpcUaConfig.Server config) {
        if (!config.endpoint().startsWith("opc.tcp://")) {
            throw new IllegalArgumentException(
                    prefix + "endpoint is " + config.endpoint() + ", not opc.tcp://host:port");
        }
        boolean noPolicy = config.securityPolicy() == OpcUaConfig.Policy.NONE;
        if (noPolicy != (config.securityMode() == OpcUaConfig.Mode.NONE)) {
            throw new IllegalArgumentException(
                    prefix + "security-policy and security-mode are both none, or neither is");
        }
        if (config.userCertificate().isPresent() != config.userKey().isPresent()) {
            throw new IllegalArgumentException(prefix + "user-certificate and user-key belong together");
        }
        if (config.userCertificate().isPresent() && config.username().isPresent()) {
            throw new IllegalArgumentException(prefix + "username and user-certificate exclude each other");
        }
    }

    void start() {
        var _ = readings.scheduleWithFixedDelay(this::flush, gatherMs, gatherMs, TimeUnit.MILLISECONDS);
        connection.start();
    }

    private void flush() {
        try {
            gatherer.flush();
        } catch (RuntimeException e) {
            LOG.error("work on the readings of an OPC UA server failed", e);
        }
    }

    boolean isConnected() {
        return connection.isConnected();
    }

    /** Why it is not connected; empty if it is. */
    Optional<String> problem() {
        return isConnected() ? Optional.empty() : Optional.of(state());
    }

    /** {@code connected}, or why not. */
    String state() {
        return connection.state();
    }

    /** Readings that are taken and not confirmed yet. */
    int unconfirmed() {
        return reader.unconfirmed();
    }

    /**
     * Ends the connection after the readings that were taken are confirmed, at most two seconds. The server keeps the
     * subscription for its lifetime, with as many changes as its queues hold; the next connection takes it over.
     */
    @Override
    public void close() {
        if (readings.isShutdown()) return;
        drain();
        connection.close();
    }

    private void drain() {
        readings.execute(subscription::detach);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MS);
        while (unconfirmed() > 0 && System.nanoTime() < end) {
            readings.execute(gatherer::flushAll);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRAIN_STEP_MS));
        }
    }
}
