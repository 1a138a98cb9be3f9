package io.trivium.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The demo plant's MQTT broker, Apache Artemis on loopback: sessions and messages are on disk, one user by password. */
final class MqttComponent implements Component {
    static final String NAME = "mqtt";
    static final String SECRET = "mqtt-plant";
    static final String USER = "plant";

    private static final int CONNECT_MS = 2_000;

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;
    private final Path libraries;

    MqttComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm, Path libraries) {
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
        Files.createDirectories(data.of(NAME));
    }

    @Override
    public Launch launch() {
        List<String> command = new Jvm(jvm.home(), libraries + "/*:" + jvm.classPath())
                .launcherCommand(
                        "mqtt-broker",
                        List.of(
                                "-Xms48m",
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:MaxDirectMemorySize=96m",
                                "-Dlog4j2.configurationFile=classpath:broker-log4j2.properties",
                                "-Djava.awt.headless=true"),
                        "io.trivium.deploy.standalone.MqttBroker",
                        List.of(data.of(NAME).toString(), Integer.toString(ports.mqtt()), USER));
        return new Launch(command, Map.of("TRIVIUM_MQTT_PASSWORD", secrets.get(SECRET)), data.of(NAME));
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
