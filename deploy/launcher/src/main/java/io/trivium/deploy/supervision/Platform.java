package io.trivium.deploy.supervision;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.DemoUser;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.LogFiles;
import io.trivium.deploy.component.PortOwner;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.ClusterServices;
import io.trivium.deploy.standalone.EphemeralPorts;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.standalone.RealmFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The standalone platform of one data directory, seen from a command: start, inspect, wait for, stop. */
public final class Platform {
    /** Below this much free space nothing is started. */
    public static final long LEAST_FREE_BYTES = 2L << 30;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SUPERVISOR_START = Duration.ofSeconds(20);
    private static final Duration SUPERVISOR_STOP = Duration.ofSeconds(100);

    private final DataDirectory data;
    private final String mode;
    private final boolean pacs;

    public Platform(DataDirectory data) {
        this(data, "", false);
    }

    private Platform(DataDirectory data, String mode, boolean pacs) {
        this.data = data;
        this.mode = mode;
        this.pacs = pacs;
    }

    /** One whose start also starts the demo's PACS, where Orthanc is installed. */
    public Platform withPacs() {
        return new Platform(data, mode, true);
    }

    /** PostgreSQL and Kafka alone, so that there are no writes while they are read. */
    public static Platform storesOnly(DataDirectory data) {
        return new Platform(data, Supervisor.STORES, false);
    }

    /** One whose services call each other through proxies, which must listen before it is started. */
    public static Platform disturbed(DataDirectory data) {
        return new Platform(data, Supervisor.DISTURBED, false);
    }

    public DataDirectory data() {
        return data;
    }

    public boolean isRunning() {
        try {
            return Supervisor.isRunning(data);
        } catch (IOException e) {
            throw LauncherException.failure("The lock " + data.lockFile() + " cannot be read: " + e.getMessage());
        }
    }

    /** The supervisor's last status; outdated unless {@link #isRunning()}. */
    public Optional<PlatformStatus> status() {
        return data.exists() ? PlatformStatus.read(data) : Optional.empty();
    }

    /** People of the demo's realm, which every standalone platform has. */
    public List<DemoUser> demoUsers() {
        return RealmFile.demo(Installation.current().realmDirectory()).demoUsers();
    }

    /** Port base to use when none is requested: the one this data directory had before. */
    public int usualPortBase() {
        return status().map(PlatformStatus::portBase).orElse(Ports.DEFAULT_BASE);
    }

    /**
     * Starts the supervisor unless it runs.
     *
     * @param askedBase the requested port base, or null
     * @return whether this call started it
     */
    public boolean start(@Nullable Integer askedBase) throws InterruptedException {
        return start(askedBase, null);
    }

    /**
     * As {@link #start(Integer)}.
     *
     * @param asked the requested number of instances, or null for as many as the data directory had before
     */
    public boolean start(@Nullable Integer askedBase, @Nullable Profile asked) throws InterruptedException {
        try (FileChannel channel = FileChannel.open(
                        data.run().resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw LauncherException.refused("Another ./trivium is starting the platform in " + data.root()
                        + " right now; wait for it, or name another directory with --data-dir.");
            }
            if (isRunning()) {
                refuseOtherPorts(askedBase);
                refuseOtherProfile(asked);
                if (pacs) ask(DesiredState.read(data).withPacs());
                return false;
            }
            Profile profile = asked == null ? profile() : asked;
            Ports ports = new Ports(askedBase == null ? usualPortBase() : askedBase);
            checkSpace();
            Processes.kill(Processes.of(data), Duration.ofSeconds(20));
            checkPorts(ports, ports.all(profile));
            profile.keep(data);
            Files.deleteIfExists(data.statusFile());
            ask(pacs ? DesiredState.NONE.withPacs() : DesiredState.NONE);
            spawn(ports);
            return true;
        } catch (IOException e) {
            throw LauncherException.failure("The platform cannot be started in " + data.root() + ": " + e.getMessage());
        }
    }

