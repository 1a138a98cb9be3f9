package io.trivium.industrial.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.duty.Duty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.IndustrialMetrics;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.reading.ReadingPublisher;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The brokers of {@code platform.industrial.intake.mqtt} and those that are managed at run time, each with a connection of
 * its own that starts and ends without the others. Thread-safe.
 */
@ApplicationScoped
public class MqttIntake {
    private final IntakeConfig config;
    private final ReadingPublisher publisher;
    private final QualityLog notes;
    private final StoredEdgeNodes nodes;
    private final InstantSource clock;
    private final Duty duty;
    private final Map<String, MqttConnection> connections = new ConcurrentSkipListMap<>();

    MqttIntake(
            IntakeConfig config,
            KnownTenants tenants,
            ReadingPublisher publisher,
            QualityLog notes,
            StoredEdgeNodes nodes,
            InstantSource clock,
            Duty duty,
            MeterRegistry meters) {
        this.config = config;
        this.publisher = publisher;
        this.notes = notes;
        this.nodes = nodes;
        this.clock = clock;
        this.duty = duty;
        config.mqtt().forEach((name, connection) -> {
            if (!tenants.contains(new TenantId(connection.tenant()))) {
                throw new IllegalArgumentException("platform.industrial.intake.mqtt." + name + ".tenant is "
                        + connection.tenant() + ", which platform.tenancy.tenants does not have");
            }
            connections.put(name, connection(name, connection));
        });
        meters.gauge(
                IndustrialMetrics.UNCONFIRMED,
                connections,
                all -> all.values().stream()
                        .mapToInt(MqttConnection::unconfirmed)
                        .sum());
    }

    private MqttConnection connection(String name, IntakeConfig.Connection settings) {
        return new MqttConnection(
                name,
                config,
                settings,
                publisher,
                notes,
                nodes,
                clock,
                (broker, executor) -> link(broker, settings, executor, clock));
    }

    private static MqttLink link(
            String name, IntakeConfig.Connection connection, ScheduledExecutorService executor, InstantSource clock) {
        String clientId = clientId(name, connection);
        HostState state = connection
                .sparkplugHostId()
                .map(hostId -> new HostState(hostId, clock))
                .orElse(null);
        return connection.version() == 5
                ? new Mqtt5Link(connection, clientId, executor, state)
                : new Mqtt3Link(connection, clientId, executor, state);
    }

    static String clientId(String name, IntakeConfig.Connection connection) {
        return connection.clientId().orElse("trivium-industrial-" + name);
    }

    /** After the database is ready for readings; where there are several instances, on the one that is on duty. */
    void start(@Observes @Priority(300) StartupEvent event) {
        duty.whenMine(() -> connections.values().forEach(MqttConnection::start));
    }

    void stop(@Observes ShutdownEvent event) {
        connections.values().parallelStream().forEach(MqttConnection::close);
    }

    /**
     * Connects to one more broker.
     *
     * @param name unique among the brokers of this service
     * @throws IllegalArgumentException when the settings cannot be used
     */
    void open(String name, IntakeConfig.Connection settings) {
        MqttConnection opened = connection(name, settings);
        if (connections.putIfAbsent(name, opened) != null) {
            throw new IllegalArgumentException("a connection of this name is open already: " + name);
        }
        opened.start();
    }

    /** Ends the connection to a broker; nothing that it has not confirmed is lost while the broker keeps the session. */
    void close(String name) {
        MqttConnection closed = connections.remove(name);
        if (closed != null) closed.close();
    }

    /** Whether each broker is connected, by name. */
    public Map<String, Boolean> connected() {
        Map<String, Boolean> connected = new TreeMap<>();
        connections.forEach((name, connection) -> connected.put(name, connection.isConnected()));
        return connected;
    }
}
