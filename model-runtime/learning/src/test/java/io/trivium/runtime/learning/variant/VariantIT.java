package io.trivium.runtime.learning.variant;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.expert.TenantPieces;
import io.trivium.runtime.learning.erasure.ErasureService;
import io.trivium.runtime.learning.store.Pseudonyms;
import io.trivium.runtime.learning.update.UpdateLabels;
import io.trivium.runtime.learning.update.VariantProfile;
import io.trivium.runtime.learning.update.VariantStack;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.RegisteredPacks;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tenants whose examples have opposite labels, each with a variant of its own: nothing of one reaches the other.
 */
@QuarkusTest
@TestProfile(VariantProfile.class)
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(VariantStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NullUnmarked // set before the first test
class VariantIT {
    private static final String TASK = VariantStack.TASK;
    private static final TenantId A = new TenantId("demo-bank");
    private static final TenantId B = new TenantId("other-bank");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SUBJECT = "marker of A";

    /** The settings that are the same for all tests. */
    private record Setting(
            JsonPath first,
            JsonPath again,
            JsonPath ofB,
            List<Integer> base,
            List<Integer> answersA,
            List<Integer> answersB) {}

    private static Setting setting;

    @TempDir
    private Path folder;

    private final VariantProfile.Gates gates;
    private final VariantProfile.Keeper keeper;
    private final LeakCheck check;
    private final VariantWatch watch;
    private final Variants variants;
    private final TenantPieces pieces;
    private final RegisteredPacks packs;
    private final Challengers challengers;
    private final InferenceService inference;
    private final ErasureService erasures;
    private final Pseudonyms pseudonyms;

    @SuppressWarnings("TooManyParameters") // all that could leak
    VariantIT(
            VariantProfile.Gates gates,
            VariantProfile.Keeper keeper,
            LeakCheck check,
            VariantWatch watch,
            Variants variants,
            TenantPieces pieces,
            RegisteredPacks packs,
            Challengers challengers,
            InferenceService inference,
            ErasureService erasures,
            Pseudonyms pseudonyms) {
        this.gates = gates;
        this.keeper = keeper;
        this.check = check;
        this.watch = watch;
        this.variants = variants;
        this.pieces = pieces;
        this.packs = packs;
        this.challengers = challengers;
        this.inference = inference;
        this.erasures = erasures;
        this.pseudonyms = pseudonyms;
    }

    private static RequestSpecification as(TenantId tenant) {
        String token = Tokens.token()
                .tenant(tenant.value())
                .user("ada")
                .roles("model-operator")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    private static JsonPath update(TenantId tenant) {
        String id = as(tenant)
                .body("{\"reason\": \"drill\"}")
                .post("/v1/learning/tasks/{task}/updates", TASK)
                .then()
                .statusCode(202)
                .body("scope", equalTo("tenant"))
                .extract()
                .path("id");
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            JsonPath now = as(tenant).get("/v1/learning/updates/{id}", id).jsonPath();
            if (now.get("finishedAt") != null) {
                assertEquals("released", now.getString("state"), now::prettify);
                return now;
            }
            if (System.nanoTime() > end) fail("not within " + PATIENCE + ": " + now.prettify());
            try {
                if (never.await(100, TimeUnit.MILLISECONDS)) fail("counted down");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }

    /**
     * Of a subject, some examples are in the time of its part, whichever part that is. A learns alone, then B stores
     * the opposite labels, then A learns again, now with B's rows in the store.
     */
    @BeforeEach
    void prepare() throws SQLException {
        if (setting != null) return;
        List<Integer> base = check.answers(TASK, "");
        UpdateLabels.fill(A.value(), TASK, 300, 7, "fraud", "genuine");
        UpdateLabels.fill(A.value(), TASK, 20, 101, "fraud", "genuine", pseudonyms.ofSubject(A, SUBJECT));
        JsonPath first = update(A);
        UpdateLabels.fill(B.value(), TASK, 300, 9, "genuine", "fraud");
        UpdateLabels.fill(B.value(), TASK, 20, 102, "genuine", "fraud", pseudonyms.ofSubject(B, "marker of B"));
        JsonPath ofB = update(B);
        List<Integer> answersB = check.answers(TASK, B.value());
        JsonPath again = update(A);
        setting = new Setting(first, again, ofB, base, check.answers(TASK, A.value()), answersB);
    }

    private static String version(JsonPath update) {
        return update.getString("challenger");
    }

    private List<String> leaks() throws SQLException {
        List<String> leaks = new ArrayList<>();
        Set<TenantId> all = Set.of(A, B);
        leaks.addAll(check.leaks(TASK, "1", A, Optional.of(version(setting.again)), all, setting.answersA));
        leaks.addAll(check.leaks(TASK, "1", B, Optional.of(version(setting.ofB)), all, setting.answersB));
        leaks.addAll(check.leaks(TASK, "1", new TenantId("third-bank"), Optional.empty(), all, setting.base));
        if (!check.answers(TASK, "").equals(setting.base)) leaks.add("everybody's answers changed");
        return leaks;
    }

    private static long count(String sql) throws SQLException {
        return TestDatabase.schema("runtime").count(sql);
    }

    private static JsonPath variant(TenantId tenant, JsonPath update) {
        return as(tenant)
                .get("/v1/learning/tasks/{task}/variants/{id}", TASK, update.getString("variant"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    @Order(1)
    void refusesPiecesOfATenantWhereTheChampionIsOneGraph() {
        as(A).body("{\"reason\": \"drill\"}")
                .post("/v1/learning/tasks/{task}/updates", VariantStack.DENSE)
                .then()
                .statusCode(409)
                .body("code", equalTo("learning-variant-unfit"))
                .body("detail", containsString("set the task's scope to platform"));
    }

    @Test
    @Order(1)
    void learnsFromTheRowsOfOneTenantAlone() throws SQLException {
        assertLearnedFrom(setting.first, A, "e-7-%", "e-101-%", B);
        assertLearnedFrom(setting.again, A, "e-7-%", "e-101-%", B);
        assertLearnedFrom(setting.ofB, B, "e-9-%", "e-102-%", A);
        VariantProfile.Trained alone = keeper.kept.get(0);
        VariantProfile.Trained together = keeper.kept.get(2);
        assertArrayEquals(alone.rows(), together.rows(), "the rows that A's variant learned from");
        assertArrayEquals(alone.adapter(), together.adapter(), "A's adapter, learned alone and with B's rows");
        List<String> compared =
                gates.asked.stream().map(each -> each.champion().value()).toList();
        assertEquals(List.of("1", "1", version(setting.first)), compared, "with what the tenant was served with");
    }

    private void assertLearnedFrom(JsonPath update, TenantId own, String ids, String marker, TenantId other)
            throws SQLException {
        String lines = "select count(*) from learning_manifest_entry where manifest_id = '"
                + update.getString("manifest") + "'";
        assertTrue(count(lines) > 200, "lines of the data set");
        assertEquals(
                0,
                count(lines + " and example_id not like '" + ids + "' and example_id not like '" + marker + "'"),
                "lines of others");
        ModelPack pack = packs.require(new ModelName(TASK), new VersionNumber(version(update)));
        assertTrue(check.rowsOf(pack, own) > 100, "rows of its own");
        assertEquals(0, check.rowsOf(pack, other), "rows of the other tenant");
    }

    @Test
    @Order(2)
    void servesEachTenantWithItsOwnAndEverybodyElseAsBefore() throws SQLException {
        assertEquals(List.of(), leaks());
        assertNotEquals(setting.base, setting.answersA);
        assertNotEquals(setting.base, setting.answersB);
        assertNotEquals(setting.answersA, setting.answersB);
        assertEquals("superseded", variant(A, setting.first).getString("state"));
        assertEquals("replaced", variant(A, setting.first).getString("code"));
        assertEquals("installed", variant(A, setting.again).getString("state"));
        assertEquals(
                3,
                count("select count(*) from audit_entry where action = 'learning.variant.install'"),
                "installations in the audit log");
        assertEquals(
                4,
                count("select count(*) from outbox_event where topic = 'learning.release.v1'"),
                "three were put in, one made room");
    }

    @Test
    @Order(3)
    void showsATenantNothingOfAnothersVariant() {
        String version = version(setting.again);
        as(B).get("/v1/learning/tasks/{task}/variants", TASK)
                .then()
                .statusCode(200)
                .body("items.version", equalTo(List.of(version(setting.ofB))));
        as(A).get("/v1/learning/tasks/{task}/variants", TASK)
                .then()
                .statusCode(200)
                .body("items.version", equalTo(List.of(version, version(setting.first))));
        String variant = setting.again.getString("variant");
        as(B).get("/v1/learning/tasks/{task}/variants/{id}", TASK, variant)
                .then()
                .statusCode(404)
                .body("code", equalTo("learning-variant-not-found"));
        as(B).body("{\"reason\": \"not mine\"}")
                .post("/v1/learning/tasks/{task}/variants/{id}/remove", TASK, variant)
                .then()
                .statusCode(404);
        as(B).get("/v1/learning/updates/{id}", setting.again.getString("id"))
                .then()
                .statusCode(404);
        as(B).get("/v1/learning/manifests/{id}", setting.again.getString("manifest"))
                .then()
                .statusCode(404);
        as(B).get("/v1/models/{model}/versions/{version}", TASK, version).then().statusCode(404);
        as(B).get("/v1/models/{model}/versions/{version}/card", TASK, version)
                .then()
                .statusCode(404);
        as(B).get("/v1/models/{model}", TASK)
                .then()
                .statusCode(200)
                .body("versions.version", not(hasItem(version)))
                .body("versions.version", hasItem(version(setting.ofB)));
        as(B).get("/v1/models").then().body("find{it.name=='" + TASK + "'}.versions", hasSize(2));
        as(B).post("/v1/models/{model}/versions/{version}/unload", TASK, version)
                .then()
                .statusCode(404);
    }

    @Test
    @Order(4)
    void neverPromotesWhatIsOneTenants() {
        String promotion = "{\"version\": \"%s\", \"reason\": \"it is good\"}".formatted(version(setting.again));
        as(A).body(promotion)
                .post("/v1/models/{model}/aliases/champion", TASK)
                .then()
                .statusCode(409)
                .body("code", equalTo("model-version-of-tenant"));
        as(B).body(promotion)
                .post("/v1/models/{model}/aliases/champion", TASK)
                .then()
                .statusCode(404)
                .body("code", equalTo("model-version-not-found"));
        for (String act : List.of("load", "activate")) {
            as(A).post("/v1/models/{model}/versions/{version}/{act}", TASK, version(setting.again), act)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("model-version-of-tenant"));
        }
        assertEquals(List.of(new VersionNumber("1")), inference.versions(new ModelName(TASK)));
    }

    @Test
    @Order(5)
    void findsPiecesThatWereGivenToTheWrongTenant() throws SQLException {
        ModelPack ofA = packs.require(new ModelName(TASK), new VersionNumber(version(setting.again)));
        Set<String> paths = TenantPieces.differing(
                        packs.require(new ModelName(TASK), new VersionNumber("1"))
                                .manifest(),
                        ofA.manifest())
                .keySet();
        pieces.put(new ModelName(TASK), new VersionNumber("1"), B, ofA, paths);
        List<String> found = leaks();
        assertTrue(found.stream().anyMatch(each -> each.contains("is not of its own version")), found::toString);
        assertTrue(found.contains("its answers are not its own"), found::toString);
        assertFalse(check.leaks(TASK, "1", B, Optional.of(version(setting.again)), Set.of(A, B), setting.answersB)
                .isEmpty());
        watch.look();
        assertEquals(List.of(), leaks(), "the watch has put B's own back");
    }

    @Test
    @Order(6)
    void servesThemAgainAfterARestart() throws SQLException {
        inference.unload(new ModelName(TASK), new VersionNumber("1"));
        inference.load(packs.require(new ModelName(TASK), new VersionNumber("1")));
        inference.makeDefault(new ModelName(TASK), new VersionNumber("1"));
        assertEquals(List.of(), leaks());
    }

    @Test
    @Order(7)
    void namesTheVariantsThatLearnedFromAnErasedSubject() {
        Set<UUID> learned =
                Set.copyOf(erasures.erase(A, "ada", SUBJECT, "asked for it").variants());
        assertEquals(
                Set.of(
                        UUID.fromString(setting.first.getString("variant")),
                        UUID.fromString(setting.again.getString("variant"))),
                learned);
    }

    @Test
    @Order(8)
    void takesAVariantOutThatFailsOnLiveRequests() throws IOException {
        ModelPack bad = NotFinitePack.of(
                packs.require(new ModelName(TASK), new VersionNumber(version(setting.ofB))),
                packs.require(new ModelName(TASK), new VersionNumber("1")),
                folder.resolve("bad"),
                "1.9999");
        challengers.registerOwn(B, "ada", bad.directory());
        UUID manifest = UUID.fromString(setting.ofB.getString("manifest"));
        UUID id = variants.install(new NewVariant(
                B,
                new TaskName(TASK),
                new ModelName(TASK),
                new VersionNumber("1"),
                new VersionNumber("1.9999"),
                UUID.randomUUID(),
                manifest,
                "ada"));
        assertTrue(check.isDegraded(TASK, B.value()));
        assertEquals(setting.base, check.answers(TASK, B.value()), "everybody's pieces answer in their place");
        assertFalse(check.isDegraded(TASK, A.value()));
        watch.look();
        as(B).get("/v1/learning/tasks/{task}/variants/{id}", TASK, id)
                .then()
                .statusCode(200)
                .body("state", equalTo("removed"))
                .body("code", equalTo("piece-fault"))
                .body("endedBy", equalTo("system:variant"));
        assertFalse(check.isDegraded(TASK, B.value()));
        assertEquals(setting.answersA, check.answers(TASK, A.value()));
    }

    @Test
    @Order(9)
    void servesTheBaseWithinARequestAfterAPersonTookItOut() throws SQLException {
        String id = setting.again.getString("variant");
        as(A).body("{\"reason\": \"worse for us\"}")
                .post("/v1/learning/tasks/{task}/variants/{id}/remove", TASK, id)
                .then()
                .statusCode(200)
                .body("state", equalTo("removed"))
                .body("endedBy", equalTo("ada"))
                .body("reason", equalTo("worse for us"));
        assertEquals(setting.base, check.answers(TASK, A.value()));
        as(A).body("{\"reason\": \"again\"}")
                .post("/v1/learning/tasks/{task}/variants/{id}/remove", TASK, id)
                .then()
                .statusCode(409)
                .body("code", equalTo("learning-variant-over"));
        watch.look();
        assertEquals(setting.base, check.answers(TASK, A.value()), "the watch leaves it out");
        assertEquals(
                1,
                count("select count(*) from audit_entry where action = 'learning.variant.remove' and tenant_id = '"
                        + A.value() + "'"));
    }
}
