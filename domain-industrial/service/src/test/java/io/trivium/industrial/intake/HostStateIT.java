package io.trivium.industrial.intake;

import static io.trivium.industrial.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The STATE of a Sparkplug host application (Eclipse Sparkplug 3.0) with a real broker, as an edge node sees it. The assertions of
 * each test are in docs/reference/sparkplug-host.md by their ids.
 */
class HostStateIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final List<Mqtt5Publish> seen = new CopyOnWriteArrayList<>();
    private @Nullable Mqtt5BlockingClient edge;
    private String hostId = "";

    /** A wire to the broker that can be cut. */
    private static final class Wire implements AutoCloseable {
        private final ServerSocket server;
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        Wire() throws IOException {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = server.accept();
                    Socket broker = new Socket(
                            InetAddress.getLoopbackAddress(),
                            MqttServer.shared().port());
                    open.addAll(List.of(client, broker));
                    Thread.ofVirtual().start(() -> copy(client, broker));
                    Thread.ofVirtual().start(() -> copy(broker, client));
                }
            } catch (IOException _) {
                // The test is over.
            }
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // The wire is cut.
            }
        }

        void cut() {
            for (Socket socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            open.clear();
        }

        @Override
        public void close() throws IOException {
            server.close();
            cut();
        }
    }

    @BeforeEach
    void listen() {
        hostId = "host-" + System.nanoTime();
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(MqttServer.shared().port())
                .buildBlocking();
        client.connect();
        client.toAsync()
                .subscribeWith()
                .addSubscription()
                .topicFilter("spBv1.0/STATE/" + hostId)
                .qos(MqttQos.EXACTLY_ONCE)
                .retainAsPublished(true)
                .applySubscription()
                .addSubscription()
                .topicFilter("spBv1.0/" + hostId + "/#")
                .qos(MqttQos.EXACTLY_ONCE)
                .applySubscription()
                .callback(seen::add)
                .send()
                .join();
        edge = client;
    }

    @AfterEach
    void end() {
        if (edge != null) edge.disconnect();
        executor.shutdownNow();
    }

    private MqttLink link(int version, int port, String session) throws IOException {
        Map<String, String> settings = new HashMap<>();
        String prefix = "platform.industrial.intake.mqtt.plant.";
        settings.put(prefix + "tenant", "demo-plant");
        settings.put(prefix + "host", "127.0.0.1");
        settings.put(prefix + "port", Integer.toString(port));
        settings.put(prefix + "username", BrokerProcess.USER);
        settings.put(prefix + "password", BrokerProcess.PASSWORD);
        settings.put(prefix + "session", session);
        IntakeConfig.Connection connection = Objects.requireNonNull(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(IntakeConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(IntakeConfig.class)
                .mqtt()
                .get("plant"));
        HostState state = new HostState(hostId, InstantSource.system());
        String clientId = "test-" + hostId;
        return version == 5
                ? new Mqtt5Link(connection, clientId, executor, state, InetSocketAddress::createUnresolved)
                : new Mqtt3Link(connection, clientId, executor, state, InetSocketAddress::createUnresolved);
    }

    private static JsonNode state(Mqtt5Publish message) {
        try {
            return JSON.readTree(message.getPayloadAsBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertState(Mqtt5Publish message, boolean online) {
        assertEquals(
                online,
                state(message).path("online").asBoolean(),
                () -> state(message).toString());
        assertEquals(2, state(message).size(), "online and timestamp, nothing else");
        assertTrue(state(message).path("timestamp").isIntegralNumber());
        assertTrue(Math.abs(state(message).path("timestamp").asLong() - System.currentTimeMillis()) < 60_000);
        assertEquals(MqttQos.AT_LEAST_ONCE, message.getQos());
        assertTrue(message.isRetain());
    }

    private static long timestamp(Mqtt5Publish message) {
        return state(message).path("timestamp").asLong();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aHostIsBornWithItsConnectionAndSaysSoBeforeAnythingElse(int version) throws IOException {
        try (Wire wire = new Wire();
                MqttLink link = link(version, wire.server.getLocalPort(), "0s")) {
            link.start(
                    List.of("spBv1.0/" + hostId + "/#"),
                    message -> message.acknowledge().run());
            until("the host is connected", link::isConnected);
            link.send("spBv1.0/" + hostId + "/NCMD/E1", SparkplugHost.rebirth(1));
            until("birth and command came", () -> seen.size() >= 2);
            assertEquals("spBv1.0/STATE/" + hostId, seen.getFirst().getTopic().toString());
            assertState(seen.getFirst(), true);
            assertEquals(
                    "spBv1.0/" + hostId + "/NCMD/E1",
                    seen.getLast().getTopic().toString(),
                    "commands come after the birth");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aLostConnectionLeavesTheWillWithTheTimeOfTheBirthAndTheNextOneHasAnother(int version) throws IOException {
        try (Wire wire = new Wire();
                MqttLink link = link(version, wire.server.getLocalPort(), "7d")) {
            link.start(List.of("plant/none"), message -> message.acknowledge().run());
            until("the birth came", () -> seen.size() == 1);
            wire.cut();
            long first = timestamp(seen.getFirst());
            // A birth may come twice: the client repeats what was not acknowledged.
            until("will and second birth came", () -> isOnline() && timestamp(seen.getLast()) != first);
            List<Mqtt5Publish> wills = seen.stream()
                    .filter(message -> !state(message).path("online").asBoolean())
                    .toList();
            assertEquals(1, wills.size(), "one connection was lost");
            assertState(wills.getFirst(), false);
            assertEquals(first, timestamp(wills.getFirst()), "the will's time is the birth's");
            assertState(seen.getLast(), true);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aHostThatLeavesOnPurposeSaysSoFirst(int version) throws IOException {
        MqttLink link = link(version, MqttServer.shared().port(), "0s");
        link.start(List.of("plant/none"), message -> message.acknowledge().run());
        until("the birth came", () -> seen.size() == 1);
        link.close();
        until("the death came", () -> seen.size() == 2);
        assertState(seen.get(1), false);
        assertTrue(timestamp(seen.get(1)) >= timestamp(seen.get(0)), "the death has a time of its own");
        until("the host is away", () -> !link.isConnected());
        assertEquals(2, seen.size(), "its own death is no reason for a birth");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aHostThatAnotherClientCallsAbsentIsBornAgainWithTheSameTime(int version) throws IOException {
        try (MqttLink link = link(version, MqttServer.shared().port(), "0s")) {
            link.start(List.of("plant/none"), message -> message.acknowledge().run());
            until("the birth came", () -> seen.size() == 1);
            claim("{\"online\": true, \"timestamp\": 5}");
            claim("no JSON");
            claim("{\"online\": false, \"timestamp\": 5}");
            until("the host contradicts", () -> seen.size() == 5);
            assertState(seen.get(4), true);
            assertEquals(timestamp(seen.get(0)), timestamp(seen.get(4)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aSessionOfNoLengthBeginsWithoutWhatWasSentBefore(int version) throws IOException {
        assertEquals(List.of("second"), afterAnAbsence(version, "0s"));
        assertEquals(List.of("first", "second"), afterAnAbsence(version, "7d"));
    }

    /** What a host receives of one message sent while it is away and one sent after its return. */
    private List<String> afterAnAbsence(int version, String session) throws IOException {
        String topic = "plant/" + hostId + "/" + session;
        List<String> received = new CopyOnWriteArrayList<>();
        int port = MqttServer.shared().port();
        int births = seen.size();
        MqttLink before = link(version, port, session);
        before.start(List.of(topic), message -> message.acknowledge().run());
        until("the host is subscribed", () -> seen.size() > births && isOnline());
        before.close();
        until("the host is away", () -> !before.isConnected() && !isOnline());
        publish(topic, "first");
        try (MqttLink after = link(version, port, session)) {
            after.start(List.of(topic), message -> {
                received.add(new String(message.payload(), StandardCharsets.UTF_8));
                message.acknowledge().run();
            });
            until("the host is back", this::isOnline);
            publish(topic, "second");
            until("the second message came", () -> received.contains("second"));
        }
        until("the host is away again", () -> !isOnline());
        return received;
    }

    /** Whether the host is there, by its latest message. */
    private boolean isOnline() {
        return state(seen.getLast()).path("online").asBoolean();
    }

    private void publish(String topic, String payload) {
        Mqtt5BlockingClient client = edge;
        if (client != null) {
            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send();
        }
    }

    private void claim(String payload) {
        publish("spBv1.0/STATE/" + hostId, payload);
    }

    @Test
    void aHostIdIsOneLevelOfATopic() throws IOException {
        for (String wrong : List.of("", " ", "a/b", "+", "#")) {
            assertThrows(IllegalArgumentException.class, () -> new HostState(wrong, InstantSource.system()));
        }
        assertFalse(new HostState("a host", InstantSource.system()).topic().isEmpty());
    }
}
