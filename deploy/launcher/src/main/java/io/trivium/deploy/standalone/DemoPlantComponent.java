package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.ToolCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs the demo's plant for as long as it runs: simulated machines that send over the MQTT broker every second, and a welding
 * line with an OPC UA server that the factory's service reads.
 */
public final class DemoPlantComponent implements Component {
    public static final String NAME = "demo-plant";
    static final String OPC_UA_SECRET = "opcua-plant";
    static final String OPC_UA_USER = "trivium";
    private static final String CLIENT = "trivium-ingest-plant";
    private static final int CONNECT_MS = 2_000;

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;

    public DemoPlantComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.opcUa());
    }

    @Override
    public Set<String> needs() {
        return Set.of("domain-industrial", MqttComponent.NAME, KeycloakComponent.NAME);
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(NAME));
    }

    @Override
    public Launch launch() {
        List<String> arguments = new ArrayList<>(addresses(ports));
        arguments.addAll(List.of(
                "--state",
                data.of(NAME).resolve("sent-until").toString(),
                "--opcua-port",
                Integer.toString(ports.opcUa()),
                "--opcua-directory",
                data.of(NAME).resolve("opcua").toString(),
                "--opcua-service-directory",
                data.of("domain-industrial").resolve("opcua").toString()));
        List<String> command = ToolCommand.of(
                jvm,
                data.toolClassPath("domain-industrial"),
                List.of("-Xms16m", "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                ToolCommand.DEMO_PLANT,
                arguments);
        return new Launch(command, environment(secrets), data.of(NAME));
    }

    /** The addresses and tokens with which the plant simulator finds service and broker. */
    static List<String> addresses(Ports ports) {
        return List.of(
                "--service",
                "http://127.0.0.1:" + ports.industrial(),
                "--broker",
                "mqtt://127.0.0.1:" + ports.of(Link.MACHINES),
                "--broker-user",
                MqttComponent.USER,
                "--issuer",
                Services.issuer(ports),
                "--client",
                CLIENT);
    }

    static Map<String, String> environment(Secrets secrets) {
        return Map.of(
                "TRIVIUM_INGEST_CLIENT_SECRET",
                secrets.get("client-" + CLIENT),
                "TRIVIUM_MQTT_PASSWORD",
                secrets.get(MqttComponent.SECRET),
                "TRIVIUM_OPCUA_PASSWORD",
                secrets.get(OPC_UA_SECRET));
    }

    /** The welding line listens before the past is sent. */
    @Override
    public void probe() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.opcUa()), CONNECT_MS);
        }
    }
}
