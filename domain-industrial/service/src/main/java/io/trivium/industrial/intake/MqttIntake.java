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
import java.util.concurrent.ScheduledExecutorService;

/** The brokers of {@code platform.industrial.intake.mqtt}, each with a connection of its own. */
@ApplicationScoped
public class MqttIntake {
    private final Duty duty;
    private final Map<String, MqttConnection> connections = new TreeMap<>();

    MqttIntake(
            IntakeConfig config,
            KnownTenants tenants,
            ReadingPublisher publisher,
            QualityLog notes,
            StoredEdgeNodes nodes,
            InstantSource clock,
            Duty duty,
            MeterRegistry meters) {
        this.duty = duty;
        config.mqtt().forEach((name, connection) -> {
            if (!tenants.contains(new TenantId(connection.tenant()))) {
                throw new IllegalArgumentException("platform.industrial.intake.mqtt." + name + ".tenant is "
                        + connection.tenant() + ", which platform.tenancy.tenants does not have");
            }
            connections.put(
                    name,
                    new MqttConnection(
                            name,
                            config,
                            connection,
                            publisher,
                            notes,
                            nodes,
                            clock,
                            (broker, executor) -> link(broker, connection, executor, clock)));
        });
        meters.gauge(
                IndustrialMetrics.UNCONFIRMED,
                connections,
                all -> all.values().stream()
                        .mapToInt(MqttConnection::unconfirmed)
                        .sum());
    }

    private static MqttLink link(
            String name, IntakeConfig.Connection connection, ScheduledExecutorService executor, InstantSource clock) {
        String clientId = connection.clientId().orElse("trivium-industrial-" + name);
        HostState state = connection
                .sparkplugHostId()
                .map(hostId -> new HostState(hostId, clock))
                .orElse(null);
        return connection.version() == 5
                ? new Mqtt5Link(connection, clientId, executor, state)
                : new Mqtt3Link(connection, clientId, executor, state);
    }

    /** After the database is ready for readings; where there are several instances, on the one that is on duty. */
    void start(@Observes @Priority(300) StartupEvent event) {
        duty.whenMine(() -> connections.values().forEach(MqttConnection::start));
    }

    void stop(@Observes ShutdownEvent event) {
        connections.values().forEach(MqttConnection::close);
    }

    /** Whether each broker is connected, by name. */
    public Map<String, Boolean> connected() {
        Map<String, Boolean> connected = new TreeMap<>();
        connections.forEach((name, connection) -> connected.put(name, connection.isConnected()));
        return connected;
    }
}
