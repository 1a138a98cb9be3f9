package io.trivium.industrial.opcua;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
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
            MeterRegistry meters) {
        this.config = config;
        this.intake = intake;
        this.publisher = publisher;
        this.notes = notes;
        this.clock = clock;
        this.duty = duty;
        config.opcua().forEach((name, server) -> {
            if (!tenants.contains(new TenantId(server.tenant()))) {
                throw new IllegalArgumentException("platform.industrial.intake.opcua." + name + ".tenant is "
                        + server.tenant() + ", which platform.tenancy.tenants does not have");
            }
            servers.put(name, server(name, server));
        });
        meters.gauge(
                IndustrialMetrics.OPC_UA_UNCONFIRMED,
                servers,
                all -> all.values().stream().mapToInt(ServerIntake::unconfirmed).sum());
    }

    private ServerIntake server(String name, OpcUaConfig.Server settings) {
        return new ServerIntake(
                name,
                settings,
                config.opcuaDirectory(),
                own(),
                notes,
                clock,
                intake.gather(),
                batch -> publisher.publish(batch, "opc-ua"));
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
        duty.whenMine(() -> servers.values().forEach(ServerIntake::start));
    }

    void stop(@Observes ShutdownEvent event) {
        servers.values().parallelStream().forEach(ServerIntake::close);
    }

    /**
     * Connects to one more server.
     *
     * @param name unique among the servers of this service
     * @throws IllegalArgumentException when the settings cannot be used
     */
    void open(String name, OpcUaConfig.Server settings) {
        ServerIntake opened = server(name, settings);
        if (servers.putIfAbsent(name, opened) != null) {
            throw new IllegalArgumentException("a server of this name is open already: " + name);
        }
        opened.start();
    }

    /** Ends the connection to a server; the server keeps the subscription for its lifetime. */
    void close(String name) {
        ServerIntake closed = servers.remove(name);
        if (closed != null) closed.close();
    }

    /** Ends the connection to a server for good, with its subscription. */
    void forget(String name) {
        ServerIntake closed = servers.remove(name);
        if (closed == null) SubscriptionFile.of(config.opcuaDirectory(), name).delete();
        else closed.forget();
    }

    /** {@code connected}, or why not, of each server by name. */
    public Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        servers.forEach((name, server) -> states.put(name, server.state()));
        return states;
    }
}
