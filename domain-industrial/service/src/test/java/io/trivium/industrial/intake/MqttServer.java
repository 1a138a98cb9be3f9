package io.trivium.industrial.intake;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real MQTT broker in a child JVM, which all tests of this JVM share, and the settings of the service's connection to it. */
public final class MqttServer implements QuarkusTestResourceLifecycleManager {
    private static final long START_SECONDS = 60;
    private static @Nullable MqttServer shared;

    private @Nullable Process process;
    private @Nullable Path directory;
    private int port;

    /** The broker of this JVM, started if need be. */
    static synchronized MqttServer shared() {
        MqttServer server = shared;
        if (server == null) {
            server = new MqttServer();
            server.prepare();
            server.restart();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::end));
            shared = server;
        }
        return server;
    }

    int port() {
        return port;
    }

    /** Ends the broker and deletes what it kept, more than a gigabyte. */
    private void end() {
        kill();
        Path kept = directory;
        if (kept == null) return;
        try (Stream<Path> files = Files.walk(kept)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException _) {
            // A temporary directory left behind does no harm.
        }
    }

    private void prepare() {
        port = FreePorts.next();
        try {
            Path made = Files.createTempDirectory("trivium-mqtt-");
            for (String name : List.of("conf", "data", "extensions")) Files.createDirectories(made.resolve(name));
            Files.writeString(made.resolve("conf/config.xml"), """
                    <?xml version="1.0"?>
                    <hivemq>
                        <listeners>
                            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                        </listeners>
                        <mqtt><queued-messages><max-queue-size>100000</max-queue-size></queued-messages></mqtt>
                        <persistence><mode>file</mode></persistence>
                        <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    </hivemq>
                    """.formatted(port));
            directory = made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare an MQTT broker", e);
        }
    }

    /** Starts the broker, on the same port and with what it had, and waits until it listens. */
    void restart() {
        Path here = Objects.requireNonNull(directory);
        try {
            Process started = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "--add-opens=java.base/java.lang=ALL-UNNAMED",
                            "--add-opens=java.base/java.nio=ALL-UNNAMED",
                            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                            "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerProcess.class.getName(),
                            here.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            here.resolve("broker.log").toFile()))
                    .start();
            process = started;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!listens()) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the MQTT broker did not start; see " + here + "/broker.log:\n"
                            + Files.readString(here.resolve("broker.log")));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start an MQTT broker", e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the broker at once, as a crash does. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
            process = null;
        }
    }

    @Override
    public Map<String, String> start() {
        String broker = "platform.industrial.intake.mqtt.plant.";
        Map<String, String> settings = new TreeMap<>();
        settings.put(broker + "tenant", "demo-plant");
        settings.put(broker + "host", "127.0.0.1");
        settings.put(broker + "port", Integer.toString(shared().port()));
        settings.put(broker + "username", BrokerProcess.USER);
        settings.put(broker + "password", BrokerProcess.PASSWORD);
        settings.put(broker + "sparkplug-groups", "+");
        settings.put(broker + "json.machines.filter", "plant/+/+/values");
        settings.put(broker + "json.machines.source", "plant/{2}/{3}");
        settings.put(broker + "json.machines.time", "/at");
        settings.put("platform.connections.allow", "127.0.0.0/8");
        settings.put("platform.connections.secret", "of-the-tests-and-long-enough-for-it");
        // Tests roll up when they want to.
        settings.put("platform.industrial.reading.roll-up", "false");
        return settings;
    }

    /** The broker ends with the JVM; other test classes may still use it. */
    @Override
    public void stop() {}
}
