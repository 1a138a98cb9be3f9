package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.ReadingPublisher;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * One broker: its messages are read by one thread, in their order, and acknowledged once Kafka has the resulting
 * records.
 */
final class MqttConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MqttConnection.class);
    private static final long TICK_MS = 1_000;

    /**
     * When nothing came for so long, what has come is not kept any longer: the broker may wait for acknowledgements, since
     * many let a few dozen messages be without (HiveMQ CE 50, Mosquitto 20), whatever a client can take.
     */
    private static final long QUIET_MS = 5;

    /** Longest wait for Kafka when the connection is closed; what is not confirmed by then comes again. */
    private static final long DRAIN_MS = 2_000;

    private final String name;
    private final TenantId tenant;
    private final IntakeConfig config;
    private final QualityNotes notes;
    private final ScheduledExecutorService thread;
    private final MqttLink link;
    private final Gatherer gatherer;
    private final SparkplugHost sparkplug;
    private final Map<MqttTopicFilter, JsonMessages> json = new LinkedHashMap<>();
    private final List<String> filters = new ArrayList<>();
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private boolean came;
    private boolean isWatching;
    private volatile boolean isClosing;

    /** Makes the link of a connection, whose messages are read by the executor. */
    @FunctionalInterface
    interface LinkFactory {
        MqttLink link(String name, ScheduledExecutorService executor) throws IOException;
    }

    MqttConnection(
            String name,
            IntakeConfig config,
            IntakeConfig.Connection connection,
            ReadingPublisher publisher,
            QualityNotes notes,
            EdgeNodes nodes,
            InstantSource clock,
            LinkFactory links)
            throws IOException {
        this.name = name;
        this.tenant = new TenantId(connection.tenant());
        this.config = config;
        this.notes = notes;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("mqtt-" + name).daemon().factory());
        this.link = links.link(name, thread);
        this.gatherer = new Gatherer(
                tenant,
                batch -> publisher.publish(batch, "mqtt"),
                thread,
                System::nanoTime,
                config.gather().toNanos());
        this.sparkplug = new SparkplugHost(
                tenant,
                gatherer,
                notes,
                nodes,
                link::send,
                clock,
                System::nanoTime,
                config.rebirthInterval(),
                config.birthPatience());
        filters.addAll(MqttKind.filters(connection));
        connection.json().forEach((mappingName, mapping) -> {
            json.put(MqttTopicFilter.of(mapping.filter()), new JsonMessages(tenant, mapping, gatherer, notes, clock));
        });
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("platform.industrial.intake.mqtt." + name
                    + " takes nothing: set sparkplug-groups or a mapping under json");
        }
    }

    void start() {
        long gatherMs = Math.max(1, config.gather().toMillis() / 2);
        var _ = thread.scheduleWithFixedDelay(
                () -> guarded(gatherer::flush), gatherMs, gatherMs, TimeUnit.MILLISECONDS);
        var _ = thread.scheduleWithFixedDelay(() -> guarded(sparkplug::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        link.start(filters, this::take);
    }

    /** Schedules {@link #flushIfQuiet} unless it is scheduled; while no messages arrive, no timer runs. */
    private void watch() {
        if (isWatching || thread.isShutdown()) return;
        isWatching = true;
        var _ = thread.schedule(() -> guarded(this::flushIfQuiet), QUIET_MS, TimeUnit.MILLISECONDS);
    }

    private void flushIfQuiet() {
        boolean isQuiet = !came;
        came = false;
        isWatching = false;
        if (isQuiet) gatherer.flushAll();
        if (!isQuiet || gatherer.isGathering()) watch();
    }

    boolean isConnected() {
        return link.isConnected();
    }

    /** Why it is not connected; empty if it is. */
    Optional<String> problem() {
        return link.problem();
    }

    /** Messages that are read and not acknowledged yet. */
    int unconfirmed() {
        return unconfirmed.get();
    }

    private void take(MqttLink.Message message) {
        // Not acknowledged, so the broker keeps it for the next connection.
        if (isClosing) return;
        came = true;
        watch();
        unconfirmed.incrementAndGet();
        Receipt receipt = new Receipt(() -> {
            unconfirmed.decrementAndGet();
            message.acknowledge().run();
        });
        try {
            read(message, receipt);
        } catch (RuntimeException e) {
            // A message that cannot be read must not keep those after it from being read.
            LOG.errorf(e, "a message on %s of broker %s is passed over", message.topic(), name);
            notes.note(
                    tenant,
                    message.topic(),
                    QualityReason.UNREADABLE,
                    1,
                    "The message cannot be read; the log says why.",
                    null);
        }
        receipt.release();
    }

    private void read(MqttLink.Message message, Receipt receipt) {
        if (message.payload().length > config.largestMessage()) {
            notes.note(
                    tenant,
                    message.topic(),
                    QualityReason.OVERSIZE,
                    1,
                    "A message of " + message.payload().length + " bytes; the most that is read is "
                            + config.largestMessage() + ".",
                    null);
            return;
        }
        Optional<SparkplugTopic> topic = SparkplugTopic.parse(message.topic());
        if (topic.isPresent()) {
            sparkplug.take(topic.orElseThrow(), message.payload(), receipt);
            return;
        }
        MqttTopic plain = MqttTopic.of(message.topic());
        json.forEach((filter, messages) -> {
            if (filter.matches(plain)) messages.take(message.topic(), message.payload(), receipt);
        });
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.errorf(e, "work on the readings of broker %s failed", name);
        }
    }

    /**
     * Ends the connection after the messages that were taken are confirmed and acknowledged, at most two seconds. The broker
     * keeps the session for the time that the settings say.
     */
    @Override
    public void close() {
        isClosing = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MS);
        while (unconfirmed.get() > 0 && System.nanoTime() < end) {
            thread.execute(() -> guarded(gatherer::flushAll));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(QUIET_MS));
        }
        link.close();
        thread.shutdownNow();
    }
}
