package io.trivium.industrial.monitor;

import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A monitor learns from an asset's readings, then reports deviations, and continues after a restart. */
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
class MonitorIT {
    private static final TenantId PLANT = new TenantId("demo-plant");
    private static final int NEEDED = 160;

    @Inject
    StoredReadings readings;

    @Inject
    Monitors monitors;

    private final Random random = new Random(7);

    private static UUID asset(int number) {
        planner()
                .body("""
                {"formatVersion": 1, "assetTypes": [{"name": "watched-pump", "description": "", "tags": [
                    {"name": "flow", "description": "", "unit": "m3/h", "samplingMs": 1000},
                    {"name": "pressure", "description": "", "unit": "bar", "samplingMs": 1000}],
                    "monitor": {"rows": %d, "stepMs": 1000}}],
                 "plant": [{"level": "enterprise", "name": "Watched %d", "children": [
                    {"level": "asset", "name": "Pump %d", "source": "Watched/%d", "assetType": "watched-pump"}]}]}
                """.formatted(NEEDED, number, number, number))
                .post("/v1/plant/import")
                .then()
                .statusCode(200);
        return UUID.fromString(planner()
                .get("/v1/plant")
                .jsonPath()
                .getString("nodes.find { it.source == 'Watched/" + number + "' }.nodeId"));
    }

