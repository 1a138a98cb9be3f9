package io.trivium.industrial.intake;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.sensors;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.KafkaServer;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** From HTTP and Kafka over the topic into PostgreSQL, and what is wrong on the way. */
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
class IntakeIT {

    private static void post(String source, String readings, int taken, int refused) {
        sensors()
                .body("{\"source\": \"%s\", \"readings\": [%s]}".formatted(source, readings))
                .post("/v1/readings")
                .then()
                .statusCode(200)
                .body("taken", is(taken))
                .body("refused", is(refused));
    }

    private static String reading(String tag, Instant at, String value) {
        return "{\"tag\": \"%s\", \"at\": \"%s\", \"value\": %s}".formatted(tag, at, value);
    }

    private static long count(String sql) {
        try {
            return TestDatabase.schema("industrial").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long readings(UUID asset) {
        return count(
                "select count(*) from industrial.reading r join industrial.tag t using (tag_id) where t.asset_id = '"
                        + asset + "'");
    }

    private static long noted(String source, String reason) {
        return count("select coalesce(sum(occurrences), 0) from industrial.quality_count where source = '" + source
                + "' and reason = '" + reason + "'");
    }

    @Test
    void whatIsTakenOverHttpIsStoredOnce() {
        UUID asset = PlantApi.asset("Http", "Http/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String batch = reading("slow", now, "21.5") + "," + reading("slow", now.minusSeconds(1), "true");
        post("Http/1", batch, 2, 0);
        post("asset:" + asset, batch, 2, 0);
        post("Http/1", reading("fast", now, "1"), 1, 0);
        until("the readings are stored", () -> readings(asset) == 3);
        operator()
                .get("/v1/assets/" + asset + "/latest")
                .then()
                .statusCode(200)
                .body("items.find { it.tag == 'slow' }.value", is(21.5f));
        operator()
                .queryParam("tag", "slow")
                .queryParam("from", now.minusSeconds(60).toString())
                .queryParam("to", now.plusSeconds(60).toString())
                .get("/v1/assets/" + asset + "/trends")
                .then()
                .statusCode(200)
                .body("items[0].points.sum()", is(2))
                .body("items[0].unit", is("Cel"));
        as("eve", "other-plant", "industrial-operator")
                .get("/v1/assets/" + asset + "/latest")
                .then()
                .statusCode(404);
    }

    @Test
    void whatIsWrongIsCountedAndKeepsNothingElseFromBeingStored() {
        UUID asset = PlantApi.asset("Wrong", "Wrong/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        post(
                "Wrong/1",
                String.join(
                        ",",
                        reading("slow", now, "1"),
                        reading("slow", now.plusSeconds(1), "\"NaN\""),
                        reading("slow", now.plusSeconds(2), "\"hot\""),
                        reading("slow", now.plus(3650, ChronoUnit.DAYS), "2"),
                        reading("slow", now.minus(3650, ChronoUnit.DAYS), "3"),
                        reading("slow", now.plusSeconds(3), "-300"),
                        reading("unknown-tag", now, "5")),
                5,
                2);
        until("the readings are stored", () -> readings(asset) == 2);
        until(
                "everything is counted",
                () -> noted("Wrong/1", "not-a-number") == 1
                        && noted("Wrong/1", "wrong-type") == 1
                        && noted("Wrong/1", "clock-ahead") == 1
                        && noted("Wrong/1", "clock-behind") == 1
                        && noted("Wrong/1", "out-of-range") == 1
                        && noted("Wrong/1", "unknown-tag") == 1);
        assertEquals(
                64,
                count("select min(quality) from industrial.reading join industrial.tag t using (tag_id) where"
                        + " t.asset_id = '" + asset + "'"));
        operator()
                .queryParam("source", "Wrong/1")
                .get("/v1/data-quality")
                .then()
                .statusCode(200)
                .body("items.find { it.reason == 'unknown-tag' }.lastExample", is("unknown-tag = 5.0 at " + now));
    }

    @Test
    void readingsOfAnUnknownSourceAreKeptAndStoredOnceItIsKnown() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        post("Later/1", reading("slow", now, "1"), 1, 0);
        String letter =
                "from industrial.dead_letter where reason = 'tag-unknown' and convert_from(key, 'UTF8') = 'Later/1'";
        until("the dead letter is stored", () -> count("select count(*) " + letter) == 1);
        UUID asset = PlantApi.asset("Later", "Later/1");
        String id = PlantApi.planner()
                .get("/v1/dead-letters")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("items.find { it.key == 'Later/1' }.id");
        PlantApi.planner().post("/v1/dead-letters/" + id + "/replay").then().statusCode(200);
        until("the reading is stored", () -> readings(asset) == 1);
    }

    @Test
    void otherProducersSendJsonOverKafka() {
        UUID asset = PlantApi.asset("Kafka", "Kafka/1");
        Map<String, Object> settings =
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : new String[] {
                "{\"tenantId\": \"demo-plant\", \"document\": {\"source\": \"Kafka/1\", \"readings\": ["
                        + reading("slow", Instant.now(), "4") + "]}}",
                "{\"tenantId\": \"demo-plant\"}",
                "rubbish"
            }) {
                var _ = producer.send(new ProducerRecord<>(
                        "industrial.reading.v1",
                        "Kafka/1".getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8)));
            }
        }
        until("the reading is stored", () -> readings(asset) == 1);
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedWhole() {
        sensors()
                .body("{\"source\": \"s\", \"readings\": [" + " ".repeat(9_000_000) + "]}")
                .post("/v1/readings")
                .then()
                .statusCode(413);
        operator()
                .body("{\"source\": \"s\", \"readings\": []}")
                .post("/v1/readings")
                .then()
                .statusCode(403);
    }
}
