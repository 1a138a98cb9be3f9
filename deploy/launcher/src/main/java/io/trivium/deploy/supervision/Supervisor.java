package io.trivium.deploy.supervision;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.ClusterServices;
import io.trivium.deploy.standalone.DemoLearningComponent;
import io.trivium.deploy.standalone.DemoPlantComponent;
import io.trivium.deploy.standalone.DemoStudiesComponent;
import io.trivium.deploy.standalone.DemoTrafficComponent;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.KafkaComponent;
import io.trivium.deploy.standalone.KeycloakComponent;
import io.trivium.deploy.standalone.MqttComponent;
import io.trivium.deploy.standalone.OrthancComponent;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.PostgresComponent;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.standalone.RealmFile;
import io.trivium.deploy.standalone.ServiceComponent;
import io.trivium.deploy.standalone.Services;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Main class of the daemon: starts all components of one data directory, keeps them running, stops them on SIGTERM. */
final class Supervisor {
    private static final Duration POLL = Duration.ofMillis(300);

    /** Third argument of a platform whose services are to call through proxies. */
    static final String DISTURBED = "disturbed";

    /** Third argument of one that runs PostgreSQL and Kafka alone. */
    static final String STORES = "stores";

    private final DataDirectory data;
    private final Board board;
    private final Installation installation;
    private final Ports ports;
    private final Profile profile;
    private final Secrets secrets;
    private final Jvm jvm = Jvm.current();
    private final Services services;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, Supervised> running = new LinkedHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Supervisor(DataDirectory data, Ports ports) {
        this.data = data;
        this.ports = ports;
        this.profile = Profile.of(data);
        this.secrets = Secrets.of(data);
        this.installation = Installation.current();
        this.services = new Services(installation, data, ports, secrets, jvm);
        this.board = new Board(data, ports.base(), clock);
    }

    public static void main(String[] arguments) throws Exception {
        DataDirectory data = DataDirectory.open(Path.of(arguments[0]));
        String mode = arguments.length > 2 ? arguments[2] : "";
        Ports ports = new Ports(Integer.parseInt(arguments[1]), mode.equals(DISTURBED));
        try (FileChannel channel =
                FileChannel.open(data.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                System.out.println("another supervisor has " + data.root());
                System.exit(1);
            }
            Processes.kill(
                    Processes.of(data).stream().filter(Supervisor::notParent).toList(), Duration.ofSeconds(20));
            new Supervisor(data, ports).supervise(mode.equals(STORES));
        }
    }

