package io.trivium.industrial.alarm;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.quality.SilenceFollower;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** From readings to alarms and what people do about them, in PostgreSQL. */
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
class AlarmIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    StoredReadings readings;

    @Inject
    AlarmUpkeep upkeep;

    @Inject
    AlarmKeeper keeper;

    @Inject
    SilenceFollower silences;

    @Inject
    TenantTransactions transactions;

    private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.MILLIS);

    private static UUID rule(UUID asset, String name, String more) {
        return rule(asset, name, "high", more);
    }

    private static UUID rule(UUID asset, String name, String priority, String more) {
        UUID rule = UUID.randomUUID();
        planner()
                .body("""
                {"version": 0, "name": "%s", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high",
                 "limit": 90, "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "%s",
                 "enabled": true%s}""".formatted(name, asset, priority, more))
                .put("/v1/alarm-rules/" + rule)
                .then()
                .statusCode(200)
                .body("version", is(1));
        return rule;
    }

    private static JsonPath alarms(UUID asset, String state) {
        return operator()
                .queryParam("assetId", asset)
                .queryParam("state", state)
                .get("/v1/alarms")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static long count(String sql) {
        try {
            return TestDatabase.schema("industrial").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long events(String alarmId, String event) {
        return count("select count(*) from industrial.alarm_event where alarm_id = '" + alarmId + "' and event = '"
                + event + "'");
    }

    private static JsonPath act(String alarmId, String act, String body) {
        return operator()
                .body(body)
                .post("/v1/alarms/" + alarmId + "/" + act)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void theJournalIsEveryChangeOfATimeAsCsv() {
        UUID asset = PlantApi.asset("Journal", "Journal/1");
        rule(asset, "too hot, \\\"really\\\"", "");
        readings.add(PLANT, "Journal/1", "slow", start, 95, 60);
        String csv = operator()
                .get("/v1/alarms/journal")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .header("Content-Disposition", "attachment; filename=\"alarm-journal.csv\"")
                .extract()
                .asString();
        List<String> rows = csv.lines().filter(row -> row.contains("really")).toList();
        assertEquals(2, rows.size(), csv);
        assertTrue(rows.getFirst().contains("\"too hot, \"\"really\"\"\",limit,high,slow,Cel,90,raised,system,"), csv);
        assertTrue(csv.startsWith("time,place,asset,alarm,"), csv);
        assertTrue(
                count("select count(*) from industrial.audit_entry where action = 'alarm-journal.exported'") > 0,
                "audited");
        operator()
                .get("/v1/alarms/journal?from=2026-11-30T10:00:00Z&to=2026-11-30T09:00:00Z")
                .then()
                .statusCode(400);
    }

    @Test
    void aLimitRaisesOneAlarmThatIsOverBeyondTheDeadband() {
        UUID asset = PlantApi.asset("Limit", "Limit/1");
        rule(asset, "too hot", ", \"advice\": \"Look at the cooling.\"");
        readings.add(PLANT, "Limit/1", "slow", start, 80, 91, 95, 96);
        JsonPath open = alarms(asset, "open");
        assertEquals(1, open.getList("items").size());
        assertEquals("unacknowledged", open.getString("items[0].state"));
        assertEquals("slow is 91 Cel, above 90 Cel.", open.getString("items[0].message"));
        assertEquals(start.plusSeconds(1), Instant.parse(open.getString("items[0].activeSince")));
        assertEquals("slow", open.getString("items[0].evidence.tags[0]"));
        assertEquals("Limit", open.getString("items[0].cause"));
        String alarm = open.getString("items[0].alarmId");
        // Within the deadband the alarm continues; late readings and repetitions change nothing.
        readings.add(PLANT, "Limit/1", "slow", start.plusSeconds(4), 88);
        readings.add(PLANT, "Limit/1", "slow", start.minusSeconds(60), 10, 10, 10);
        readings.add(PLANT, "Limit/1", "slow", start, 80, 91, 95, 96);
        assertEquals(1, events(alarm, "raised"));
        assertEquals(0, events(alarm, "cleared"));
        readings.add(PLANT, "Limit/1", "slow", start.plusSeconds(5), 84);
        JsonPath back = alarms(asset, "open");
        assertEquals("returned-unacknowledged", back.getString("items[0].state"));
        act(alarm, "acknowledge", "{\"version\": " + back.getInt("items[0].version") + ", \"note\": \"seen\"}");
        assertEquals(0, alarms(asset, "open").getList("items").size());
        assertEquals("normal", alarms(asset, "all").getString("items[0].state"));
        // The next time it is the same alarm, and the first is among the similar ones.
        readings.add(PLANT, "Limit/1", "slow", start.plusSeconds(6), 99);
        operator()
                .get("/v1/alarms/" + alarm)
                .then()
                .statusCode(200)
                .body("alarm.occurrences", is(2))
                .body("alarm.acknowledgedBy", nullValue())
                .body("history.event", hasItem("acknowledged"))
                .body("history.find { it.event == 'acknowledged' }.actor", is("tech"))
                .body("similar.size()", is(1))
                .body("similar[0].clearedAt", notNullValue());
        until(
                "the events are sent",
                () -> count("select count(*) from industrial.outbox_event where topic = 'industrial.alarm.v1' and"
                                + " convert_from(key, 'UTF8') = '" + asset + "' and sent_at is not null")
                        == 4);
        assertEquals(
                1,
                count("select count(*) from industrial.audit_entry where action = 'alarm.acknowledged' and object ="
                        + " 'alarm/" + alarm + "'"));
    }

    @Test
    void delaysGoOnAfterARestart() {
        UUID asset = PlantApi.asset("Delay", "Delay/1");
        UUID rule = rule(asset, "hot for long", "");
        planner()
                .body("""
                {"version": 1, "name": "hot for long", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high",
                 "limit": 90, "deadband": 5, "onDelaySeconds": 10, "offDelaySeconds": 0, "priority": "low",
                 "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + rule)
                .then()
                .statusCode(200);
        readings.add(PLANT, "Delay/1", "slow", start, 95);
        readings.restart();
        readings.add(PLANT, "Delay/1", "slow", start.plusSeconds(9), 95);
        assertEquals(0, alarms(asset, "all").getList("items").size());
        readings.restart();
        // As Kafka delivers again what was stored before a crash.
        readings.add(PLANT, "Delay/1", "slow", start.plusSeconds(9), 95);
        readings.add(PLANT, "Delay/1", "slow", start.plusSeconds(10), 95);
        assertEquals(1, alarms(asset, "open").getList("items").size());
        readings.restart();
        readings.add(PLANT, "Delay/1", "slow", start.plusSeconds(10), 95, 96);
        assertEquals(1, alarms(asset, "open").getInt("items[0].occurrences"));
        planner().delete("/v1/alarm-rules/" + rule + "?version=1").then().statusCode(409);
        planner().delete("/v1/alarm-rules/" + rule + "?version=2").then().statusCode(204);
        assertEquals("returned-unacknowledged", alarms(asset, "open").getString("items[0].state"));
    }

    @Test
    void shelvingEndsByItself() {
        UUID asset = PlantApi.asset("Shelve", "Shelve/1");
        rule(asset, "too hot", ", \"escalateAfterMinutes\": 5");
        readings.add(PLANT, "Shelve/1", "slow", start, 95);
        JsonPath raised = alarms(asset, "open");
        String alarm = raised.getString("items[0].alarmId");
        int version = raised.getInt("items[0].version");
        operator()
                .body("{\"version\": " + version + ", \"minutes\": 100000, \"reason\": \"r\"}")
                .post("/v1/alarms/" + alarm + "/shelve")
                .then()
                .statusCode(400);
        operator()
                .body("{\"version\": " + (version + 1) + ", \"minutes\": 10, \"reason\": \"r\"}")
                .post("/v1/alarms/" + alarm + "/shelve")
                .then()
                .statusCode(409);
        JsonPath shelved = act(
                alarm, "shelve", "{\"version\": " + version + ", \"minutes\": 30, \"reason\": \"fitter is there\"}");
        assertEquals("shelved", shelved.getString("state"));
        assertEquals("tech", shelved.getString("shelvedBy"));
        upkeep.keep(PLANT, Instant.now().plus(Duration.ofMinutes(29)));
        assertEquals("shelved", alarms(asset, "open").getString("items[0].state"));
        assertEquals(0, events(alarm, "escalated"));
        upkeep.keep(PLANT, Instant.now().plus(Duration.ofMinutes(31)));
        assertEquals("unacknowledged", alarms(asset, "open").getString("items[0].state"));
        upkeep.keep(PLANT, Instant.now().plus(Duration.ofMinutes(60)));
        assertEquals(1, alarms(asset, "open").getInt("items[0].escalation"));
        int now = alarms(asset, "open").getInt("items[0].version");
        assertEquals(
                "out-of-service",
                act(alarm, "out-of-service", "{\"version\": " + now + ", \"reason\": \"rebuilt\"}")
                        .getString("state"));
        assertEquals(
                "unacknowledged",
                act(alarm, "return-to-service", "{\"version\": " + (now + 1) + "}")
                        .getString("state"));
        operator()
                .body("{\"alarmIds\": [\"" + alarm + "\"]}")
                .post("/v1/alarms/acknowledge")
                .then()
                .statusCode(200)
                .body("acknowledged", is(1));
    }

    @Test
    void whatIsSuppressedByDesignIsNotAnnounced() {
        UUID asset = PlantApi.asset("Suppress", "Suppress/1");
        rule(asset, "too hot", "critical", ", \"suppressWhen\": {\"tag\": \"fast\", \"side\": \"low\", \"limit\": 1}");
        readings.add(PLANT, "Suppress/1", "fast", start, 0);
        readings.add(PLANT, "Suppress/1", "slow", start, 95);
        assertEquals("suppressed-by-design", alarms(asset, "open").getString("items[0].state"));
        String orders = "select count(*) from industrial.work_order where asset_id = '" + asset + "'";
        assertEquals(0, count(orders));
        readings.restart();
        readings.add(PLANT, "Suppress/1", "fast", start.plusSeconds(1), 20);
        assertEquals("unacknowledged", alarms(asset, "open").getString("items[0].state"));
        // It counts as raised from now on, and calls for work.
        assertEquals(1, count(orders));
    }

    @Test
    void manyAlarmsAreAFlood() {
        UUID asset = PlantApi.asset("Flood", "Flood/1");
        for (int r = 0; r < 11; r++) rule(asset, "limit " + r, ", \"cause\": \"cooling water\"");
        readings.add(PLANT, "Flood/1", "slow", start, 95);
        assertEquals(11, alarms(asset, "open").getList("items").size());
        assertEquals(
                11,
                alarms(asset, "open")
                        .getList("items.findAll { it.floodId != null }")
                        .size());
        operator()
                .get("/v1/alarms/figures")
                .then()
                .statusCode(200)
                .body("floods[0].to", nullValue())
                .body("perTenMinutes.alarms.sum()", not(0))
                .body("floods[0].topConditions.size()", is(5));
        upkeep.keep(PLANT, Instant.now().plus(Duration.ofMinutes(11)));
        operator().get("/v1/alarms/figures").then().statusCode(200).body("floods[0].to", notNullValue());
    }

    @Test
    void whatBecameOfAlarmsIsForgottenInTime() {
        UUID asset = PlantApi.asset("Old", "Old/1");
        UUID rule = rule(asset, "too hot", "");
        planner()
                .body("""
                {"version": 1, "name": "too hot", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high",
                 "limit": 90, "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "low",
                 "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + rule)
                .then()
                .statusCode(200);
        readings.add(PLANT, "Old/1", "slow", start, 95, 80, 95, 80, 95);
        String alarm = alarms(asset, "open").getString("items[0].alarmId");
        String occurrences = "select count(*) from industrial.alarm_occurrence where alarm_id = '" + alarm + "'";
        assertEquals(3, count(occurrences));
        assertEquals(3, events(alarm, "raised"));

        Instant now = Instant.now();
        keeper.purge(PLANT, now.minus(Duration.ofDays(1)));
        assertEquals(3, count(occurrences));
        assertEquals(2, events(alarm, "cleared"));

        // All but the present occurrence are over; its events are of the service's clock, after its beginning.
        keeper.purge(PLANT, now.plus(Duration.ofDays(1)));
        assertEquals(1, count(occurrences));
        assertEquals("unacknowledged", alarms(asset, "open").getString("items[0].state"));
        assertEquals(3, alarms(asset, "open").getInt("items[0].occurrences"));

        readings.add(PLANT, "Old/1", "slow", start.plusSeconds(5), 80);
        keeper.purge(PLANT, now.plus(Duration.ofDays(1)));
        assertEquals(0, count(occurrences));
        assertEquals(0, events(alarm, "raised"));
        assertEquals("returned-unacknowledged", alarms(asset, "open").getString("items[0].state"));
        readings.add(PLANT, "Old/1", "slow", start.plusSeconds(6), 95);
        assertEquals(1, count(occurrences));
        assertEquals(4, alarms(asset, "open").getInt("items[0].occurrences"));
    }

    @Test
    void silenceIsAnAlarmWithoutAnyRule() {
        UUID asset = PlantApi.asset("Silent", "Silent/1");
        transactions.withConnection(PLANT, connection -> {
            silences.began(connection, PLANT, asset, start);
            silences.began(connection, PLANT, asset, start);
            return asset;
        });
        JsonPath open = alarms(asset, "open");
        assertEquals("silence", open.getString("items[0].condition"));
        assertEquals(1, open.getInt("items[0].occurrences"));
        transactions.withConnection(PLANT, connection -> {
            silences.ended(connection, PLANT, asset, start.plusSeconds(90));
            return asset;
        });
        assertEquals("returned-unacknowledged", alarms(asset, "open").getString("items[0].state"));
    }

    @Test
    void pagesAndStrangers() {
        UUID asset = PlantApi.asset("Pages", "Pages/1");
        for (int r = 0; r < 3; r++) rule(asset, "page " + r, ", \"cause\": \"c" + r + "\"");
        readings.add(PLANT, "Pages/1", "slow", start, 95, 95, 95);
        JsonPath first = operator()
                .queryParam("assetId", asset)
                .queryParam("limit", 2)
                .get("/v1/alarms")
                .then()
                .statusCode(200)
                .body("items.size()", is(2))
                .extract()
                .jsonPath();
        operator()
                .queryParam("assetId", asset)
                .queryParam("limit", 2)
                .queryParam("after", first.getString("next"))
                .get("/v1/alarms")
                .then()
                .statusCode(200)
                .body("items.size()", is(1))
                .body("items.alarmId", not(hasItem(first.getString("items[1].alarmId"))))
                .body("next", nullValue());
        operator().queryParam("after", "x").get("/v1/alarms").then().statusCode(400);
        as("eve", "other-plant", "industrial-operator")
                .get("/v1/alarms/" + first.getString("items[0].alarmId"))
                .then()
                .statusCode(404);
        planner()
                .body("""
                {"version": 0, "name": "n", "assetId": "%s", "kind": "limit", "deadband": 0, "onDelaySeconds": 0,
                 "offDelaySeconds": 0, "priority": "low", "enabled": true}""".formatted(asset))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(400)
                .body("field", is("tag"));
    }

    @Test
    void readingsOverHttpRaiseAlarms() {
        UUID asset = PlantApi.asset("Http alarm", "HttpAlarm/1");
        rule(asset, "too hot", "");
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        PlantApi.sensors()
                .body(
                        "{\"source\": \"HttpAlarm/1\", \"readings\": [{\"tag\": \"slow\", \"at\": \"%s\", \"value\": 95}]}"
                                .formatted(at))
                .post("/v1/readings")
                .then()
                .statusCode(200);
        until(
                "the alarm is raised",
                () -> alarms(asset, "open").getList("items").size() == 1);
        assertEquals(at, Instant.parse(alarms(asset, "open").getString("items[0].activeSince")));
    }

    @Test
    void anAssetThatIsRemovedTakesItsAlarmsAndRulesAlong() {
        UUID asset = PlantApi.asset("Removed", "Removed/1");
        UUID rule = rule(asset, "too hot", "critical", "");
        readings.add(PLANT, "Removed/1", "slow", start, 95);
        String alarm = alarms(asset, "open").getString("items[0].alarmId");
        int version = planner().get("/v1/plant/nodes/" + asset).jsonPath().getInt("version");
        planner()
                .delete("/v1/plant/nodes/" + asset + "?version=" + version)
                .then()
                .statusCode(204);
        operator().get("/v1/alarms/" + alarm).then().statusCode(404);
        planner().delete("/v1/alarm-rules/" + rule + "?version=1").then().statusCode(404);
        // The work that it called for stays on record.
        operator()
                .queryParam("assetId", asset)
                .get("/v1/work-orders")
                .then()
                .statusCode(200)
                .body("items[0].assetName", is("Pump"));
    }

    @Test
    void whatIsNotStoredRaisesNothingUntilItIs() {
        UUID asset = PlantApi.asset("Rollback", "Rollback/1");
        rule(asset, "too hot", "");
        StoredReadings.Reading hot = new StoredReadings.Reading("slow", start, 95);
        // There is no partition for the other reading, so the transaction fails after the alarm was raised in it.
        StoredReadings.Reading impossible =
                new StoredReadings.Reading("fast", Instant.parse("2001-01-01T00:00:00Z"), 1);
        assertThrows(RuntimeException.class, () -> readings.add(PLANT, "Rollback/1", List.of(hot, impossible)));
        assertEquals(0, alarms(asset, "all").getList("items").size());
        readings.add(PLANT, "Rollback/1", List.of(hot));
        assertEquals(1, alarms(asset, "open").getInt("items[0].occurrences"));
    }
}
