package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The demo's MQTT broker, HiveMQ CE on loopback: sessions and their messages are on disk. Each organisation has a user with a
 * password, who publishes and subscribes to its own topics alone.
 */
public final class MqttComponent implements Component {
    static final String NAME = "mqtt";
    static final String SECRET = "mqtt-plant";
    static final String USER = "plant";

    /** Sparkplug B groups of the demo plant: its machines', those of the fault runs, and one for integrators' own. */
    static final List<String> GROUPS = List.of("Riverside", "Faults", "demo-plant");

    private static final String OTHER_USER = "other-plant";
    private static final String OTHER_SECRET = "mqtt-other-plant";

    private static final int CONNECT_MS = 2_000;

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;
    private final Path libraries;

    public MqttComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm, Path libraries) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
        this.libraries = libraries;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.mqtt());
    }

    @Override
    public void prepare() throws IOException {
        Path configuration = Files.createDirectories(data.of(NAME).resolve("conf"));
        Files.createDirectories(data.of(NAME).resolve("extensions"));
        Files.createDirectories(data.of(NAME).resolve("data"));
        DataDirectory.writeAtomically(
                configuration.resolve("config.xml"), String.format(Locale.ROOT, """
                    <?xml version="1.0"?>
                    <hivemq>
                        <listeners>
                            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                        </listeners>
                        <mqtt>
                            <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
                            <packets><max-packet-size>16777216</max-packet-size></packets>
                            <receive-maximum><server-receive-maximum>10000</server-receive-maximum></receive-maximum>
                        </mqtt>
                        <persistence><mode>file</mode></persistence>
                        <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    </hivemq>
                    """, ports.mqtt()));
    }

    @Override
    public Launch launch() {
        List<String> command = new Jvm(jvm.home(), libraries + "/*:" + jvm.classPath())
                .launcherCommand(
                        "mqtt-broker",
                        List.of(
                                "-Xms192m",
                                "-Xmx384m",
                                // A message lives for some ten milliseconds, and should be collected before it is
                                // copied.
                                "-Xmn128m",
                                "-XX:+UseSerialGC",
                                "-XX:MaxDirectMemorySize=96m",
                                Jvm.TRIM,
                                "-Djava.awt.headless=true",
                                "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"),
                        "io.trivium.deploy.standalone.MqttBroker",
                        List.of(
                                data.of(NAME).toString(),
                                USER + "=plant/#," + sparkplug(GROUPS),
                                OTHER_USER + "=other-plant/#," + sparkplug(List.of(OTHER_USER))));
        return new Launch(
                command,
                Map.of(
                        passwordVariable(USER),
                        secrets.get(SECRET),
                        passwordVariable(OTHER_USER),
                        secrets.get(OTHER_SECRET)),
                data.of(NAME));
    }

    /** The topics of these groups, and the state of Sparkplug hosts, which all nodes of a broker share. */
    private static String sparkplug(List<String> groups) {
        return Stream.concat(groups.stream(), Stream.of("STATE"))
                .map(group -> "spBv1.0/" + group + "/#")
                .collect(Collectors.joining(","));
    }

    /** The variable with a user's password. */
    static String passwordVariable(String user) {
        return "TRIVIUM_MQTT_PASSWORD_" + user.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Override
    public void probe() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.mqtt()), CONNECT_MS);
        }
    }

    /** The demo plant's, not the platform's: without it the other ways in still work. */
    @Override
    public boolean essential() {
        return false;
    }
}