    private static boolean notParent(ProcessHandle process) {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() != process.pid())
                .orElse(true);
    }

    private void supervise(boolean storesOnly) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stopFromHook));
        System.out.println(clock.instant() + " supervisor starts on " + data.root() + ", port base " + ports.base());
        Cache cache = Cache.ofUser(System.getenv());
        start(new PostgresComponent(data, ports, secrets, cache));
        for (int number = 1; number <= profile.brokers(); number++) {
            start(new KafkaComponent(data, ports, secrets, jvm, profile, number));
        }
        if (storesOnly) stopping.await();
        else startServices(cache);
        while (!stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) followDesiredState();
        stopped.await();
    }

    private void startServices(Cache cache) {
        start(new KeycloakComponent(
                data,
                ports,
                secrets,
                cache,
                jvm,
                installation.keycloakArchive(),
                RealmFile.demo(installation.realmDirectory(), profile)));
        if (installation.isBuilt("model-runtime")) startAll(services.runtime());
        if (installation.isBuilt("domain-med")) {
            boolean pacs = wantsPacs();
            startAll(services.med(pacs));
            if (pacs) start(new OrthancComponent(data, ports));
        }
        if (installation.isBuilt("domain-fin"))
            startAll(services.fin(DesiredState.read(data).demoTraffic()));
        if (installation.isBuilt("domain-industrial")) {
            start(new MqttComponent(data, ports, secrets, jvm, installation.mqttLibraries()));
            startAll(services.industrial());
        }
    }

    private void startAll(ServiceComponent service) {
        new ClusterServices(profile, ports, data).instancesOf(service).forEach(this::start);
    }

    private void start(Component component) {
        Supervised supervised = new Supervised(component, data, board, clock);
        running.put(component.name(), supervised);
        Thread.ofPlatform().name(component.name()).daemon().start(supervised);
    }

    private void followDesiredState() {
        DesiredState desired = DesiredState.read(data);
        followPacs();
        if (installation.isBuilt("domain-fin"))
            followPause("domain-fin", desired.paused().contains("domain-fin"));
        follow(
                DemoTrafficComponent.NAME,
                desired.demoTraffic() && running.containsKey("domain-fin"),
                () -> new DemoTrafficComponent(data, ports, secrets, jvm));
        follow(
                DemoStudiesComponent.NAME,
                desired.demoTraffic() && running.containsKey("domain-med"),
                () -> new DemoStudiesComponent(data, ports, jvm));
        follow(
                DemoPlantComponent.NAME,
                desired.demoTraffic() && running.containsKey("domain-industrial"),
                () -> new DemoPlantComponent(data, ports, secrets, jvm));
        follow(
                DemoLearningComponent.NAME,
                desired.demoTraffic() && running.containsKey("model-runtime") && !DemoLearningComponent.isDone(data),
                () -> new DemoLearningComponent(data, ports, secrets, jvm));
    }

    private boolean wantsPacs() {
        return DesiredState.read(data).pacs() && OrthancComponent.isInstalled();
    }

    /** A PACS that is asked for later becomes a peer of the hospital's service, which reads its peers when it starts. */
    private void followPacs() {
        if (!running.containsKey("domain-med") || running.containsKey(OrthancComponent.NAME) || !wantsPacs()) return;
        for (String name : profile.names("domain-med")) {
            @Nullable Supervised service = running.get(name);
            if (service != null) service.stop().join();
        }
        startAll(services.med(true));
        start(new OrthancComponent(data, ports));
    }

    private void follow(String name, boolean wanted, Supplier<Component> component) {
        @Nullable Supervised present = running.get(name);
        if (wanted && present == null) {
            start(component.get());
        } else if (!wanted && present != null) {
            present.stop().join();
            running.remove(name);
            board.remove(name);
        }
    }

    /**
     * Only a component on which no other depends can be paused: the payments service, while a benchmark writes its
     * state.
     */
    private void followPause(String name, boolean paused) {
        @Nullable Supervised service = running.get(name);
        if (paused && service != null) {
            service.stop().join();
            running.remove(name);
            board.remove(name);
        } else if (!paused && service == null) {
            startAll(services.fin(DesiredState.read(data).demoTraffic()));
        }
    }

    private void stopFromHook() {
        stopping.countDown();
        try {
            stopAll();
            System.out.println(clock.instant() + " supervisor stopped");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    /** Components on which no other depends stop first, all at once; then their dependencies. */
    private void stopAll() throws InterruptedException {
        Map<String, Supervised> left = new LinkedHashMap<>(running);
        while (!left.isEmpty()) {
            List<Supervised> unneeded = new ArrayList<>();
            for (Supervised candidate : left.values()) {
                String name = candidate.component().name();
                if (left.values().stream()
                        .noneMatch(other -> other.component().needs().contains(name))) {
                    unneeded.add(candidate);
                }
            }
            CompletableFuture.allOf(unneeded.stream().map(Supervised::stop).toArray(CompletableFuture<?>[]::new))
                    .join();
            unneeded.forEach(done -> left.remove(done.component().name()));
        }
    }

    /** Whether a supervisor lives on that data directory. */
    static boolean isRunning(DataDirectory data) throws IOException {
        if (!java.nio.file.Files.exists(data.lockFile())) return false;
        try (FileChannel channel = FileChannel.open(data.lockFile(), StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }
}
