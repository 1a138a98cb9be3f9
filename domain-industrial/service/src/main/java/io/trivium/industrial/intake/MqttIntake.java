package io.trivium.industrial.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.core.connection.RunningLinks;
import io.trivium.core.duty.Duty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.IndustrialMetrics;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.reading.ReadingPublisher;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
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
    private final OutboundAddresses addresses;
    private final RunningLinks managed;
    private final Map<String, MqttConnection> connections = new ConcurrentSkipListMap<>();

    MqttIntake(
            IntakeConfig config,
            KnownTenants tenants,
            ReadingPublisher publisher,
            QualityLog notes,
            StoredEdgeNodes nodes,
            InstantSource clock,
            Duty duty,
            Connections managed,
            OutboundAddresses addresses,
            MeterRegistry meters) {
        this.config = config;
        this.publisher = publisher;
        this.notes = notes;
        this.nodes = nodes;
        this.clock = clock;
        this.duty = duty;
        this.addresses = addresses;
        config.mqtt().forEach((name, connection) -> {
            if (!tenants.contains(new TenantId(connection.tenant()))) {
                throw new IllegalArgumentException("platform.industrial.intake.mqtt." + name + ".tenant is "
                        + connection.tenant() + ", which platform.tenancy.tenants does not have");
            }
            try {
                connections.put(name, connection(name, connection, InetSocketAddress::createUnresolved));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        this.managed = new RunningLinks(managed, MqttKind.NAME, new RunningLinks.Opener() {
            @Override
            public RunningLinks.Link open(Connection connection) throws IOException {
                return MqttIntake.this.open(connection);
            }

            @Override
            public void forget(Connection connection) {
                MqttIntake.this.forget(connection);
            }
        });
        meters.gauge(
                IndustrialMetrics.UNCONFIRMED,
                connections,
                all -> all.values().stream()
                        .mapToInt(MqttConnection::unconfirmed)
                        .sum());
    }

    private MqttConnection connection(String name, IntakeConfig.Connection settings, MqttLink.Resolver resolver)
            throws IOException {
        return new MqttConnection(
                name,
                config,
                settings,
                publisher,
                notes,
                nodes,
                clock,
                (broker, executor) -> link(broker, settings, executor, clock, resolver));
    }

    private static MqttLink link(
            String name,
            IntakeConfig.Connection connection,
            ScheduledExecutorService executor,
            InstantSource clock,
            MqttLink.Resolver resolver)
            throws IOException {
        String clientId = clientId(name, connection);
        HostState state = connection
                .sparkplugHostId()
                .map(hostId -> new HostState(hostId, clock))
                .orElse(null);
        return connection.version() == 5
                ? new Mqtt5Link(connection, clientId, executor, state, resolver)
                : new Mqtt3Link(connection, clientId, executor, state, resolver);
    }

    static String clientId(String name, IntakeConfig.Connection connection) {
        return connection.clientId().orElse("trivium-industrial-" + name);
    }

    /** After the database is ready for readings; where there are several instances, on the one that is on duty. */
    void start(@Observes @Priority(300) StartupEvent event) {
        duty.whenMine(() -> {
            connections.values().forEach(MqttConnection::start);
            managed.start();
        });
    }

    void stop(@Observes ShutdownEvent event) {
        managed.close();
        connections.values().parallelStream().forEach(MqttConnection::close);
    }

    /** A broker that is managed at run time; its name here is that of no other, whatever organisation it belongs to. */
    private RunningLinks.Link open(Connection managed) throws IOException {
        String name = name(managed);
        MqttConnection opened = connection(name, MqttKind.settings(managed), addresses::resolve);
        connections.put(name, opened);
        opened.start();
        return new RunningLinks.Link() {
            @Override
            public Optional<String> problem() {
                return opened.problem();
            }

            @Override
            public void close() {
                connections.remove(name);
                opened.close();
            }
        };
    }

    private void forget(Connection managed) {
        MqttProbe.endSession(
                MqttKind.settings(managed), clientId(name(managed), MqttKind.settings(managed)), addresses);
    }

    static String name(Connection managed) {
        return managed.name() + "-" + managed.id();
    }

    /** Whether each broker is connected, by name. */
    public Map<String, Boolean> connected() {
        Map<String, Boolean> connected = new TreeMap<>();
        connections.forEach((name, connection) -> connected.put(name, connection.isConnected()));
        return connected;
    }
}