    private void refuseOtherPorts(@Nullable Integer askedBase) {
        Optional<PlatformStatus> current = status();
        if (askedBase != null && current.isPresent() && current.orElseThrow().portBase() != askedBase) {
            throw LauncherException.refused("The platform in " + data.root() + " already runs with port base "
                    + current.orElseThrow().portBase() + " (supervisor process "
                    + current.orElseThrow().supervisorPid()
                    + "); stop it with ./trivium down, or name another directory with --data-dir.");
        }
    }

    /** The profile of this data directory. */
    public Profile profile() {
        return Profile.of(data);
    }

    private void refuseOtherProfile(@Nullable Profile asked) {
        if (asked != null && !asked.equals(profile())) {
            throw LauncherException.refused("The platform in " + data.root() + " already runs with profile " + profile()
                    + "; stop it with ./trivium down, or name another directory with --data-dir.");
        }
    }

    /** A problem with the requested ports, or the usual ones; empty when there is none. */
    public Optional<String> portWarning(@Nullable Integer askedBase) {
        Ports ports = new Ports(askedBase == null ? usualPortBase() : askedBase);
        return EphemeralPorts.ofThisMachine().warning(ports);
    }

    private void checkSpace() throws IOException {
        long free = Files.getFileStore(data.root()).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw LauncherException.failure(String.format(
                    java.util.Locale.ROOT,
                    "The disk of %s has %.1f GiB left and the platform needs %d GiB: free some, or name a directory on"
                            + " another disk with --data-dir.",
                    data.root(),
                    free / (double) (1L << 30),
                    LEAST_FREE_BYTES >> 30));
        }
    }

    private static void checkPorts(Ports ports, Map<String, Integer> all) {
        for (Map.Entry<String, Integer> wanted : all.entrySet()) {
            int port = wanted.getValue();
            if (!PortOwner.isFree(port)) {
                String owner = PortOwner.of(port)
                        .map(found -> "process " + found.pid() + " (" + found.command() + ")")
                        .orElse("another user's process");
                throw LauncherException.failure("Port " + port + ", which " + wanted.getKey() + " needs, is taken by "
                        + owner + "; end that process, or choose other ports with --port-base "
                        + freeBase(ports.base()) + ".");
            }
        }
    }

    private static int freeBase(int taken) {
        EphemeralPorts ephemeral = EphemeralPorts.ofThisMachine();
        for (int base = taken + 1000; base < 60_000; base += 1000) {
            if (!ephemeral.overlaps(new Ports(base))
                    && new Ports(base).all().values().stream().allMatch(PortOwner::isFree)) {
                return base;
            }
        }
        return taken + 1000;
    }

    private void spawn(Ports ports) throws IOException, InterruptedException {
        Path log = data.log("supervisor");
        LogFiles.rotate(log, 4L << 20);
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xms8m",
                "-Xmx64m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=24m",
                "-Xshare:auto",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dtrivium.root=" + Installation.current().root(),
                "-cp",
                LauncherSnapshot.take(
                        System.getProperty("java.class.path"), data.apps().resolve("launcher")),
                Supervisor.class.getName(),
                data.root().toString(),
                Integer.toString(ports.base())));
        if (!mode.isEmpty()) command.add(mode);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(data.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put(Processes.MARK, data.root().toString());
        Process supervisor = builder.start();
        Instant deadline = Instant.now().plus(SUPERVISOR_START);
        while (!Files.exists(data.statusFile())) {
            if (supervisor.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)
                    || Instant.now().isAfter(deadline)) {
                throw LauncherException.failure("The supervisor did not start: "
                        + String.join(" | ", LogFiles.tail(log, 3)) + " (log: " + log + ").");
            }
        }
    }

    /**
     * Waits until every essential component is ready.
     *
     * @param watcher is shown each new state
     */
    public PlatformStatus awaitReady(Duration limit, Consumer<PlatformStatus> watcher) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (true) {
            Optional<PlatformStatus> status = status();
            if (status.isPresent()) {
                watcher.accept(status.orElseThrow());
                if (status.orElseThrow().ready()) return status.orElseThrow();
            }
            if (!isRunning()) {
                throw LauncherException.failure("The supervisor ended while the platform started; see "
                        + data.log("supervisor") + ", then run ./trivium up again.");
            }
            if (Instant.now().isAfter(deadline)) {
                throw LauncherException.notReady("Not ready after " + limit.toSeconds() + " s: "
                        + status.map(Platform::whatIsMissing).orElse("no component has started")
                        + "; see ./trivium status and ./trivium logs.");
            }
            pause();
        }
    }

    private static String whatIsMissing(PlatformStatus status) {
        return String.join(
                ", ",
                status.components().stream()
                        .filter(component -> component.essential() && component.state() != ComponentState.READY)
                        .map(component -> component.name() + " (" + component.detail() + ")")
                        .toList());
    }

    /**
     * Stops all processes in order; one that does not stop in time, or lost its supervisor, is killed. Returns whether
     * any ran.
     */
    public boolean stop(Consumer<PlatformStatus> watcher) throws InterruptedException {
        if (!data.exists()) return false;
        boolean any = false;
        Optional<PlatformStatus> status = status();
        if (isRunning() && status.isPresent()) {
            any = true;
            ProcessHandle.of(status.orElseThrow().supervisorPid()).ifPresent(ProcessHandle::destroy);
            Instant deadline = Instant.now().plus(SUPERVISOR_STOP);
            while (isRunning() && Instant.now().isBefore(deadline)) {
                status().ifPresent(watcher);
                pause();
            }
        }
        List<ProcessHandle> left = Processes.of(data);
        Processes.kill(left, Duration.ofSeconds(20));
        return any || !left.isEmpty();
    }

    /** Access of the operator to the brokers. */
    public KafkaAccess kafka() {
        return new KafkaAccess(ClusterServices.bootstrap(profile(), new Ports(usualPortBase())), Secrets.of(data));
    }

    /** Requests the running supervisor to start or end the demo's traffic. */
    public void setDemoTraffic(boolean flowing) {
        ask(DesiredState.read(data).withDemoTraffic(flowing));
    }

    private void ask(DesiredState desired) {
        try {
            desired.write(data);
        } catch (IOException e) {
            throw LauncherException.failure(data.desiredFile() + " cannot be written: " + e.getMessage());
        }
    }

    /** Requests the payments service to stop, and returns when its process has ended. */
    public void pauseFin(Duration limit) throws InterruptedException {
        ask(DesiredState.read(data).withPaused(List.of("domain-fin")));
        awaitFin(limit, component -> component.isEmpty());
    }

    /** Has the payments service started again, and returns when it is ready. */
    public PlatformStatus resumeFin(Duration limit) throws InterruptedException {
        ask(DesiredState.read(data).withPaused(List.of()));
        awaitFin(
                limit,
                component -> component
                        .filter(found -> found.state() == ComponentState.READY)
                        .isPresent());
        return awaitReady(limit, ignored -> {});
    }

    private void awaitFin(Duration limit, Predicate<Optional<ComponentStatus>> condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!condition.test(status().flatMap(now -> now.component("domain-fin")))) {
            if (!isRunning() || Instant.now().isAfter(deadline)) {
                throw LauncherException.notReady("domain-fin did not follow within " + limit.toSeconds()
                        + " s; see ./trivium status and ./trivium logs domain-fin.");
            }
            pause();
        }
    }

    public boolean demoTraffic() {
        return DesiredState.read(data).demoTraffic();
    }

    /** Memory of every process of the platform in bytes, memory they share counted once. */
    public long residentBytes() {
        return Processes.of(data).stream()
                .mapToLong(process -> Processes.residentBytes(process.pid()))
                .sum();
    }

    /** A poll of files another process writes, not a wait on a thread of ours. */
    public static void pause() throws InterruptedException {
        new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
}
