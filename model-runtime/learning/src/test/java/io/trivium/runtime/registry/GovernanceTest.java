package io.trivium.runtime.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.testing.Tokens;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security, M2: one operator took a model live for all organisations, and the gates were those of the pack itself. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class GovernanceTest {
    private static final String REGISTERED_BY = "maker";

    @TempDir
    private Path folder;

    private final PackRegistration registration;
    private final InferenceService inference;

    GovernanceTest(PackRegistration registration, InferenceService inference) {
        this.registration = registration;
        this.inference = inference;
    }

    private void register(String model, String version) {
        Path pack = TestPacks.weightedSum(folder.resolve(model + version), model, version, 1, "")
                .directory();
        registration.register(pack, PackSource.UPLOADED, new Operator(TenantId.PLATFORM, REGISTERED_BY));
    }

    private static RequestSpecification as(String user) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + Tokens.token()
                                        .user(user)
                                        .roles("model-operator")
                                        .sign())
                .contentType("application/json");
    }

    private static String body(String version) {
        return "{\"version\":\"" + version + "\",\"reason\":\"drill\"}";
    }

    private static ValidatableResponse promote(String user, String model, String version) {
        return as(user).body(body(version))
                .post("/v1/models/" + model + "/aliases/champion")
                .then();
    }

    private static ValidatableResponse propose(String user, String version) {
        return as(user).body(body(version))
                .put("/v1/models/" + RuntimeResource.HIGH_RISK + "/proposal")
                .then();
    }

    private static ValidatableResponse approve(String user, String version) {
        return as(user).body(body(version))
                .post("/v1/models/" + RuntimeResource.HIGH_RISK + "/proposal/approve")
                .then();
    }

    @Test
    void theChampionOfAHighRiskTaskChangesWithASecondPerson() throws Exception {
        String model = RuntimeResource.HIGH_RISK;
        for (String version : new String[] {"1", "2", "3"}) register(model, version);

        promote("one", model, "1")
                .statusCode(403)
                .body("code", equalTo("second-person-needed"))
                .body("detail", containsString("PUT /v1/models/high-risk/proposal"));
        as("one")
                .post("/v1/models/" + model + "/versions/1/activate")
                .then()
                .statusCode(403)
                .body("code", equalTo("second-person-needed"));
        assertFalse(inference.isLoaded(new ModelName(model), new VersionNumber("1")), "loaded for one person alone");
        // Another alias moves as before.
        as("one")
                .body(body("1"))
                .post("/v1/models/" + model + "/aliases/trial")
                .then()
                .statusCode(200);

        approve("two", "1").statusCode(404).body("code", equalTo("model-proposal-not-found"));
        propose("one", "9").statusCode(404).body("code", equalTo("model-version-not-found"));
        propose("one", "1")
                .statusCode(200)
                .body("needsSecondPerson", equalTo(true))
                .body("pending.version", equalTo("1"))
                .body("pending.proposedBy", equalTo("one"));
        approve("one", "1").statusCode(403).body("code", equalTo("second-person-needed"));
        approve(REGISTERED_BY, "1").statusCode(403).body("code", equalTo("second-person-needed"));
        approve("two", "2").statusCode(404).body("code", equalTo("model-proposal-not-found"));
        approve("two", "1").statusCode(200).body("$", not(hasKey("pending")));
        as("one")
                .get("/v1/models/" + model + "/aliases")
                .then()
                .body("find{it.alias=='champion'}.version", equalTo("1"))
                .body("find{it.alias=='champion'}.reason", equalTo("Proposed by one, approved by two: drill"));

        // The latest proposal counts, and a refused one is gone.
        propose("one", "3").statusCode(200);
        propose("two", "2").statusCode(200);
        approve("one", "3").statusCode(404);
        as("three")
                .delete("/v1/models/" + model + "/proposal?reason=not+yet")
                .then()
                .statusCode(204);
        approve("one", "2").statusCode(404);
        propose("two", "2").statusCode(200);
        approve("one", "2").statusCode(200);

        // The serving champion does not change by taking it out of memory either; the way back needs one person.
        as("one")
                .post("/v1/models/" + model + "/versions/2/unload")
                .then()
                .statusCode(403)
                .body("code", equalTo("second-person-needed"));
        as("one")
                .body("{\"reason\":\"declines everything\"}")
                .post("/v1/models/" + model + "/aliases/champion/rollback")
                .then()
                .statusCode(200)
                .body("version", equalTo("1"));
        assertEquals(1, audited("model.rollback", "success"));
        assertEquals(4, audited("model.propose", "success"));
        assertEquals(1, audited("model.proposal.remove", "success"));
        assertEquals(3, audited("model.promote", "refused"));
        assertEquals(1, audited("model.activate", "refused"));
    }

    private static long audited(String action, String outcome) throws Exception {
        return TestDatabase.schema("runtime")
                .count("select count(*) from audit_entry where object like 'model/high-risk:%' and action = '" + action
                        + "' and outcome = '" + outcome + "'");
    }

    @Test
    void aKeyCountsOnceASecondOperatorApprovedIt() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String keyId = SigningKeys.id(pair.getPublic());
        Path pack = TestPacks.weightedSum(folder.resolve("keyed"), "keyed", "1", 1, "")
                .directory();
        new PackSigner(pair.getPrivate(), pair.getPublic()).sign(pack);
        Operator operator = new Operator(TenantId.PLATFORM, REGISTERED_BY);
        String pem = SigningKeys.pem(pair.getPublic()).replace("\n", "\\n");

        as("one")
                .body("{\"publicKey\":\"no key\",\"reason\":\"team b\"}")
                .put("/v1/pack-keys/team-b")
                .then()
                .statusCode(400)
                .body("code", equalTo("pack-key-invalid"));
        as("one")
                .body("{\"publicKey\":\"" + pem + "\",\"reason\":\"team b\"}")
                .put("/v1/pack-keys/team-b")
                .then()
                .statusCode(200)
                .body("keyId", equalTo(keyId))
                .body("trusted", equalTo(false));
        assertThrows(InvalidPackException.class, () -> registration.register(pack, PackSource.UPLOADED, operator));
        String approval = "{\"keyId\":\"" + keyId + "\",\"reason\":\"compared by telephone\"}";
        as("one")
                .body(approval)
                .post("/v1/pack-keys/team-b/approve")
                .then()
                .statusCode(403)
                .body("code", equalTo("second-person-needed"));
        as("two")
                .body(approval.replace(keyId, "0".repeat(16)))
                .post("/v1/pack-keys/team-b/approve")
                .then()
                .statusCode(404);
        as("two")
                .body(approval)
                .post("/v1/pack-keys/team-b/approve")
                .then()
                .statusCode(200)
                .body("trusted", equalTo(true))
                .body("approvedBy", equalTo("two"));
        registration.register(pack, PackSource.UPLOADED, operator);
        as("three")
                .body("{\"publicKey\":\"" + pem + "\",\"reason\":\"again\"}")
                .put("/v1/pack-keys/team-c")
                .then()
                .statusCode(409)
                .body("code", equalTo("pack-key-trusted"));

        as("three").delete("/v1/pack-keys/team-b?reason=left").then().statusCode(204);
        assertThrows(InvalidPackException.class, () -> registration.register(pack, PackSource.UPLOADED, operator));
        assertEquals(
                4,
                TestDatabase.schema("runtime")
                        .count("select count(*) from audit_entry where object = 'pack-key/team-b'"));
    }

    @Test
    void thePackCannotLeaveTheGatesOfItsTaskOut() {
        register(RuntimeResource.GATED, "1");
        promote("one", RuntimeResource.GATED, "1")
                .statusCode(409)
                .body("code", equalTo("model-gate-failed"))
                .body("detail", containsString("auc is 0.5, the gate is at least 0.9"));
    }

    @Test
    void manyPacksOfAnotherTaskDoNotTakeAModelOutOfItsClass() throws Exception {
        register("many", "1");
        sql("update model_version set task = 'high-risk' where id = 'many:1'");
        sql("insert into model_version select (jsonb_populate_record(one, jsonb_build_object('id', 'many:' || n,"
                + " 'version', n, 'task', 'many', 'path', 'many/' || n, 'registered_at', now() + interval '1 hour'))).*"
                + " from model_version one, generate_series(1001, 2001) n where one.id = 'many:1'");
        try {
            promote("one", "many", "1").statusCode(403).body("code", equalTo("second-person-needed"));
        } finally {
            sql("delete from model_version where model_name = 'many' and task = 'many'");
        }
    }

    private static void sql(String statement) throws SQLException {
        try (Connection owner = TestDatabase.schema("runtime").connectAsOwner();
                Statement run = owner.createStatement()) {
            run.execute(statement);
        }
    }

    @Test
    void aModelOfNoRiskClassNeedsOnePerson() {
        register("low-risk", "1");
        promote("one", "low-risk", "1").statusCode(200);
        as("one")
                .get("/v1/models/low-risk/proposal")
                .then()
                .statusCode(200)
                .body("needsSecondPerson", equalTo(false))
                .body("$", not(hasKey("pending")));
        as("one").get("/v1/models/no-such-model/proposal").then().statusCode(404);
    }
}
