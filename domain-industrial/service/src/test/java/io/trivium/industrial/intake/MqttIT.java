package io.trivium.industrial.intake;

import static io.trivium.industrial.Waiting.until;
import static io.trivium.industrial.intake.SparkplugPayloads.bdSeq;
import static io.trivium.industrial.intake.SparkplugPayloads.born;
import static io.trivium.industrial.intake.SparkplugPayloads.data;
import static io.trivium.industrial.intake.SparkplugPayloads.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a real MQTT broker into PostgreSQL. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // Quarkus sets the fields
class MqttIT {

    @Inject
    MqttIntake intake;

    @BeforeEach
    void connected() {
        until("the service is connected", () -> intake.connected().getOrDefault("plant", false));
    }

    private static long readings(UUID asset) {
        return count(
                "select count(*) from industrial.reading r join industrial.tag t using (tag_id) where t.asset_id = '"
                        + asset + "'");
    }

    private static long count(String sql) {
        try {
            return TestDatabase.schema("industrial").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mqtt5BlockingClient edge() {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(MqttServer.shared().port())
                .buildBlocking();
        client.connect();
        return client;
    }

    private static void send(Mqtt5BlockingClient client, String topic, byte[] payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send();
    }

    @Test
    void sparkplugComesThroughFromBirthToDeath() {
        UUID asset = PlantApi.asset("Sparkplug", "Sp/E1/Pump");
        Mqtt5BlockingClient edge = edge();
        long now = Instant.now().toEpochMilli();
        send(edge, "spBv1.0/Sp/NBIRTH/E1", payload(0, now, bdSeq(1), born("load", 1, 0.5)));
        send(edge, "spBv1.0/Sp/DBIRTH/E1/Pump", payload(1, now, born("slow", 2, 20)));
        for (int i = 0; i < 100; i++) {
            send(edge, "spBv1.0/Sp/DDATA/E1/Pump", payload(2 + i, now, data(2, now - 100_000 + i * 1_000L, i)));
        }
        send(edge, "spBv1.0/Sp/NDEATH/E1", payload(-1, now, bdSeq(1)));
        until("the readings are stored", () -> readings(asset) == 101);
        until(
                "the death is known",
                () -> count("select count(*) from industrial.edge_node where node = 'Sp/E1' and not online") == 1);
        edge.disconnect();
    }

    @Test
    void anEdgeNodeIsAskedForTheBirthThatIsMissing() throws Exception {
        UUID asset = PlantApi.asset("Rebirth", "Re/E1/Pump");
        Mqtt5BlockingClient edge = edge();
        CompletableFuture<String> command = new CompletableFuture<>();
        edge.toAsync()
                .subscribeWith()
                .topicFilter("spBv1.0/Re/NCMD/E1")
                .callback(publish -> command.complete(publish.getTopic().toString()))
                .send()
                .get();
        long now = Instant.now().toEpochMilli();
        send(edge, "spBv1.0/Re/DDATA/E1/Pump", payload(7, now, data(2, now, 1)));
        command.get();
        send(edge, "spBv1.0/Re/NBIRTH/E1", payload(0, now, bdSeq(1)));
        send(
                edge,
                "spBv1.0/Re/DBIRTH/E1/Pump",
                payload(
                        1,
                        now,
                        born("slow", 2, 20).toBuilder().setTimestamp(now + 1).build()));
        until("what waited is stored, too", () -> readings(asset) == 2);
        edge.disconnect();
    }

    /** A subscription to everything that its own messages do not come back to: what is left is the service's. */
    @Test
    void theServiceWritesRequestsForBirthsAlone() throws Exception {
        UUID asset = PlantApi.asset("Silent", "Si/E1/Pump");
        Mqtt5BlockingClient edge = edge();
        List<String> heard = new CopyOnWriteArrayList<>();
        edge.toAsync()
                .subscribeWith()
                .topicFilter("#")
                .noLocal(true)
                .callback(publish -> heard.add(publish.getTopic().toString()))
                .send()
                .get();
        long now = Instant.now().toEpochMilli();
        send(edge, "spBv1.0/Si/DDATA/E1/Pump", payload(7, now, data(2, now, 1)));
        until("a birth is requested", () -> heard.contains("spBv1.0/Si/NCMD/E1"));
        send(edge, "spBv1.0/Si/NBIRTH/E1", payload(0, now, bdSeq(1)));
        send(edge, "spBv1.0/Si/DBIRTH/E1/Pump", payload(1, now + 1, born("slow", 2, 20)));
        until("readings are stored", () -> readings(asset) > 0);
        assertEquals(
                List.of(),
                heard.stream()
                        .filter(topic -> !topic.matches("spBv1\\.0/[^/]+/NCMD/[^/]+|spBv1\\.0/STATE/[^/]+"))
                        .toList());
        edge.disconnect();
    }

    @Test
    void plainJsonComesThroughOfOldClientsAsWell() {
        UUID asset = PlantApi.asset("Json", "plant/hall/press");
        Mqtt3BlockingClient machine = MqttClient.builder()
                .useMqttVersion3()
                .serverHost("127.0.0.1")
                .serverPort(MqttServer.shared().port())
                .buildBlocking();
        machine.connect();
        for (String message : new String[] {
            "{\"at\": \"" + Instant.now() + "\", \"slow\": 71.5, \"fast\": true, \"unknown\": 1}",
            "{\"at\": \"yesterday\", \"slow\": 1}",
            "{\"at\"",
            "{\"at\": \"" + Instant.now().minusSeconds(5) + "\", \"slow\": NaN, \"fast\": 2}"
        }) {
            machine.publishWith()
                    .topic("plant/hall/press/values")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(message.getBytes(StandardCharsets.UTF_8))
                    .send();
        }
        until("the readings are stored", () -> readings(asset) == 3);
        until(
                "what is wrong is counted",
                () -> count("select sum(occurrences) from industrial.quality_count where source = 'plant/hall/press'"
                                + " and reason in ('unreadable', 'not-a-number', 'unknown-tag')")
                        == 4);
        machine.disconnect();
    }

    @Test
    void nothingIsLostWhenTheBrokerIsKilled() {
        UUID asset = PlantApi.asset("Killed", "Ki/E1/Pump");
        Mqtt5BlockingClient edge = edge();
        long now = Instant.now().toEpochMilli();
        send(edge, "spBv1.0/Ki/NBIRTH/E1", payload(0, now, bdSeq(1)));
        send(edge, "spBv1.0/Ki/DBIRTH/E1/Pump", payload(1, now, born("slow", 2, 20)));
        int acknowledged = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 200; i++) {
                send(
                        edge,
                        "spBv1.0/Ki/DDATA/E1/Pump",
                        payload((2 + acknowledged) % 256, now, data(2, now - 1_000_000 + acknowledged * 1_000L, i)));
                acknowledged++;
            }
            MqttServer.shared().kill();
            MqttServer.shared().restart();
            edge = edge();
        }
        until("everything acknowledged is stored", () -> readings(asset) == 401);
        assertEquals(400, acknowledged);
        edge.disconnect();
        connected();
    }
}
