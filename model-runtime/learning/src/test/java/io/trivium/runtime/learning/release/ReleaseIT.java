package io.trivium.runtime.learning.release;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.event.EventCodec;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.ReleaseMoved;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.release.TurningPacks.Turn;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.testing.TestKey;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Challengers on live traffic, on their way to the champion's place and back. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs = @ResourceArg(name = "topics", value = "learning.release.v1:1"))
@WithTestResource(ReleaseStack.class)
@NullUnmarked // Quarkus sets the address
class ReleaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ALLOWED = Duration.ofSeconds(60);

    @TestHTTPResource("/")
    URI base;

    private final ReleaseDesk desk;
    private final Path folder = ReleaseStack.folder();

    ReleaseIT(ReleaseDesk desk) {
        this.desk = desk;
    }

    private static RequestSpecification as(String user, String... roles) {
        return given().header(
                        "Authorization",
                        "Bearer " + Tokens.token().user(user).roles(roles).sign())
                .contentType("application/json");
    }

    private void upload(String model, String version, Turn turn) throws IOException {
        upload(model, TurningPacks.write(folder, model, version, turn));
    }

    private static void upload(String model, Path pack) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        as("maker", "model-operator")
                .contentType("application/zip")
                .body(out.toByteArray())
                .post("/v1/models/" + model + "/versions")
                .then()
                .statusCode(201);
    }

    /** A champion, version 1, and the challenger, version 2. */
    private UUID offer(String model, Turn turn) throws IOException {
        upload(model, "1", Turn.GOOD);
        if (model.equals(ReleaseStack.HIGH_RISK)) {
            String proposal = "/v1/models/" + model + "/proposal";
            String first = "{\"version\":\"1\",\"reason\":\"the first\"}";
            as("maker", "model-operator").body(first).put(proposal).then().statusCode(200);
            as("second", "model-operator")
                    .body(first)
                    .post(proposal + "/approve")
                    .then()
                    .statusCode(200);
        } else {
            as("maker", "model-operator")
                    .post("/v1/models/" + model + "/versions/1/activate")
                    .then()
                    .statusCode(200);
        }
        upload(model, "2", turn);
        return desk.offer(challenger(model, "2", "1"));
    }

    private static Challenger challenger(String model, String version, String champion) {
        GateReport gates = new GateReport(List.of(new GateResult("provenance", true, null, "trusted", "")));
        return new Challenger(
                new TaskName(model),
                new ModelName(model),
                new VersionNumber(version),
                new VersionNumber(champion),
                null,
                null,
                null,
                gates);
    }

    private static ValidatableResponse release(UUID id) {
        return as("viewer", "model-viewer").get("/v1/learning/releases/" + id).then();
    }

    private static String state(UUID id) {
        return release(id).extract().path("state");
    }

    private static ValidatableResponse act(String user, UUID id, String action) {
        return as(user, "model-operator")
                .body("{\"reason\":\"seen at three in the morning\"}")
                .post("/v1/learning/releases/" + id + "/" + action)
                .then();
    }

    private static String champion(String model) {
        return as("viewer", "model-viewer")
                .get("/v1/models/" + model)
                .then()
                .extract()
                .path("servingVersion");
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("not within " + PATIENCE + ": " + what);
            try {
                if (never.await(100, TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }

    private static void awaitState(UUID id, String state) {
        until(
                "release is " + state + ": " + release(id).extract().asString(),
                () -> state(id).equals(state));
    }

    /** The states of a release in the topic, in order. */
    private static List<String> told(UUID id, int steps) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        List<String> states = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(ReleaseMoved.TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (states.size() < steps && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    ReleaseMoved moved = new EventCodec()
                            .decode(record.value(), ReleaseMoved.class)
                            .data();
                    if (moved.release().equals(id)) states.add(moved.to());
                });
            }
        }
        return states;
    }

    @Test
    void aGoodChallengerGoesFromShadowOverCanaryToChampion() throws Exception {
        String model = "release-good";
        UUID id = offer(model, Turn.GOOD);
        assertEquals(id, desk.offer(challenger(model, "2", "1")), "offered again");
        try (Traffic traffic = new Traffic(base, model)) {
            until("copies are rehearsed", () -> shadowed(id) > 20);
            long seen = traffic.answered("2");
            if (state(id).equals("shadow")) assertEquals(0, seen, "a shadow answers no requests");
            awaitState(id, "promoted");
            assertEquals("2", champion(model));
            until("the new champion answers", () -> traffic.answered("2") > 100);
            traffic.from(1_100);
            long before = traffic.answered("2");
            until("the traffic is another", () -> traffic.answered("2") > before + 1_000);
            assertEquals("promoted", state(id), "traffic that changes for both is no alarm");
            release(id)
                    .body("requests.canary", org.hamcrest.Matchers.greaterThanOrEqualTo(15))
                    .body("alarms", org.hamcrest.Matchers.empty())
                    .body("decisions.action", equalTo(List.of("offer", "canary", "promote")))
                    .body("gates.gate", equalTo(List.of("provenance")));
            assertEquals(0, traffic.failures.sum());
        }
        assertEquals(List.of("shadow", "canary", "promoted"), told(id, 3));
        as("viewer", "model-viewer")
                .get("/v1/learning/tasks/" + model + "/releases")
                .then()
                .body("items.id", equalTo(List.of(id.toString())));
    }

    private static int shadowed(UUID id) {
        return release(id).extract().path("requests.shadow");
    }

    @Test
    void oneThatFailsOnNewTrafficIsRolledBack() throws Exception {
        assertRolledBack("release-fails", Turn.FAILS, Alarm.ERRORS);
    }

    @Test
    void oneThatAnswersNaNOnNewTrafficIsRolledBack() throws Exception {
        assertRolledBack("release-nan", Turn.NOT_FINITE, Alarm.NOT_FINITE);
    }

    @Test
    void oneThatIsSlowOnNewTrafficIsRolledBack() throws Exception {
        assertRolledBack("release-slow", Turn.SLOW, Alarm.LATENCY);
    }

    @Test
    void oneWhoseScoresShiftOnNewTrafficIsRolledBack() throws Exception {
        assertRolledBack("release-shifted", Turn.SHIFTED, Alarm.SCORE_SHIFT);
    }

    private void assertRolledBack(String model, Turn turn, String alarm) throws Exception {
        UUID id = offer(model, turn);
        try (Traffic traffic = new Traffic(base, model)) {
            awaitState(id, "promoted");
            assertEquals("2", champion(model));
            traffic.from(1_100);
            long start = System.nanoTime();
            until(
                    "champion is back: " + release(id).extract().asString(),
                    () -> champion(model).equals("1"));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf("%s: rolled back %d ms after the traffic changed%n", model, took.toMillis());
            assertTrue(took.compareTo(ALLOWED) <= 0, () -> "took " + took);
            awaitState(id, "rolled-back");
            release(id).body("alarms.code", hasItem(alarm));
            assertEquals(List.of("shadow", "canary", "promoted", "rolled-back"), told(id, 4));
        }
    }

    @Test
    void oneThatIsBadAtOnceIsStoppedInTheShadowAndNobodySeesIt() throws Exception {
        String model = "release-stopped";
        UUID id = offer(model, Turn.NOT_FINITE);
        try (Traffic traffic = new Traffic(base, model)) {
            traffic.from(1_100);
            awaitState(id, "stopped");
            assertEquals(0, traffic.answered("2"));
            assertEquals(0, traffic.failures.sum());
        }
        assertEquals("1", champion(model));
        release(id).body("code", equalTo(Alarm.NOT_FINITE));
    }

    /** What changed, by whom and how to go back, signed so that any JOSE library can verify it. */
    private static void assertRecorded(UUID id, String model) throws GeneralSecurityException {
        String path = "/v1/learning/releases/" + id + "/record";
        as("viewer", "model-viewer")
                .accept("application/json")
                .get(path)
                .then()
                .statusCode(200)
                .body("release.model", equalTo(model))
                .body("release.decisions.by", hasItem("second"))
                .body("challenger.version", equalTo("2"))
                .body("champion.version", equalTo("1"))
                .body("wayBack", containsString("/rollback"));
        String jws = as("viewer", "model-viewer")
                .accept("application/jose")
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        String[] parts = jws.split("\\.", -1);
        assertEquals(3, parts.length, jws);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(TestKey.signer().verifier());
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(verifier.verify(Base64.getUrlDecoder().decode(parts[2])));
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertEquals(id.toString(), JsonPath.from(payload).getString("release.id"));
    }

    @Test
    void aCanaryGetsNoMoreThanItsShare() throws Exception {
        String model = ReleaseStack.HIGH_RISK;
        UUID id = offer(model, Turn.GOOD);
        try (Traffic traffic = new Traffic(base, model)) {
            awaitState(id, "awaiting-approval");
            long mine = traffic.answered("2");
            long all = mine + traffic.answered("1");
            System.out.printf("canary: %d of %d requests, %.4f%n", mine, all, (double) mine / all);
            assertTrue(mine >= ReleaseStack.CANARY_REQUESTS && mine <= 0.05 * all, mine + " of " + all);
        }
        act("maker", id, "approve").statusCode(403).body("code", equalTo("learning-release-four-eyes"));
        act("second", id, "approve").statusCode(200).body("state", equalTo("promoted"));
        assertEquals("2", champion(model));
        act("second", id, "approve").statusCode(409).body("code", equalTo("learning-release-state"));
        assertRecorded(id, model);
        act("second", id, "rollback").statusCode(200).body("state", equalTo("rolled-back"));
        assertEquals("1", champion(model));
        release(id)
                .body(
                        "decisions.by",
                        equalTo(List.of("system:update", "system:release", "system:release", "second", "second")));
    }

    @Test
    void aPersonVetoesAndPins() throws Exception {
        String model = "release-vetoed";
        UUID id = offer(model, Turn.GOOD);
        as("keeper", "model-viewer")
                .get("/v1/learning/tasks/" + model + "/pin")
                .then()
                .statusCode(204);
        as("keeper", "model-operator")
                .body("{\"version\":\"2\",\"reason\":\"audit week\"}")
                .put("/v1/learning/tasks/" + model + "/pin")
                .then()
                .statusCode(409);
        as("keeper", "model-operator")
                .body("{\"version\":\"1\",\"reason\":\"audit week\"}")
                .put("/v1/learning/tasks/" + model + "/pin")
                .then()
                .statusCode(200)
                .body("pinnedBy", equalTo("keeper"));
        try (Traffic traffic = new Traffic(base, model)) {
            traffic.from(10);
            until("enough for a canary", () -> shadowed(id) > 2 * ReleaseStack.SHADOW_REQUESTS);
            assertEquals("shadow", state(id));
            as("keeper", "model-operator")
                    .delete("/v1/learning/tasks/" + model + "/pin?reason=over")
                    .then()
                    .statusCode(204);
            until("it continues", () -> !state(id).equals("shadow"));
        }
        if (state(id).equals("promoted")) return; // it was quick
        act("keeper", id, "veto").statusCode(200).body("state", equalTo("vetoed"));
        assertEquals("1", champion(model));
        act("keeper", id, "rollback").statusCode(409);
    }

    @Test
    void anotherChallengerOrChampionEndsARelease() throws Exception {
        String model = "release-overtaken";
        UUID first = offer(model, Turn.GOOD);
        upload(model, "3", Turn.GOOD);
        UUID second = desk.offer(challenger(model, "3", "1"));
        assertEquals("superseded", state(first));
        assertEquals("shadow", state(second));
        upload(model, "4", Turn.GOOD);
        UUID stale = desk.offer(challenger(model, "4", "2"));
        release(stale).body("state", equalTo("superseded")).body("code", equalTo("champion-changed"));
        as("maker", "model-operator")
                .body("{\"version\":\"4\",\"reason\":\"by hand\"}")
                .post("/v1/models/" + model + "/aliases/champion")
                .then()
                .statusCode(200);
        awaitState(second, "superseded");
        assertEquals("4", champion(model));
    }

    /** The distribution of scores is the same and no request fails: only labels reveal it. */
    @Test
    void oneThatIsWrongMoreOftenIsStoppedByLabels() throws Exception {
        String model = ReleaseStack.LABELLED;
        upload(model, TurningPacks.probability(folder, model, "1", false));
        as("maker", "model-operator")
                .post("/v1/models/" + model + "/versions/1/activate")
                .then()
                .statusCode(200);
        upload(model, TurningPacks.probability(folder, model, "2", true));
        UUID id = desk.offer(challenger(model, "2", "1"));
        addLabelled(model, 300);
        long start = System.nanoTime();
        awaitState(id, "stopped");
        System.out.printf("labels: stopped %d ms after they came%n", (System.nanoTime() - start) / 1_000_000);
        release(id).body("code", equalTo(Alarm.QUALITY)).body("comparison.figure", hasItem("squared-error"));
        long judged = TestDatabase.schema("runtime")
                .count("select examples from runtime.learning_release_quality where release_id = '" + id + "'");
        assertTrue(judged >= 200 && judged <= 300, judged + " of 300 examples, of which 200 are enough");
    }

    private static void addLabelled(String task, int examples) throws SQLException {
        Random random = new Random(3);
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                PreparedStatement example = connection.prepareStatement(
                        "insert into runtime.learning_example (tenant_id, task, example_id, content_hash, occurred_at,"
                                + " recorded_at, retention_class, inputs)"
                                + " values ('demo-bank', ?, ?, sha256(?), now(), now(), 'standard', ?)");
                PreparedStatement label = connection.prepareStatement(
                        "insert into runtime.learning_label (tenant_id, task, example_id, source, observed_at, label,"
                                + " withdrawn, recorded_at) values ('demo-bank', ?, ?, 'feed', now(), ?, false, now())")) {
            for (int i = 0; i < examples; i++) {
                float x = random.nextFloat();
                byte[] inputs =
                        ExampleContent.encode(List.of(ExampleTensor.ofFloats("x", List.of(1L), new float[] {x})));
                example.setString(1, task);
                example.setString(2, "e-" + i);
                example.setBytes(3, inputs);
                example.setBytes(4, inputs);
                example.executeUpdate();
                label.setString(1, task);
                label.setString(2, "e-" + i);
                label.setString(3, random.nextFloat() < x ? "fraud" : "genuine");
                label.executeUpdate();
            }
        }
    }

    @Test
    void everyStepIsInTheAuditLogOnce() throws Exception {
        String model = "release-audited";
        UUID id = offer(model, Turn.GOOD);
        act("keeper", id, "veto").statusCode(200);
        assertEquals(
                2,
                TestDatabase.schema("runtime")
                        .count("select count(*) from runtime.audit_entry where object = 'learning-release/" + id
                                + "'"));
        assertEquals(List.of("shadow", "vetoed"), told(id, 2));
    }
}
