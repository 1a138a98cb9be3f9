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

/** The servers of {@code platform.industrial.intake.opcua}. */
@ApplicationScoped
public class OpcUaIntake {
    /** The name of this service at servers. */
    static final String NAME = "Trivium factory intake";

    private final Duty duty;
    private final Map<String, ServerIntake> servers = new TreeMap<>();

    OpcUaIntake(
            OpcUaConfig config,
            IntakeConfig intake,
            KnownTenants tenants,
            ReadingPublisher publisher,
            QualityLog notes,
            InstantSource clock,
            Duty duty,
            MeterRegistry meters) {
        this.duty = duty;
        if (!config.opcua().isEmpty()) {
            OwnCertificate own = own(config);
            config.opcua().forEach((name, server) -> {
                if (!tenants.contains(new TenantId(server.tenant()))) {
                    throw new IllegalArgumentException("platform.industrial.intake.opcua." + name + ".tenant is "
                            + server.tenant() + ", which platform.tenancy.tenants does not have");
                }
                servers.put(
                        name,
                        new ServerIntake(
                                name,
                                server,
                                config.opcuaDirectory(),
                                own,
                                notes,
                                clock,
                                intake.gather(),
                                batch -> publisher.publish(batch, "opc-ua")));
            });
        }
        meters.gauge(
                IndustrialMetrics.OPC_UA_UNCONFIRMED,
                servers,
                all -> all.values().stream().mapToInt(ServerIntake::unconfirmed).sum());
    }

    private static OwnCertificate own(OpcUaConfig config) {
        try {
            return OwnCertificate.in(
                    config.opcuaDirectory().resolve("own"),
                    NAME,
                    config.opcuaApplicationUri(),
                    config.opcuaCertificateLife());
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
        servers.values().forEach(ServerIntake::close);
    }

    /** {@code connected}, or why not, of each server by name. */
    public Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        servers.forEach((name, server) -> states.put(name, server.state()));
        return states;
    }
}
