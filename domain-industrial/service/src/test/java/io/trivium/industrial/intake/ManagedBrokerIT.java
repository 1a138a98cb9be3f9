package io.trivium.industrial.intake;

import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.testing.FreePorts;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that a planner connects while the service runs (integrators 5). */
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
class ManagedBrokerIT {
    private static final String REASON = "{\"reason\": \"The hall is rebuilt.\"}";

    @Inject
    MqttIntake intake;

    @BeforeEach
    void connected() {
        until("the configured broker is connected", () -> intake.connected().getOrDefault("plant", false));
    }

    private static String broker(String name, int port, String password) {
        return """
                {"kind": "mqtt-broker", "name": "%s", "settings": {"host": "127.0.0.1", "port": %d, "tls": false,
                  "username": "%s", "password": "%s",
                  "mappings": ["machines.filter=%s/+/+", "machines.source=%s/{3}"]}}""".formatted(name, port, BrokerProcess.USER, password, name, name);
    }

    private static ValidatableResponse create(String body) {
        return PlantApi.planner().body(body).post("/v1/connections").then();
    }

    private static String created(String body) {
        return create(body)
                .statusCode(201)
                .body("state", equalTo("active"))
                .extract()
                .path("id");
    }

    private static ValidatableResponse act(String id, String act, String body) {
        return PlantApi.planner()
                .body(body)
                .post("/v1/connections/" + id + "/" + act)
                .then()
                .statusCode(200);
    }

    private boolean isConnected(String id) {
        return intake.connected().entrySet().stream()
                .anyMatch(each -> each.getKey().endsWith(id) && each.getValue());
    }

    private boolean isOpen(String id) {
        return intake.connected().keySet().stream().anyMatch(name -> name.endsWith(id));
    }

    private static long readings(UUID asset) {
        try {
            return TestDatabase.schema("industrial")
                    .count("select count(*) from industrial.reading r join industrial.tag t using (tag_id)"
                            + " where t.asset_id = '" + asset + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(Mqtt5BlockingClient machine, String topic, int value) {
        machine.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("{\"slow\": %d}".formatted(value).getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static Mqtt5BlockingClient machine() {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(MqttServer.shared().port())
                .buildBlocking();
        client.connect();
        return client;
    }

    @Test
    void aPausedBrokerLosesNothingAndTheOthersStay() {
        UUID asset = PlantApi.asset("Managed", "second/Press");
        Mqtt5BlockingClient machine = machine();
        String id = created(broker("second", MqttServer.shared().port(), BrokerProcess.PASSWORD));
        until("the broker is connected", () -> isConnected(id));
        send(machine, "second/hall/Press", 1);
        until("the first value is stored", () -> readings(asset) == 1);

        act(id, "pause", REASON).body("state", equalTo("paused"));
        until("the connection is closed", () -> !isOpen(id));
        assertTrue(intake.connected().get("plant"), "the configured broker stays connected");
        send(machine, "second/hall/Press", 2);
        send(machine, "second/hall/Press", 3);

        act(id, "resume", "");
        until("what was sent during the pause is stored", () -> readings(asset) == 3);
        until(
                "its success is shown",
                () -> PlantApi.planner().get("/v1/connections/" + id).path("lastSuccessAt") != null);

        act(id, "retire", REASON).body("state", equalTo("retired"));
        until("the connection is closed", () -> !isOpen(id));
        machine.disconnect();
    }

    @Test
    void theTestSaysWhatIsWrong() {
        String wrongPassword = created(broker("password", MqttServer.shared().port(), "wrong"));
        act(wrongPassword, "test", "")
                .body("ok", equalTo(false))
                .body("detail", containsString("check user name and password"));
        String closedPort = created(broker("closed-port", FreePorts.next(), BrokerProcess.PASSWORD));
        act(closedPort, "test", "")
                .body("ok", equalTo(false))
                .body("detail", containsString("No broker listens there"));
        String plain = created(broker("plain", MqttServer.shared().port(), BrokerProcess.PASSWORD)
                .replace("\"tls\": false", "\"tls\": true"));
        act(plain, "test", "").body("ok", equalTo(false));
        String good = created(broker("good", MqttServer.shared().port(), BrokerProcess.PASSWORD));
        act(good, "test", "").body("ok", equalTo(true));
        for (String id : new String[] {wrongPassword, closedPort, plain, good}) act(id, "retire", REASON);
    }

    @Test
    void aSecretIsNotReadAndAnotherOrganisationSeesNothing() {
        String id = created(broker("secret", MqttServer.shared().port(), BrokerProcess.PASSWORD));
        PlantApi.planner()
                .get("/v1/connections")
                .then()
                .statusCode(200)
                .body(not(containsString(BrokerProcess.PASSWORD)))
                .body("items.find { it.id == '" + id + "' }.secrets", hasItem("password"));
        PlantApi.as("pla", "other-plant", "industrial-planner")
                .get("/v1/connections/" + id)
                .then()
                .statusCode(404);
        PlantApi.as("pla", "other-plant", "industrial-planner")
                .get("/v1/connections")
                .then()
                .statusCode(200)
                .body(not(containsString(id)));
        PlantApi.sensors().get("/v1/connections").then().statusCode(403);
        act(id, "retire", REASON);
    }

    @Test
    void settingsThatCannotBeUsedAreRefusedByField() {
        create(broker("bad", 1883, "x").replace("machines.filter=bad/+/+", "machines.source=a"))
                .statusCode(400)
                .body(containsString("machines.filter is missing"));
        create(broker("metadata", 1883, "x")
                        .replace("127.0.0.1", "169.254.169.254")
                        .replace("\"tls\": false", "\"tls\": true"))
                .statusCode(400)
                .body(containsString("must be a host that connections may use"));
        create(broker("other", 1883, "x").replace("127.0.0.1", "broker.example"))
                .statusCode(400)
                .body(containsString("must be true for another host"));
    }
}