    /** The start of its learning; the monitor's own schedule continues meanwhile, up to the present. */
    private Instant learning(int number, UUID asset) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        add(number, now.minusSeconds(30), 1, 50);
        watch(now, asset, "state", "learning");
        return Instant.ofEpochMilli(count("select extract(epoch from learning_from) * 1000 from"
                + " industrial.asset_monitor where asset_id = '" + asset + "'"));
    }

    /** An upgrade from a version whose calibrations are of another form. */
    private static void upgrade(UUID asset) {
        execute("update industrial.asset_monitor set calibration ="
                + " '{\"mean\": [50, 4], \"deviation\": [0.3, 0.03], \"limit\": 23}' where asset_id = '" + asset + "'");
    }

    private static long version(UUID asset) {
        return count("select version from industrial.asset_monitor where asset_id = '" + asset + "'");
    }

    private void add(int number, Instant from, int rows, double flow) {
        double[] flows = new double[rows];
        double[] pressures = new double[rows];
        for (int r = 0; r < rows; r++) {
            flows[r] = flow + random.nextGaussian();
            pressures[r] = 4 + 0.1 * random.nextGaussian();
        }
        readings.add(PLANT, "Watched/" + number, "flow", from, flows);
        readings.add(PLANT, "Watched/" + number, "pressure", from, pressures);
    }

    /** Waits until the monitor reports: another thread may have it just then. */
    private void watch(Instant now, UUID asset, String field, String expected) {
        until(field + " is " + expected, () -> {
            monitors.watch(PLANT, now);
            return expected.equals(asset(asset).getString("anomaly." + field));
        });
    }

    private static JsonPath asset(UUID asset) {
        return operator()
                .get("/v1/assets/" + asset)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static void execute(String sql) {
        try (Connection connection = TestDatabase.schema("industrial").connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(String sql) {
        try {
            return TestDatabase.schema("industrial").count(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void learnsThenWatchesAndRaisesOneAlarmWithItsEvidence() {
        UUID asset = asset(1);
        Instant start = learning(1, asset);
        add(1, start, 100, 50);
        watch(start.plusSeconds(102), asset, "learned", "100");
        operator()
                .get("/v1/assets/" + asset)
                .then()
                .body("anomaly.learned", is(100))
                .body("anomaly.score", nullValue())
                .body("health", is("learning"));
        add(1, start.plusSeconds(100), 100, 50);
        watch(start.plusSeconds(202), asset, "at", start.plusSeconds(200).toString());
        JsonPath watching = asset(asset);
        assertEquals("watching", watching.getString("anomaly.state"));
        assertTrue(watching.getDouble("anomaly.score") < 1, watching.prettify());
        assertEquals(0, alarms(asset).getList("items").size());
        // The flow falls off; half of it is judged before and half after a restart, which nothing remembers.
        add(1, start.plusSeconds(200), 20, 40);
        watch(start.plusSeconds(212), asset, "at", start.plusSeconds(210).toString());
        watch(start.plusSeconds(222), asset, "at", start.plusSeconds(220).toString());
        monitors.watch(PLANT, start.plusSeconds(222));
        JsonPath open = alarms(asset);
        assertEquals(1, open.getList("items").size(), open.prettify());
        assertEquals("anomaly", open.getString("items[0].condition"));
        assertEquals("flow", open.getString("items[0].evidence.shares[0].tag"));
        assertTrue(open.getString("items[0].message").startsWith("Pump 1 runs unlike it usually does: score "));
        assertTrue(open.getString("items[0].message").contains(" (level)"), open.prettify());
        assertEquals("level", open.getString("items[0].evidence.shares[0].sign"));
        long scores = scores(asset);
        assertEquals(220 - NEEDED, scores);
        // After a stop it judges nothing until there is a whole window again.
        watch(start.plusSeconds(602), asset, "at", start.plusSeconds(600).toString());
        add(1, start.plusSeconds(600), 25, 50);
        watch(start.plusSeconds(627), asset, "at", start.plusSeconds(625).toString());
        assertEquals(scores + 6, scores(asset));
        operator()
                .queryParam("from", start.minusSeconds(10).toString())
                .queryParam("to", start.plusSeconds(300).toString())
                .get("/v1/assets/" + asset + "/anomaly")
                .then()
                .statusCode(200)
                .body("points.size()", greaterThan(10))
                .body("limit", is(1.0f));
        planner()
                .body("{\"version\": 7}")
                .post("/v1/assets/" + asset + "/monitor/restart")
                .then()
                .statusCode(409);
        planner()
                .body("{\"version\": 1}")
                .post("/v1/assets/" + asset + "/monitor/restart")
                .then()
                .statusCode(200)
                .body("state", is("learning"))
                .body("version", is(2));
        assertEquals("returned-unacknowledged", alarms(asset).getString("items[0].state"));
    }

    @Test
    void anUpgradedMonitorLearnsAtOnceFromItsRowsAndStartsOverWithoutThem() {
        UUID asset = asset(2);
        Instant start = learning(2, asset);
        add(2, start, 200, 50);
        add(2, start.plusSeconds(200), 20, 40);
        Instant end = start.plusSeconds(220);
        watch(end.plusSeconds(2), asset, "at", end.toString());
        assertEquals("unacknowledged", alarms(asset).getString("items[0].state"));
        // Nothing new arrives: the rows that it had learned from are enough.
        upgrade(asset);
        watch(end.plusSeconds(2), asset, "state", "watching");
        assertEquals(end.toString(), asset(asset).getString("anomaly.at"));
        assertEquals(1, version(asset));
        assertEquals("unacknowledged", alarms(asset).getString("items[0].state"));
        long scores = scores(asset);
        add(2, end, 10, 40);
        watch(end.plusSeconds(12), asset, "at", end.plusSeconds(10).toString());
        assertEquals(scores + 10, scores(asset), "no row is left out or judged twice");
        assertTrue(asset(asset).getDouble("anomaly.score") > 1, asset(asset).prettify());
        assertEquals("unacknowledged", alarms(asset).getString("items[0].state"));
        // Some of these rows were removed meanwhile.
        execute("delete from industrial.reading where at < '" + start.plusSeconds(100)
                + "' and tag_id in (select tag_id from industrial.tag where asset_id = '" + asset + "')");
        upgrade(asset);
        until("it starts over", () -> {
            monitors.watch(PLANT, end.plusSeconds(12));
            return version(asset) == 2;
        });
        assertEquals("learning", asset(asset).getString("anomaly.state"));
        assertEquals("returned-unacknowledged", alarms(asset).getString("items[0].state"));
    }

    /** What an operator calls a nuisance raises no alarm the next time; what is clearly worse does. */
    @Test
    void learnsFromVerdictsOnItsAlarms() {
        UUID asset = asset(3);
        Instant start = learning(3, asset);
        add(3, start, 200, 50);
        add(3, start.plusSeconds(200), 25, 47);
        add(3, start.plusSeconds(225), 120, 50);
        watch(start.plusSeconds(347), asset, "at", start.plusSeconds(345).toString());
        JsonPath open = alarms(asset);
        assertEquals("returned-unacknowledged", open.getString("items[0].state"), open.prettify());
        String path = "/v1/alarms/" + open.getString("items[0].alarmId") + "/verdict";
        int version = open.getInt("items[0].version");
        operator()
                .body("{\"version\": " + version + ", \"verdict\": \"boring\"}")
                .post(path)
                .then()
                .statusCode(400);
        String nuisance = "{\"version\": " + version + ", \"verdict\": \"nuisance\", \"note\": \"recipe change\"}";
        operator()
                .body(nuisance)
                .post(path)
                .then()
                .statusCode(200)
                .body("verdict", is("nuisance"))
                .body("acknowledgedBy", is("tech"));
        operator().body(nuisance).post(path).then().statusCode(409);
        add(3, start.plusSeconds(345), 25, 48);
        add(3, start.plusSeconds(370), 30, 50);
        watch(start.plusSeconds(402), asset, "at", start.plusSeconds(400).toString());
        assertEquals(0, alarms(asset).getList("items").size(), alarms(asset).prettify());
        add(3, start.plusSeconds(400), 25, 30);
        watch(start.plusSeconds(427), asset, "at", start.plusSeconds(425).toString());
        operator()
                .get(path.replace("/verdict", ""))
                .then()
                .body("alarm.occurrences", is(2))
                .body("alarm.verdict", nullValue())
                .body("history.event", hasItem("verdict-nuisance"));
    }

    private static long scores(UUID asset) {
        return count("select count(*) from industrial.reading r join industrial.tag t using (tag_id)"
                + " where t.asset_id = '" + asset + "' and t.name = 'anomaly-score'");
    }

    private static JsonPath alarms(UUID asset) {
        return operator()
                .queryParam("assetId", asset)
                .get("/v1/alarms")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
