package io.trivium.runtime.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.testing.Tokens;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class AliasTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Operator OPERATOR = new Operator(TenantId.PLATFORM, "tester");

    /** A model of this test's own; tests run in any order. */
    private final String model = "alias-" + NEXT.incrementAndGet();

    @TempDir
    private Path folder;

    private final PackRegistration registration;
    private final RegistryRestoration restoration;
    private final InferenceService inference;
    private final ChampionSwitch champions;
    private final RegistryJournal journal;
    private final ModelVersionRepository rows;
    private final TenantTransactions transactions;

    AliasTest(
            PackRegistration registration,
            RegistryRestoration restoration,
            InferenceService inference,
            ChampionSwitch champions,
            RegistryJournal journal,
            ModelVersionRepository rows,
            TenantTransactions transactions) {
        this.registration = registration;
        this.restoration = restoration;
        this.inference = inference;
        this.champions = champions;
        this.journal = journal;
        this.rows = rows;
        this.transactions = transactions;
    }

    /** Two changes of a version that read the same row: the second is refused, and nothing is written for no change. */
    @Test
    void aChangeDoesNotOverwriteAnother() {
        register("1");
        ModelVersion stored = transactions.call(TenantId.PLATFORM, () -> {
            ModelVersion read =
                    rows.find(new ModelName(model), new VersionNumber("1")).orElseThrow();
            rows.update(read, read.unloaded());
            rows.update(read, read.failed("first"));
            PlatformException refused =
                    assertThrows(PlatformException.class, () -> rows.update(read, read.failed("second")));
            assertEquals(CoreErrorCode.CONFLICT, refused.code());
            assertEquals(
                    "Version 1 of model " + model + " was changed by another request; read it again.",
                    refused.getMessage());
            return rows.find(new ModelName(model), new VersionNumber("1")).orElseThrow();
        });
        assertEquals("first", stored.failure());
        assertEquals(1, stored.rowVersion());
    }

    private void register(String... versions) {
        for (String version : versions) {
            ModelPack pack =
                    TestPacks.weightedSum(folder.resolve("v" + version), model, version, Float.parseFloat(version), "");
            registration.register(pack.directory(), PackSource.UPLOADED, OPERATOR);
        }
    }

    private ValidatableResponse post(String path, String body) {
        return given().header("Authorization", "Bearer " + Tokens.operator())
                .contentType("application/json")
                .body(body)
                .post("/v1/models/" + model + path)
                .then();
    }

    private ValidatableResponse promote(String alias, String version) {
        return post("/aliases/" + alias, "{\"version\":\"%s\",\"reason\":\"better on October\"}".formatted(version));
    }

    private ValidatableResponse get(String path) {
        return given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/models/" + model + path)
                .then();
    }

    private ValidatableResponse infer(String where) {
        return given().header("Authorization", "Bearer " + Tokens.client())
                .contentType("application/json")
                .body("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[0,0,0]}]}")
                .post("/v2/models/" + model + where + "/infer")
                .then();
    }

    @Test
    void promotesAndRollsBackStepByStepAndRemembersWhoAndWhy() {
        register("1", "2", "3");
        promote("champion", "1").statusCode(200).body("$", not(hasKey("previousVersion")));
        promote("champion", "2").statusCode(200).body("previousVersion", equalTo("1"));
        promote("champion", "3")
                .statusCode(200)
                .body("version", equalTo("3"))
                .body("changedBy", equalTo("operator"))
                .body("reason", equalTo("better on October"));
        infer("").body("model_version", equalTo("3"));

        String worse = "{\"reason\":\"worse on fresh fraud\"}";
        post("/aliases/champion/rollback", worse).statusCode(200).body("version", equalTo("2"));
        infer("").body("model_version", equalTo("2"));
        post("/aliases/champion/rollback", worse).statusCode(200).body("version", equalTo("1"));
        infer("").body("model_version", equalTo("1"));
        post("/aliases/champion/rollback", worse).statusCode(409).body("code", equalTo("model-alias-no-previous"));

        get("/history?limit=2")
                .statusCode(200)
                .body("items.action", equalTo(List.of("rollback", "rollback")))
                .body("items[0].version", equalTo("1"))
                .body("items[0].previousVersion", equalTo("2"))
                .body("items[0].reason", equalTo("worse on fresh fraud"))
                .body("$", hasKey("next"));
        long next = ((Number) get("/history?limit=2").extract().path("next")).longValue();
        get("/history?limit=50&before=" + next)
                .body("items.version", equalTo(List.of("3", "2", "1")))
                .body("$", not(hasKey("next")));
        get("").body("servingVersion", equalTo("1"))
                .body("aliases[0].alias", equalTo("champion"))
                .body("versions.find{it.version=='1'}.aliases", equalTo(List.of("champion")))
                .body("versions.find{it.version=='1'}.signature.state", equalTo("trusted"))
                .body("versions.find{it.version=='1'}.latencyClass", equalTo("interactive"));
    }

    /**
     * Makes a request during a promotion of version 2 by another replica, which writes the move, the version's row and
     * the audit entry; a deadlock would fail the other replica.
     *
     * @return the request's result
     */
    private <T> T duringAPromotionElsewhere(Callable<T> request) throws Exception {
        register("1", "2");
        promote("champion", "1").statusCode(200);
        try (Connection other = TestDatabase.schema("runtime").connectAsOwner();
                Statement statement = other.createStatement();
                ExecutorService requests = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute("insert into model_promotion (model_name, alias, ordinal, action, version,"
                    + " previous_version, changed_at, changed_by, reason) values ('" + model
                    + "', 'champion', 2, 'PROMOTE', '2', '1', now(), 'other', 'elsewhere')");
            Future<T> result = requests.submit(request);
            BlockedStatement.await("insert into model_promotion%");
            statement.execute("update model_version set state = 'ACTIVE', activated_at = now(),"
                    + " row_version = row_version + 1 where id = '" + model + ":2'");
            statement.execute("select pg_advisory_xact_lock(hashtextextended('audit:runtime:"
                    + OPERATOR.tenant().value() + "', 0))");
            other.commit();
            return result.get();
        }
    }

    @Test
    void saysThatAnotherRequestChangedTheAlias() throws Exception {
        duringAPromotionElsewhere(() -> promote("champion", "2"))
                .statusCode(409)
                .body("code", equalTo("model-alias-changed"))
                .body("detail", containsString("was changed by another request"));
        get("/history").body("items.version", equalTo(List.of("2", "1")));
    }

    /** A release's own audit entry does not keep the log locked while its move waits for another one. */
    @Test
    void aReleaseLocksTheAuditLogAfterItsMove() throws Exception {
        ChampionSwitch.Move move = new ChampionSwitch.Move(
                new ModelName(model),
                new VersionNumber("1"),
                new VersionNumber("2"),
                OPERATOR.tenant(),
                OPERATOR.name(),
                "released");
        PlatformException refused = duringAPromotionElsewhere(() -> assertThrows(
                PlatformException.class,
                () -> champions.promote(
                        move, () -> journal.record("model.promote", model, AuditOutcome.SUCCESS, Map.of(), OPERATOR))));
        assertEquals(RuntimeErrorCode.MODEL_ALIAS_CHANGED, refused.code());
    }

    @Test
    void answersOnAnAliasInThePlaceOfAVersion() {
        register("1", "2");
        promote("champion", "1").statusCode(200);
        infer("/versions/challenger").statusCode(404);
        promote("challenger", "2").statusCode(200);
        infer("/versions/challenger").statusCode(200).body("model_version", equalTo("2"));
        infer("/versions/champion").body("model_version", equalTo("1"));
        infer("").body("model_version", equalTo("1"));
        get("/aliases").body("alias", equalTo(List.of("challenger", "champion")));

        post("/aliases/challenger/remove", "{\"reason\":\"trial over\"}").statusCode(204);
        infer("/versions/challenger").statusCode(404);
        infer("/versions/2").statusCode(200);
        post("/aliases/challenger/remove", "{\"reason\":\"again\"}")
                .statusCode(404)
                .body("code", equalTo("model-alias-not-found"));
        post("/aliases/champion/remove", "{\"reason\":\"why not\"}")
                .statusCode(409)
                .body("code", equalTo("model-alias-required"));
    }

    @Test
    void refusesRequestsThatSayTooLittle() {
        register("1");
        promote("champion", "9").statusCode(404).body("code", equalTo("model-version-not-found"));
        promote("Champion", "1").statusCode(400);
        promote("v2", "1").statusCode(400);
        post("/aliases/champion", "{\"version\":\"1\"}").statusCode(400);
        post("/aliases/champion", "{\"version\":\"1\",\"reason\":\"  \"}").statusCode(400);
        post("/aliases/champion/rollback", "{\"reason\":\"none yet\"}")
                .statusCode(404)
                .body("code", equalTo("model-alias-not-found"));
        get("/history?limit=1000").statusCode(400);
    }

    @Test
    void keepsAVersionThatFailsItsGatesFromServing() {
        register("1");
        promote("champion", "1").statusCode(200);
        String gates = "maxBatch: 8}\ngates: [{metric: auc, least: 0.9}]\nretention: {examples: P30D";
        registration.register(
                TestPacks.weightedSum(folder.resolve("bad"), model, "2", 2, gates)
                        .directory(),
                PackSource.UPLOADED,
                OPERATOR);
        promote("champion", "2")
                .statusCode(409)
                .body("code", equalTo("model-gate-failed"))
                .body("detail", containsString("auc is 0.5, the gate is at least 0.9"));
        infer("").body("model_version", equalTo("1"));
        promote("challenger", "2").statusCode(200);
        get("/versions/2")
                .body("gates[0].metric", equalTo("auc"))
                .body("gates[0].passed", equalTo(false))
                .body("gates[0].value", equalTo(0.5f));
    }

    @Test
    void bringsAliasesBackAtAStart() {
        register("1", "2");
        promote("champion", "2").statusCode(200);
        promote("champion", "1").statusCode(200);
        promote("challenger", "2").statusCode(200);
        inference.unload(new ModelName(model), new VersionNumber("1"));
        inference.unload(new ModelName(model), new VersionNumber("2"));
        restoration.restore();
        infer("").body("model_version", equalTo("1"));
        infer("/versions/challenger").body("model_version", equalTo("2"));
    }

    @Test
    void historyCanOnlyGrow() throws SQLException {
        register("1");
        promote("champion", "1").statusCode(200);
        try (Connection app = TestDatabase.schema("runtime").connectAsApp();
                Statement statement = app.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("delete from model_promotion"));
            assertThrows(SQLException.class, () -> statement.execute("update model_promotion set reason = 'x'"));
        }
        assertEquals(
                1,
                TestDatabase.schema("runtime")
                        .count("select count(*) from audit_entry where action = 'model.promote' and object = 'model/"
                                + model + ":1' and outcome = 'success'"));
    }
}
