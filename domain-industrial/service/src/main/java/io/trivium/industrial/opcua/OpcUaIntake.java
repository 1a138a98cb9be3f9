package io.trivium.industrial.opcua;

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
import io.trivium.industrial.intake.IntakeConfig;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.reading.ReadingPublisher;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers of {@code platform.industrial.intake.opcua} and those that are managed at run time; each starts and ends
 * without the others. Thread-safe.
 */
@ApplicationScoped
public class OpcUaIntake {
    /** The name of this service at servers. */
    static final String NAME = "Trivium factory intake";

    private final OpcUaConfig config;
    private final IntakeConfig intake;
    private final ReadingPublisher publisher;
    private final QualityLog notes;
    private final InstantSource clock;
    private final Duty duty;
    private final OutboundAddresses addresses;
    private final RunningLinks managed;
    private final Map<String, ServerIntake> servers = new ConcurrentSkipListMap<>();
    private @Nullable OwnCertificate own;

    OpcUaIntake(
            OpcUaConfig config,
            IntakeConfig intake,
            KnownTenants tenants,
            ReadingPublisher publisher,
            QualityLog notes,
            InstantSource clock,
            Duty duty,
            Connections managed,
            OutboundAddresses addresses,
            MeterRegistry meters) {
        this.config = config;
        this.intake = intake;
        this.publisher = publisher;
        this.notes = notes;
        this.clock = clock;
        this.duty = duty;
        this.addresses = addresses;
        config.opcua().forEach((name, server) -> {
            if (!tenants.contains(new TenantId(server.tenant()))) {
                throw new IllegalArgumentException("platform.industrial.intake.opcua." + name + ".tenant is "
                        + server.tenant() + ", which platform.tenancy.tenants does not have");
            }
            servers.put(name, server(name, server, (host, port) -> {}));
        });
        this.managed = new RunningLinks(managed, OpcUaKind.NAME, new RunningLinks.Opener() {
            @Override
            public RunningLinks.Link open(Connection connection) {
                return OpcUaIntake.this.open(connection);
            }

            @Override
            public void forget(Connection connection) {
                OpcUaIntake.this.forget(connection);
            }
        });
        meters.gauge(
                IndustrialMetrics.OPC_UA_UNCONFIRMED,
                servers,
                all -> all.values().stream().mapToInt(ServerIntake::unconfirmed).sum());
    }

    private ServerIntake server(String name, OpcUaConfig.Server settings, ServerEndpoint.HostCheck hostCheck) {
        return new ServerIntake(
                name,
                settings,
                config.opcuaDirectory(),
                own(),
                notes,
                clock,
                intake.gather(),
                batch -> publisher.publish(batch, "opc-ua"),
                hostCheck);
    }

    /** The certificate of this service, which is made when the first server needs it. */
    synchronized OwnCertificate own() {
        try {
            OwnCertificate known = own;
            if (known == null) {
                known = OwnCertificate.in(
                        config.opcuaDirectory().resolve("own"),
                        NAME,
                        config.opcuaApplicationUri(),
                        config.opcuaCertificateLife());
                own = known;
            }
            return known;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("There is no certificate for OPC UA: " + e.getMessage(), e);
        }
    }

    /** Returns the source name for issues of a server as a whole. */
    static String source(String server) {
        return "opc-ua/" + server;
    }

    /** After the database is ready for readings; where there are several instances, on the one that is on duty. */
    void start(@Observes @Priority(300) StartupEvent event) {
        duty.whenMine(() -> {
            servers.values().forEach(ServerIntake::start);
            managed.start();
        });
    }

    void stop(@Observes ShutdownEvent event) {
        managed.close();
        servers.values().parallelStream().forEach(ServerIntake::close);
    }

    /** A server that is managed at run time; its name here is that of no other, whatever organisation it belongs to. */
    private RunningLinks.Link open(Connection managed) {
        String name = name(managed);
        ServerIntake opened = server(name, OpcUaKind.settings(managed), addresses::resolve);
        servers.put(name, opened);
        opened.start();
        return new RunningLinks.Link() {
            @Override
            public Optional<String> problem() {
                return opened.problem();
            }

            @Override
            public void close() {
                servers.remove(name);
                opened.close();
            }
        };
    }

    private void forget(Connection managed) {
        SubscriptionFile.of(config.opcuaDirectory(), name(managed)).delete();
    }

    static String name(Connection managed) {
        return managed.name() + "-" + managed.id();
    }

    /** {@code connected}, or why not, of each server by name. */
    public Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        servers.forEach((name, server) -> states.put(name, server.state()));
        return states;
    }
}
