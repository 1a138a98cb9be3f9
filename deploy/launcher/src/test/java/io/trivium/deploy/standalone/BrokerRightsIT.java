package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** security L4: what a principal may do at the Kafka and the MQTT broker that the launcher starts. */
class BrokerRightsIT {
    private static final Installation INSTALLATION = Installation.current();
    private static final Path DATA = INSTALLATION.root().resolve("deploy/launcher/target/broker-rights-it");
    private static final Ports PORTS = new Ports(26_000);
    private static final Duration START = Duration.ofMinutes(2);
    private static final String KAFKA = "127.0.0.1:" + PORTS.kafka();
    private static final String PASSWORD = "TEST_KAFKA_PASSWORD";
    private static final List<Process> PROCESSES = new ArrayList<>();

    private static DataDirectory data = DataDirectory.at(DATA);

    @BeforeAll
    static void start() throws Exception {
        Processes.kill(Processes.of(data), Duration.ofSeconds(20));
        Cache.deleteTree(DATA);
        data = DataDirectory.open(DATA);
        Secrets secrets = Secrets.of(data);
        start(new KafkaComponent(data, PORTS, secrets, Jvm.current(), Profile.SINGLE, 1));
        start(new MqttComponent(data, PORTS, secrets, Jvm.current(), INSTALLATION.mqttLibraries()));
    }

    private static void start(Component component) throws Exception {
        component.prepare();
        Component.Launch launch = component.launch();
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(data.log(component.name()).toFile());
        builder.environment().putAll(launch.environment());
        builder.environment().put(Processes.MARK, data.root().toString());
        Process process = builder.start();
        PROCESSES.add(process);
        Await.until(component.name(), process::isAlive, START, component::probe);
        component.afterReady();
    }

    @AfterAll
    static void stop() {
        PROCESSES.forEach(Process::destroyForcibly);
    }

    private static Map<String, Object> client(String schema, String password) {
        Map<String, Object> settings = new HashMap<>();
        KafkaAccess.serviceClient(schema, PASSWORD)
                .forEach((key, value) -> settings.put(key, value.replace("${" + PASSWORD + "}", password)));
        settings.put("bootstrap.servers", KAFKA);
        settings.put("security.protocol", KafkaAccess.PROTOCOL);
        settings.put("max.block.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        settings.put("default.api.timeout.ms", 10_000);
        return settings;
    }

    private static Map<String, Object> client(String schema) {
        return client(schema, Secrets.of(data).get(KafkaAccess.secretOf(KafkaAccess.principal(schema))));
    }

    private static void send(Map<String, Object> client, String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get(20, TimeUnit.SECONDS);
        }
    }

