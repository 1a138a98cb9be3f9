package io.trivium.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (KRaft, one node, combined controller) in a child JVM, on ports of its own that stay the same over
 * {@link #kill()} and {@link #restart()}. It ends with this JVM. Needs {@code org.apache.kafka:kafka_2.13} on the test class
 * path.
 */
public final class KafkaServer implements AutoCloseable {
    private static final long START_SECONDS = 240;

    private static final Pattern ERROR = Pattern.compile("ERROR|FATAL|Exception|OutOfMemory");

    private static final Object SHARED_LOCK = new Object();
    private static @Nullable KafkaServer shared;

    private final Path directory;
    private final int port;
    private final int controllerPort;
    private final String clusterId = Uuid.randomUuid().toString();
    private @Nullable Process process;

    private KafkaServer(Path directory, boolean autoCreateTopics) throws IOException {
        this.directory = directory;
        this.port = FreePorts.next();
        this.controllerPort = IntStream.generate(FreePorts::next)
                .filter(other -> other != port)
                .findFirst()
                .orElseThrow();
        Files.writeString(directory.resolve("server.properties"), properties(autoCreateTopics));
    }

    /** Starts a broker that creates topics only on request. */
    public static KafkaServer start() {
        return start(false);
    }

    /** Starts a broker and waits until it answers. */
    public static KafkaServer start(boolean autoCreateTopics) {
        try {
            var server = new KafkaServer(Files.createTempDirectory("trivium-kafka-"), autoCreateTopics);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a Kafka broker", e);
        }
    }

    /** The one broker that all tests of this JVM may share; tests that kill brokers start their own. */
    public static KafkaServer shared() {
        synchronized (SHARED_LOCK) {
            KafkaServer server = shared;
            if (server == null) {
                server = start();
                shared = server;
            }
            return server;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Creates topics that do not exist yet. */
    public void createTopics(int partitions, String... names) {
        try (Admin admin = admin()) {
            var created = admin.createTopics(Arrays.stream(names)
                    .map(name -> new NewTopic(name, partitions, (short) 1))
                    .toList());
            for (KafkaFuture<Void> topic : created.values().values()) {
                try {
                    topic.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException("cannot create topics", e);
                    }
                }
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not create topics in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        }
    }

    /** An administration client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                100,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                60_000));
    }

    /** Ends the broker as {@code kill -9} does; its data stay. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
            process = null;
        }
    }

    /** Starts a stopped or killed broker again, with its data and on its port, and waits until it answers. */
    public void restart() {
        kill();
        try {
            process = command().start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a Kafka broker", e);
        }
        awaitAnswer();
    }

    /** Process id, for tests that stop it with signals. */
    public long pid() {
        Process running = process;
        if (running == null) throw new IllegalStateException("the broker is not running");
        return running.pid();
    }

    /** Ends the broker and deletes its data. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A temporary directory left behind does no harm.
        }
    }

    private ProcessBuilder command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xms64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaBrokerProcess.class.getName(),
                directory.resolve("server.properties").toString(),
                directory.resolve("log").toString(),
                clusterId));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.log").toFile()));
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try (Admin admin = admin()) {
            while (true) {
                Process running = process;
                if (running == null || !running.isAlive()) {
                    throw new IllegalStateException("the broker ended at once%s: %s%n%s"
                            .formatted(
                                    running == null ? "" : " with status " + running.exitValue(),
                                    lastError(),
                                    logTail()));
                }
                try {
                    admin.describeCluster().clusterId().get(2, TimeUnit.SECONDS);
                    return;
                } catch (TimeoutException | ExecutionException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw new IllegalStateException("the broker does not answer:\n" + logTail(), e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker started", e);
        }
    }

    /** Returns its last message above the level of information; a summary of tests shows only the first line. */
    private String lastError() {
        try (Stream<String> lines = Files.lines(directory.resolve("broker.log"))) {
            return lines.filter(line -> ERROR.matcher(line).find())
                    .reduce((first, second) -> second)
                    .orElse("it said nothing of why");
        } catch (IOException | UncheckedIOException e) {
            return "no log: " + e.getMessage();
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("broker.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private String properties(boolean autoCreateTopics) {
        return """
                process.roles=broker,controller
                node.id=1
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                log.dirs=%3$s
                auto.create.topics.enable=%4$s
                num.partitions=4
                num.network.threads=2
                num.io.threads=4
                initial.broker.registration.timeout.ms=240000
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                log.index.size.max.bytes=1048576
                log.cleaner.dedupe.buffer.size=16777216
                """.formatted(port, controllerPort, directory.resolve("log"), autoCreateTopics);
    }
}
