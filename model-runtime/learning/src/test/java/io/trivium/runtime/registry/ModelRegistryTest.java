package io.trivium.runtime.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.RegistryLock;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class ModelRegistryTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** A model of this test's own; tests run in any order. */
    private final String model = "swap-" + NEXT.incrementAndGet();

    @TempDir
    private Path folder;

    private final RegistryRestoration restoration;
    private final RegistryStartup startup;
    private final PackRegistration registration;
    private final RegistryFollower follower;
    private final InferenceService inference;
    private final RegistryLock changes;
    private final VersionLoader loader;
    private final ModelCatalogue catalogue;

    ModelRegistryTest(
            RegistryRestoration restoration,
            RegistryStartup startup,
            PackRegistration registration,
            RegistryFollower follower,
            InferenceService inference,
            RegistryLock changes,
            VersionLoader loader,
            ModelCatalogue catalogue) {
        this.restoration = restoration;
        this.follower = follower;
        this.startup = startup;
        this.registration = registration;
        this.inference = inference;
        this.changes = changes;
        this.loader = loader;
        this.catalogue = catalogue;
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + Tokens.operator());
    }

    private Path pack(String version, float offset) {
        return TestPacks.weightedSum(folder.resolve("v" + version), model, version, offset, "")
                .directory();
    }

    private static byte[] zip(Path pack) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private ValidatableResponse upload(byte[] zip) {
        return operator()
                .contentType("application/zip")
                .body(zip)
                .post("/v1/models/" + model + "/versions")
                .then();
    }

    private ValidatableResponse act(String version, String action) {
        return operator()
                .post("/v1/models/" + model + "/versions/" + version + "/" + action)
                .then();
    }

    private ValidatableResponse infer() {
        return given().header("Authorization", "Bearer " + Tokens.client())
                .contentType("application/json")
                .body("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[0,0,0]}]}")
                .post("/v2/models/" + model + "/infer")
                .then();
    }

    private static long count(String sql) throws SQLException {
        return TestDatabase.schema("runtime").count(sql);
    }

    @Test
    void servesTheBundledPacksAndRegistersThemOnce() throws SQLException {
        String bundled = "select count(*) from model_version where source = 'BUNDLED'";
        long before = count(bundled);
        assertTrue(before >= 4, () -> before + " bundled versions");
        startup.registerBundled(List.of(RuntimeResource.store().resolveSibling("packs")));
        assertEquals(before, count(bundled));
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/models")
                .then()
                .statusCode(200)
                .body("name", hasItems("sum", "identity", "slow", "logarithm"))
                .body("find{it.name=='sum'}.servingVersion", equalTo("1"))
                .body("find{it.name=='sum'}.versions[0].state", equalTo("active"))
                .body("find{it.name=='sum'}.versions[0].serving", equalTo(true))
                .body("find{it.name=='sum'}.versions[0].registeredBy", equalTo("system:registry"))
                .body("find{it.name=='sum'}.versions[0].provenance.data.name", equalTo("made up"));
    }

    @Test
    void registersLoadsActivatesAndRollsBack() throws Exception {
        upload(zip(pack("1", 10)))
                .statusCode(201)
                .header("Location", containsString("/v1/models/" + model + "/versions/1"))
                .body("state", equalTo("registered"))
                .body("source", equalTo("uploaded"))
                .body("registeredBy", equalTo("operator"));
        infer().statusCode(404);
        act("1", "load").statusCode(200).body("state", equalTo("loaded")).body("serving", equalTo(false));
        infer().statusCode(503)
                .body("error", containsString("no version of model"))
                .header("Retry-After", "1");
        act("1", "activate").statusCode(200).body("state", equalTo("active")).body("serving", equalTo(true));
        infer().statusCode(200).body("outputs[0].data[0]", equalTo(10f)).body("model_version", equalTo("1"));

        upload(zip(pack("2", 20))).statusCode(201);
        act("2", "activate").statusCode(200).body("serving", equalTo(true));
        infer().body("outputs[0].data[0]", equalTo(20f));
        act("1", "activate").statusCode(200);
        infer().body("outputs[0].data[0]", equalTo(10f));
        act("1", "unload").statusCode(200).body("state", equalTo("registered"));
        infer().body("outputs[0].data[0]", equalTo(20f));
        act("2", "unload").statusCode(409).body("code", equalTo("model-version-serving"));
        infer().statusCode(200);
        assertEquals(
                7,
                count("select count(*) from audit_entry where actor = 'operator' and outcome = 'success' and object"
                        + " like 'model/"
                        + model + ":%'"));
    }

    @Test
    void registersTheSamePackOnceAndRefusesOtherContentUnderItsVersion() throws Exception {
        byte[] same = zip(pack("1", 1));
        upload(same).statusCode(201);
        upload(same).statusCode(200).body("version", equalTo("1"));
        PackWriter.deleteTree(folder.resolve("v1"));
        upload(zip(pack("1", 2))).statusCode(409).body("code", equalTo("model-version-conflict"));
    }

    @Test
    void refusesABadPackWithItsReasonsAndTheOldOneKeepsServing() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        act("1", "activate").statusCode(200);
        Path bad = pack("2", 2);
        byte[] onnx = Files.readAllBytes(bad.resolve("model.onnx"));
        onnx[onnx.length / 2] ^= 1;
        Files.write(bad.resolve("model.onnx"), onnx);
        Files.writeString(bad.resolve("extra"), "x");
        upload(zip(bad))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("model-pack-invalid"))
                .body("faults.size()", equalTo(2))
                .body("detail", containsString("model.onnx has SHA-256"))
                .body("detail", containsString("extra is not listed"));
        infer().statusCode(200).body("outputs[0].data[0]", equalTo(1f));
        assertEquals(
                1,
                count("select count(*) from audit_entry where action = 'model.register' and outcome = 'refused' and"
                        + " object = 'model/"
                        + model + "'"));
        try (Stream<Path> left = Files.list(RuntimeResource.store())) {
            assertTrue(
                    left.noneMatch(path -> path.getFileName().toString().startsWith(".staging")),
                    "no staging directory is left");
        }
    }

    @Test
    void verifiesAStoredPackAtEveryLoad() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        act("1", "activate").statusCode(200);
        upload(zip(pack("2", 2))).statusCode(201);
        Path stored = RuntimeResource.store().resolve(model).resolve("2").resolve("model.onnx");
        byte[] onnx = Files.readAllBytes(stored);
        onnx[onnx.length - 1] ^= 1;
        Files.delete(stored); // versions of other tests may have the same file
        Files.write(stored, onnx);
        act("2", "activate").statusCode(400).body("detail", containsString("model.onnx has SHA-256"));
        act("2", "load").statusCode(400);
        infer().statusCode(200).body("model_version", equalTo("1"));

        // A complete pack in its place is detected by the manifest's own hash.
        Path version = RuntimeResource.store().resolve(model).resolve("2");
        PackWriter.deleteTree(version);
        TestPacks.weightedSum(version, model, "2", 99, "");
        act("2", "activate").statusCode(400).body("detail", containsString("the registry says"));
        infer().body("model_version", equalTo("1"));
    }

    @Test
    void refusesUploadsThatAreNoPack() throws Exception {
        upload(new byte[] {1, 2, 3}).statusCode(400).body("detail", containsString("not a zip file"));
        upload(zip(TestPacks.weightedSum(folder.resolve("other"), "other", "1", 0, "")
                        .directory()))
                .statusCode(400)
                .body("detail", containsString("the pack is of model other"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("../../escaped"));
            zip.write("x".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        upload(out.toByteArray()).statusCode(400).body("detail", containsString("outside the pack"));
        assertFalse(Files.exists(RuntimeResource.store().resolveSibling("escaped")));
        operator()
                .contentType("application/json")
                .body("{}")
                .post("/v1/models/" + model + "/versions")
                .then()
                .statusCode(415);
        operator().get("/v1/models/" + model).then().statusCode(404).body("code", equalTo("model-not-found"));
        act("1", "load").statusCode(404).body("code", equalTo("model-version-not-found"));
    }

    @Test
    void bringsBackWhatServedAndMarksWhatCannot() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        act("1", "activate").statusCode(200);
        upload(zip(pack("2", 2))).statusCode(201);
        act("2", "activate").statusCode(200);
        Path stored = RuntimeResource.store().resolve(model).resolve("2").resolve("spec.yaml");
        byte[] spec = Files.readAllBytes(stored);
        inference.unload(new ModelName(model), new VersionNumber("1"));
        inference.unload(new ModelName(model), new VersionNumber("2"));
        Files.write(stored, new byte[] {1});

        restoration.restore();
        infer().statusCode(200).body("model_version", equalTo("1"));
        operator()
                .get("/v1/models/" + model + "/versions/2")
                .then()
                .body("state", equalTo("failed"))
                .body("failure", containsString("spec.yaml has 1 bytes"));

        Files.write(stored, spec);
        restoration.restore();
        infer().statusCode(200).body("model_version", equalTo("2"));
        operator()
                .get("/v1/models/" + model + "/versions/2")
                .then()
                .body("state", equalTo("active"))
                .body("$", not(hasKey("failure")));
    }

    private static void elsewhere(String sql) throws SQLException {
        try (Connection owner = TestDatabase.schema("runtime").connectAsOwner();
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void servesWhatAnotherReplicaHasChanged() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        upload(zip(pack("2", 2))).statusCode(201);
        act("1", "activate").statusCode(200);
        follower.look();
        infer().body("model_version", equalTo("1"));

        // Changes by another replica are visible here only as rows.
        elsewhere("update model_version set state = 'ACTIVE', activated_at = now(), row_version = row_version + 1"
                + " where id = '" + model + ":2'");
        elsewhere("insert into model_promotion (model_name, alias, ordinal, action, version, previous_version,"
                + " changed_at, changed_by, reason) values ('" + model
                + "', 'champion', 2, 'PROMOTE', '2', '1', now(), 'other', 'elsewhere')");
        infer().body("model_version", equalTo("1"));
        follower.look();
        infer().body("model_version", equalTo("2"));

        elsewhere("update model_version set state = 'REGISTERED', row_version = row_version + 1 where id = '" + model
                + ":1'");
        follower.look();
        assertFalse(inference.isLoaded(new ModelName(model), new VersionNumber("1")), "unloaded here, too");
        infer().body("model_version", equalTo("2"));
    }

    @Test
    void letsANewerBundledVersionServeUnlessAnOperatorChose() {
        Path bundle = folder.resolve("bundle");
        TestPacks.weightedSum(bundle.resolve("1"), model, "1", 1, "");
        startup.registerBundled(List.of(bundle));
        infer().body("model_version", equalTo("1"));
        TestPacks.weightedSum(bundle.resolve("1.2"), model, "1.2", 2, "");
        startup.registerBundled(List.of(bundle));
        infer().body("model_version", equalTo("1.2"));
        TestPacks.weightedSum(bundle.resolve("1.1"), model, "1.1", 3, "");
        startup.registerBundled(List.of(bundle, folder.resolve("missing")));
        infer().body("model_version", equalTo("1.2"));
        operator().get("/v1/models/" + model).then().body("versions.version", hasItem("1.1"));
    }

    private ValidatableResponse delete(String version) {
        return operator().delete("/v1/models/" + model + "/versions/" + version).then();
    }

    /** Security M1: what was uploaded can be removed again. */
    @Test
    void deletesWhatNothingNeeds() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        upload(zip(pack("2", 2))).statusCode(201);
        Path stored = RuntimeResource.store().resolve(model).resolve("2");
        assertTrue(Files.exists(stored));
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .delete("/v1/models/" + model + "/versions/2")
                .then()
                .statusCode(403);
        delete("2").statusCode(204);
        assertFalse(Files.exists(stored), "its files are removed");
        operator().get("/v1/models/" + model + "/versions/2").then().statusCode(404);
        operator().get("/v1/models/" + model).then().body("versions.version", equalTo(List.of("1")));
        act("2", "load").statusCode(404);
        delete("2").statusCode(404);
        upload(zip(folder.resolve("v2")))
                .statusCode(409)
                .body("code", equalTo("model-version-conflict"))
                .body("detail", containsString("was deleted"));
        assertEquals(
                1,
                count("select count(*) from audit_entry where action = 'model.delete' and outcome = 'success' and"
                        + " object = 'model/" + model + ":2'"));
    }

    @Test
    void unloadsAVersionThatAnotherReplicaDeletesWhileItIsLoaded() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        ModelVersion found = catalogue.require(new ModelName(model), new VersionNumber("1"));
        elsewhere("update model_version set state = 'DELETED', row_version = row_version + 1 where id = '" + model
                + ":1'");
        PlatformException gone = assertThrows(PlatformException.class, () -> loader.load(found));
        assertEquals(RuntimeErrorCode.MODEL_VERSION_NOT_FOUND, gone.code());
        assertFalse(inference.isLoaded(new ModelName(model), new VersionNumber("1")));
    }

    @Test
    void unloadsAVersionThatAnotherReplicaDeletedAfterItWasLoaded() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        loader.load(catalogue.require(new ModelName(model), new VersionNumber("1")));
        assertTrue(inference.isLoaded(new ModelName(model), new VersionNumber("1")));
        elsewhere("update model_version set state = 'DELETED', row_version = row_version + 1 where id = '" + model
                + ":1'");
        follower.look();
        assertFalse(inference.isLoaded(new ModelName(model), new VersionNumber("1")));
    }

    @Test
    void deletesOnlyTheRowThatWasJudged() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        try (Connection other = TestDatabase.schema("runtime").connectAsOwner();
                Statement statement = other.createStatement();
                ExecutorService requests = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute("lock table model_promotion in access exclusive mode");
            Future<ValidatableResponse> deleted = requests.submit(() -> delete("1"));
            // The version's row was read; now its aliases are.
            BlockedStatement.await("with recursive named %");
            statement.execute("update model_version set state = 'LOADED', row_version = row_version + 1 where id = '"
                    + model + ":1'");
            other.commit();
            deleted.get()
                    .statusCode(409)
                    .body("code", equalTo("conflict"))
                    .body("detail", containsString("was changed by another request"));
        }
        assertTrue(Files.exists(RuntimeResource.store().resolve(model).resolve("1")));
        operator().get("/v1/models/" + model + "/versions/1").then().body("state", equalTo("loaded"));
    }

    @Test
    void changesNoVersionThatIsDeletedMeanwhile() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        try (ExecutorService requests = Executors.newSingleThreadExecutor()) {
            Future<ValidatableResponse> loaded;
            changes.lock();
            try {
                loaded = requests.submit(() -> act("1", "load"));
                while (!inference.isLoaded(new ModelName(model), new VersionNumber("1")) && !loaded.isDone()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                elsewhere("update model_version set state = 'DELETED', row_version = row_version + 1 where id = '"
                        + model + ":1'");
            } finally {
                changes.unlock();
            }
            loaded.get().statusCode(404).body("code", equalTo("model-version-not-found"));
        }
        assertEquals(1, count("select count(*) from model_version where state = 'DELETED' and id = '" + model + ":1'"));
        inference.unload(new ModelName(model), new VersionNumber("1"));
    }

    @Test
    void deletesNothingThatIsNeeded() throws Exception {
        upload(zip(pack("1", 1))).statusCode(201);
        upload(zip(pack("2", 2))).statusCode(201);
        act("1", "load").statusCode(200);
        delete("1")
                .statusCode(409)
                .body("code", equalTo("model-version-needed"))
                .body("detail", containsString("unload"));
        act("1", "activate").statusCode(200);
        delete("1").statusCode(409).body("detail", containsString("its alias is champion"));
        act("2", "activate").statusCode(200);
        act("1", "unload").statusCode(200);
        delete("1").statusCode(409).body("detail", containsString("it served, and is kept until"));
        operator()
                .delete("/v1/models/sum/versions/1")
                .then()
                .statusCode(409)
                .body("detail", containsString("belongs to the installation"));
        assertTrue(Files.exists(RuntimeResource.store().resolve(model).resolve("1")));
        assertEquals(
                3,
                count("select count(*) from audit_entry where action = 'model.delete' and outcome = 'refused' and"
                        + " object = 'model/" + model + ":1'"));

        // It is kept for the 30 days of delete-after since it last had an alias, and as long as it is pinned.
        age(29);
        delete("1").statusCode(409).body("detail", containsString("it served, and is kept until"));
        age(2);
        elsewhere("insert into learning_pin (task, model_name, version, pinned_by, pinned_at, reason) values ('" + model
                + "', '" + model + "', '1', 'one', now(), 'drill')");
        delete("1").statusCode(409).body("detail", containsString("pinned"));
        elsewhere("delete from learning_pin where model_name = '" + model + "'");
        delete("1").statusCode(204);
        assertFalse(Files.exists(RuntimeResource.store().resolve(model).resolve("1")));
    }

    /** Lets the changes of the model's aliases be older by these days. */
    private void age(int days) throws SQLException {
        elsewhere("update model_promotion set changed_at = changed_at - interval '" + days
                + " days' where model_name = '" + model + "'");
    }

    /** Replaces the signature of a pack; empty for none. */
    private static void sign(Path pack, String signature) throws IOException {
        PackWriter.replaceManifest(pack, ModelPack.open(pack).manifest().signed(signature));
    }

    /** Security, M2: an unsigned model was taken live by its uploader. */
    @Test
    void refusesWhatNoTrustedKeySigned() throws Exception {
        Path pack = pack("1", 1);
        String trusted = ModelPack.open(pack).manifest().signature();
        sign(pack, "");
        upload(zip(pack)).statusCode(400).body("detail", containsString("the pack is not signed and must be"));

        KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        new PackSigner(stranger.getPrivate(), stranger.getPublic()).sign(pack);
        upload(zip(pack)).statusCode(400).body("detail", containsString("which is not trusted here"));

        sign(pack, trusted);
        upload(zip(pack)).statusCode(201).body("signature.state", equalTo("trusted"));
        act("1", "activate").statusCode(200);
    }

    @Test
    void servesBundledPacksAndVersionsOfBeforeWithoutASignature() throws Exception {
        Path bundle = folder.resolve("bundle");
        sign(TestPacks.weightedSum(bundle.resolve("1"), model, "1", 1, "").directory(), "");
        startup.registerBundled(List.of(bundle));
        infer().statusCode(200).body("model_version", equalTo("1"));

        Path old = pack("2", 2);
        upload(zip(old)).statusCode(201);
        Path stored = RuntimeResource.store().resolve(model).resolve("2");
        sign(stored, "");
        String now = ModelPack.open(stored).manifestSha256();
        elsewhere("update model_version set sha256 = '" + now + "' where id = '" + model + ":2'");
        act("2", "activate").statusCode(400).body("detail", containsString("is not signed and must be"));
        elsewhere("update model_version set signature_waived = true where id = '" + model + ":2'");
        act("2", "activate").statusCode(200);
    }

    private static Map<String, Object> ready() {
        return given().get(ManagementAddress.of("/q/health/ready"))
                .jsonPath()
                .getMap("checks.find { it.name == 'models' }.data");
    }

    /** Integrators, bug 2: whatever an interrupted start left, the next one serves the model. */
    @Test
    void servesABundledPackThatAnEarlierStartRegisteredAlone() throws Exception {
        Path bundle = folder.resolve("bundle");
        Path pack =
                TestPacks.weightedSum(bundle.resolve("1"), model, "1", 1, "").directory();
        registration.register(pack, PackSource.BUNDLED, Operator.SYSTEM);
        infer().statusCode(404);
        Path stored = RuntimeResource.store().resolve(model).resolve("1").resolve("spec.yaml");
        Files.write(stored, new byte[] {1});

        startup.registerBundled(List.of(bundle));
        infer().statusCode(200).body("model_version", equalTo("1"));
        assertFalse(ready().containsKey("unserved " + model + ":1"), () -> ready().toString());

        // Damaged later: another copy of the bundled pack replaces it.
        inference.unload(new ModelName(model), new VersionNumber("1"));
        Files.write(stored, new byte[] {1});
        restoration.restore();
        infer().statusCode(404);
        assertTrue(
                String.valueOf(ready().get("unserved " + model + ":1")).contains("spec.yaml has 1 bytes"),
                () -> ready().toString());
        startup.registerBundled(List.of(bundle));
        infer().statusCode(200).body("model_version", equalTo("1"));
        assertFalse(ready().containsKey("unserved " + model + ":1"), () -> ready().toString());
    }

    @Test
    void namesABundledPackThatCannotServeAndTriesItAgain() throws Exception {
        Path bundle = folder.resolve("bundle");
        TestPacks.weightedSum(bundle.resolve("1"), model, "1", 1, "");
        Path spec = bundle.resolve("1/spec.yaml");
        byte[] intact = Files.readAllBytes(spec);
        Files.write(spec, new byte[] {1});
        startup.registerBundled(List.of(bundle));
        String name = "unserved " + bundle.resolve("1").toAbsolutePath();
        assertTrue(
                String.valueOf(ready().get(name)).startsWith("the bundled pack is left out: "),
                () -> ready().toString());

        Files.write(spec, intact);
        startup.tryAgain();
        infer().statusCode(200).body("model_version", equalTo("1"));
        assertFalse(ready().containsKey(name), () -> ready().toString());
    }

    @Test
    void appRoleMayNotForgetAModel() throws SQLException {
        try (Connection app = TestDatabase.schema("runtime").connectAsApp();
                Statement statement = app.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("delete from model_version"));
        }
    }

    @Test
    void opensAPackOnlyFromTheStore() {
        assertTrue(ModelPack.open(RuntimeResource.store().resolve("sum/1"))
                        .manifest()
                        .files()
                        .size()
                >= 2);
    }
}