    private static int read(Map<String, Object> client, String topic, String group) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.committed(Set.of(partition));
            int found = 0;
            for (int i = 0; i < 20 && found == 0; i++)
                found = consumer.poll(Duration.ofMillis(500)).count();
            return found;
        }
    }

    @Test
    void aServiceUsesItsOwnTopicsAndThoseForLearning() throws Exception {
        send(client("fin"), "fin.decision.v1");
        assertEquals(1, read(client("fin"), "fin.decision.v1", "trivium-fin-test"));
        send(client("med"), "learning.label.v1");
        assertEquals(1, read(client("runtime"), "learning.label.v1", "trivium-runtime-test"));
    }

    @Test
    void aServiceHasNoRightsToAnothersTopicsAndGroups() {
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> send(client("industrial"), "fin.authorization.v1"));
        assertInstanceOf(TopicAuthorizationException.class, refused.getCause());
        assertThrows(
                TopicAuthorizationException.class,
                () -> read(client("med"), "industrial.reading.v1", "trivium-med-test"));
        assertThrows(
                GroupAuthorizationException.class, () -> read(client("med"), "med.study.v1", "trivium-fin-labels"));
    }

    @Test
    void aClientWithoutAPasswordOrWithAWrongOneIsRefused() {
        Map<String, Object> anonymous = new HashMap<>(client("fin"));
        anonymous.keySet().removeIf(key -> key.startsWith("sasl."));
        anonymous.put("security.protocol", "PLAINTEXT");
        anonymous.put("max.block.ms", 3_000);
        ExecutionException silent =
                assertThrows(ExecutionException.class, () -> send(anonymous, "fin.authorization.v1"));
        assertInstanceOf(TimeoutException.class, silent.getCause());
        try (Admin admin = Admin.create(client("fin", "x".repeat(43)))) {
            ExecutionException wrong = assertThrows(
                    ExecutionException.class, () -> admin.listTopics().names().get(20, TimeUnit.SECONDS));
            assertInstanceOf(SaslAuthenticationException.class, wrong.getCause());
        }
    }

    @Test
    void theOperatorMayDoEverythingAndItsPasswordIsInSecretsAlone() throws Exception {
        Secrets secrets = Secrets.of(data);
        KafkaAccess access = new KafkaAccess(KAFKA, secrets);
        try (Admin admin = Admin.create(access.client(Map.of()))) {
            assertTrue(admin.listTopics().names().get(20, TimeUnit.SECONDS).contains("med.study.v1"));
        }
        String password = secrets.get(KafkaAccess.secretOf(KafkaAccess.OPERATOR));
        assertFalse(
                Files.readString(data.of("kafka").resolve("server.properties")).contains(password));
        assertTrue(Files.readString(access.toolProperties()).contains(password));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(access.toolProperties())));
    }

    /** As much of MQTT 3.1.1 as shows what a client may do. */
    private static final class MqttClient implements AutoCloseable {
        private static final int QOS_1 = 1;
        private final Socket socket;
        private final DataInputStream in;

        MqttClient() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), PORTS.mqtt());
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        }

        private interface Body {
            void write(DataOutputStream out) throws IOException;
        }

        private void send(int header, Body body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.write(new DataOutputStream(bytes));
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(header);
            packet.write(bytes.size());
            bytes.writeTo(packet);
            socket.getOutputStream().write(packet.toByteArray());
        }

        /** The body of the next packet of a type; empty when the broker closed the connection. */
        private byte[] next(int type) throws IOException {
            int header = in.read();
            while (header >= 0) {
                byte[] body = in.readNBytes(in.read());
                if (header >> 4 == type) return body;
                header = in.read();
            }
            return new byte[0];
        }

        private static void text(DataOutputStream out, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeShort(bytes.length);
            out.write(bytes);
        }

        /** The return code of CONNACK. */
        int connect(String user, String password) throws IOException {
            send(0x10, out -> {
                text(out, "MQTT");
                out.write(4);
                out.write(0xC2);
                out.writeShort(60);
                text(out, "rights-" + user + System.nanoTime());
                text(out, user);
                text(out, password);
            });
            byte[] answer = next(2);
            return answer.length < 2 ? -1 : answer[1];
        }

        /** Whether a subscription is granted. */
        boolean subscribe(String filter) throws IOException {
            send(0x82, out -> {
                out.writeShort(7);
                text(out, filter);
                out.write(QOS_1);
            });
            byte[] answer = next(9);
            return answer.length == 3 && answer[2] == QOS_1;
        }

        /** Whether a message is acknowledged; MQTT 3.1.1 ends the connection of a client that may not publish. */
        boolean publish(String topic) throws IOException {
            send(0x32, out -> {
                text(out, topic);
                out.writeShort(9);
                out.write('1');
            });
            return next(4).length == 2;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static MqttClient connected(String user) throws IOException {
        MqttClient client = new MqttClient();
        assertEquals(0, client.connect(user, Secrets.of(data).get("mqtt-" + user)));
        return client;
    }

    @Test
    void anOrganisationUsesItsOwnTopics() throws IOException {
        for (Map.Entry<String, String> own : Map.of(
                        "plant", "spBv1.0/Riverside/DDATA/edge/press", "other-plant", "other-plant/line/1/values")
                .entrySet()) {
            try (MqttClient client = connected(own.getKey())) {
                assertTrue(client.subscribe(own.getValue() + "/#"), own.toString());
                assertTrue(client.publish(own.getValue()), own.toString());
            }
        }
    }

    @Test
    void anOrganisationNeitherReadsNorWritesAnothersTopics() throws IOException {
        for (String foreign : List.of("plant/line/1/values", "spBv1.0/Riverside/DDATA/edge/press", "anything")) {
            try (MqttClient client = connected("other-plant")) {
                assertFalse(client.subscribe(foreign), foreign);
                assertFalse(client.publish(foreign), foreign);
            }
        }
        for (String wildcard : List.of("#", "+/#", "spBv1.0/#", "spBv1.0/+/DDATA/#")) {
            try (MqttClient client = connected("plant")) {
                assertFalse(client.subscribe(wildcard), wildcard);
            }
        }
    }

    @Test
    void aStrangerIsRefused() throws IOException {
        try (MqttClient client = new MqttClient()) {
            assertEquals(4, client.connect("plant", "wrong"));
        }
    }
}
