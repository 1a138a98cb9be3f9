package io.trivium.deploy.check;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.KeycloakComponent;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.RealmFile;
import io.trivium.deploy.standalone.Services;
import io.trivium.deploy.supervision.Platform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks of a machine, a data directory, and the platform that runs in it. Changes nothing. */
public final class Diagnosis {
    private static final List<String> TOOLS = List.of("tar", "setsid", "mvn", "node", "npm");

    private final Installation installation;
    private final Platform platform;
    private final DataDirectory data;
    private final @Nullable Integer askedBase;

    /**
     * A diagnosis of a platform.
     *
     * @param askedBase the requested port base, or null for that of the data directory
     */
    public Diagnosis(Installation installation, Platform platform, @Nullable Integer askedBase) {
        this.installation = installation;
        this.platform = platform;
        this.data = platform.data();
        this.askedBase = askedBase;
    }

    public List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>(machine());
        findings.addAll(new DataChecks(data).findings());
        findings.addAll(new SecretChecks(data).findings());
        findings.addAll(SettingChecks.of(data));
        findings.addAll(VersionChecks.of(installation, data));
        Optional<PlatformStatus> status = status();
        boolean running = data.exists() && platform.isRunning();
        if (running && status.isPresent()) {
            findings.add(Finding.good(
                    "ports",
                    "in use by this platform, base " + status.orElseThrow().portBase()));
        } else {
            int usual = status.map(PlatformStatus::portBase).orElse(Ports.DEFAULT_BASE);
            findings.addAll(PortChecks.of(new Ports(askedBase == null ? usual : askedBase)));
        }
        if (status.isPresent()) {
            findings.addAll(ComponentChecks.of(status.orElseThrow(), running, Instant.now()));
            if (running) findings.addAll(live(status.orElseThrow()));
        }
        return findings;
    }

    private List<Finding> machine() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(MachineChecks.system(System.getProperty("os.name"), System.getProperty("os.arch")));
        findings.add(MachineChecks.jdk(Runtime.version(), System.getProperty("java.home")));
        findings.add(MachineChecks.memory(Path.of("/proc/meminfo"), data.exists() && platform.isRunning()));
        findings.add(MachineChecks.fileHandles(Path.of("/proc/self/limits")));
        findings.add(MachineChecks.disk(data.root(), Platform.LEAST_FREE_BYTES));
        findings.add(MachineChecks.sync(data.root()));
        findings.add(MachineChecks.clock(Instant.now(), installation.root().resolve("pom.xml")));
        String path = System.getenv().getOrDefault("PATH", "");
        TOOLS.forEach(tool -> findings.add(MachineChecks.tool(tool, path)));
        findings.add(MachineChecks.user(System.getProperty("user.name")));
        findings.add(MachineChecks.cache(Cache.ofUser(System.getenv()).root()));
        return findings;
    }

    /** A damaged state file is reported by {@link DataChecks}. */
    private Optional<PlatformStatus> status() {
        try {
            return platform.status();
        } catch (LauncherException _) {
            return Optional.empty();
        }
    }

    /** The checks that need a running platform. Missing secrets are not created here. */
    private List<Finding> live(PlatformStatus status) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (Files.exists(data.secrets().resolve("postgres-superuser"))) {
            try (Connection connection = new Database(status, data).connect()) {
                findings.addAll(DatabaseChecks.of(connection));
            } catch (SQLException e) {
                findings.add(
                        Finding.bad("PostgreSQL", "cannot be asked: " + e.getMessage(), "./trivium logs postgres"));
            }
        }
        findings.addAll(BrokerChecks.of(platform.kafka()));
        findings.add(IdentityChecks.realm(URI.create(Services.issuer(status.ports()))));
        findings.addAll(IdentityChecks.version(
                KeycloakComponent.importedMarker(data),
                KeycloakComponent.fingerprint(
                        RealmFile.demo(installation.realmDirectory(), platform.profile()),
                        RealmFile.knownValues(status.ports(), Secrets.of(data)))));
        return findings;
    }
}
