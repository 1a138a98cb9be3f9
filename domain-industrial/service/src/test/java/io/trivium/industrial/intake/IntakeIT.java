package io.trivium.industrial.intake;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.sensors;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.KafkaServer;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
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

    private static ValidatableResponse post(String source, String readings) {
        return sensors()
                .body("{\"source\": \"%s\", \"readings\": [%s]}".formatted(source, readings))
                .post("/v1/readings")
                .then();
    }

    private static void postTaken(String source, String readings, int taken) {
        post(source, readings).statusCode(200).body("taken", is(taken)).body("refused", is(0));
    }

    /** Asserts the one note that a single reading gets. */
    private static void noted(
            ValidatableResponse answer, String outcome, @Nullable String reason, String tag, String detail) {
        answer.body("notes.size()", is(1))
                .body("notes[0].outcome", is(outcome))
                .body("notes[0].reason", is(reason))
                .body("notes[0].tag", is(tag))
                .body("notes[0].readings", contains(0))
                .body("notes[0].detail", containsString(detail));
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

    private static long occurrences(String source, String reason) {
        return count("select coalesce(sum(occurrences), 0) from industrial.quality_count where source = '" + source
                + "' and reason = '" + reason + "'");
    }

    @Test
    void whatIsTakenOverHttpIsStoredOnce() {
        UUID asset = PlantApi.asset("Http", "Http/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String batch = reading("slow", now, "21.5") + "," + reading("slow", now.minusSeconds(1), "true");
        postTaken("Http/1", batch, 2);
        JsonPath again = post("asset:" + asset, batch).statusCode(200).extract().jsonPath();
        assertEquals(2, again.getInt("taken") + again.getInt("duplicates"), "stored or still on the way");
        postTaken("Http/1", reading("fast", now, "1"), 1);
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
                                reading("unknown-tag", now, "5")))
                .statusCode(207)
                .body("taken", is(2))
                .body("deadLettered", is(1))
                .body("refused", is(4))
                .body("duplicates", is(0))
                .body("compared", is(true))
                .body(
                        "notes.outcome",
                        is(List.of("refused", "refused", "refused", "refused", "taken", "dead-lettered")))
                .body(
                        "notes.reason",
                        is(List.of(
                                "not-a-number",
                                "wrong-type",
                                "clock-ahead",
                                "clock-behind",
                                "out-of-range",
                                "unknown-tag")))
                .body("notes.readings.flatten()", is(List.of(1, 2, 3, 4, 5, 6)));
        until("the readings are stored", () -> readings(asset) == 2);
        until(
                "everything is counted",
                () -> occurrences("Wrong/1", "not-a-number") == 1
                        && occurrences("Wrong/1", "wrong-type") == 1
                        && occurrences("Wrong/1", "clock-ahead") == 1
                        && occurrences("Wrong/1", "clock-behind") == 1
                        && occurrences("Wrong/1", "out-of-range") == 1
                        && occurrences("Wrong/1", "unknown-tag") == 1);
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
        ValidatableResponse answer = post("Later/1", reading("slow", now, "1")).statusCode(207);
        noted(answer, "dead-lettered", "unknown-source", "slow", "Give it to an asset, then replay the dead letters");
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
    void eachReasonIsAnsweredAlone() {
        PlantApi.asset("Reasons", "Reasons/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String source = "Reasons/1";
        noted(
                post(source, reading("slow", now, "\"NaN\"")).statusCode(207),
                "refused",
                "not-a-number",
                "slow",
                "no number");
        noted(
                post(source, reading("slow", now, "1e999")).statusCode(207),
                "refused",
                "not-a-number",
                "slow",
                "no number");
        for (String value : List.of("\"hot\"", "{}", "[1]", "\"12\"")) {
            noted(
                    post(source, reading("slow", now, value)).statusCode(207),
                    "refused",
                    "wrong-type",
                    "slow",
                    "no number");
        }
        for (String ahead : List.of("2099-01-01T00:00:00Z", "9999-12-31T23:59:59Z")) {
            String reading = "{\"tag\": \"slow\", \"at\": \"%s\", \"value\": 1}".formatted(ahead);
            noted(post(source, reading).statusCode(207), "refused", "clock-ahead", "slow", "Check the sensor's clock");
        }
        for (String behind : List.of("2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z")) {
            String reading = "{\"tag\": \"slow\", \"at\": \"%s\", \"value\": 1}".formatted(behind);
            noted(post(source, reading).statusCode(207), "refused", "clock-behind", "slow", "older than what is kept");
        }
        noted(
                post(source, reading("none", now, "1")).statusCode(207),
                "dead-lettered",
                "unknown-tag",
                "none",
                "Add it");
        noted(
                post("Nowhere", reading("slow", now, "1")).statusCode(207),
                "dead-lettered",
                "unknown-source",
                "slow",
                "Nowhere");
        noted(
                post(source, reading("slow", now, "-300")).statusCode(200).body("taken", is(1)),
                "taken",
                "out-of-range",
                "slow",
                "stored as uncertain");
        post(source, reading("slow", now.plusMillis(1), "1")).statusCode(200).body("notes", empty());
        post(source, "").statusCode(200).body("taken", is(0)).body("notes", empty());
    }

    @Test
    void duplicatesAndLateReadingsAreAnsweredOnceTheFirstOnesAreStored() {
        UUID asset = PlantApi.asset("Repeated", "Repeated/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String first = reading("slow", now, "1");
        post("Repeated/1", first + "," + first)
                .statusCode(200)
                .body("taken", is(1))
                .body("duplicates", is(1))
                .body("notes[0].readings", contains(1));
        until("the reading is stored", () -> readings(asset) == 1);
        noted(
                post("Repeated/1", reading("slow", now, "2"))
                        .statusCode(200)
                        .body("duplicates", is(1))
                        .body("taken", is(0)),
                "duplicate",
                "duplicate",
                "slow",
                "already");
        noted(
                post("Repeated/1", reading("slow", now.minusSeconds(90), "2"))
                        .statusCode(200)
                        .body("late", is(1))
                        .body("taken", is(1)),
                "late",
                null,
                "slow",
                "raises no alarm");
        until("the late reading is stored", () -> readings(asset) == 2);
    }

    @Test
    void whileTheDatabaseDoesNotAnswerReadingsAreTakenWithoutComparison() throws SQLException {
        UUID asset = PlantApi.asset("Blind", "Blind/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        rename("reading", "reading_away");
        try {
            post("Blind/1", reading("slow", now, "1") + "," + reading("slow", now, "\"x\""))
                    .statusCode(207)
                    .body("compared", is(false))
                    .body("taken", is(1))
                    .body("refused", is(1));
        } finally {
            rename("reading_away", "reading");
        }
        until("the reading is stored", () -> readings(asset) == 1);
        until(
                "readings are compared again",
                () -> post("Blind/1", reading("slow", now, "1"))
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getBoolean("compared"));
    }

    private static void rename(String from, String to) throws SQLException {
        try (Connection owner = TestDatabase.schema("industrial").connectAsOwner();
                Statement alter = owner.createStatement()) {
            alter.execute("alter table industrial." + from + " rename to " + to);
        }
    }

    @Test
    void aLargeBatchIsAnsweredInOnePieceAndSoon() {
        PlantApi.asset("Large", "Large/1");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String batch = IntStream.range(0, 20_000)
                .mapToObj(i -> reading(i % 2 == 0 ? "slow" : "none", now.minusMillis(i), i % 4 == 0 ? "\"x\"" : "1"))
                .collect(Collectors.joining(","));
        post("Large/1", batch)
                .statusCode(207)
                .time(lessThan(20_000L))
                .body("taken", is(5_000))
                .body("refused", is(5_000))
                .body("deadLettered", is(10_000))
                .body("notes.size()", is(2))
                .body("notes.readings*.size()", is(List.of(5_000, 10_000)));
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
