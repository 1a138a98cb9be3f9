package io.trivium.runtime.registry.store;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.TestKey;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions with pieces of the same content, from the upload to the deletion. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
class PackSharingTest {
    private static final String MODEL = "shared-cards";
    /** Seed of weights that no other test loads. */
    private static final long WEIGHTS = 47;

    private static final String EXPERT = "pieces/layer-1/expert-special-03.onnx";
    /** Tokenizer, three layers of seven experts, head. */
    private static final int PIECES = 2 + 3 + 3 * 7;

    @TempDir
    private Path folder;

    private final ModelStore store;

    PackSharingTest(ModelStore store) {
        this.store = store;
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + Tokens.operator());
    }

    private ModelPack upload(String version) throws IOException {
        Path pack = folder.resolve(version);
        var _ = ExpertPacks.cards(pack, MODEL, version, WEIGHTS);
        ModelPack signed = TestKey.signer().sign(pack);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        operator()
                .contentType("application/zip")
                .body(out.toByteArray())
                .post("/v1/models/" + MODEL + "/versions")
                .then()
                .statusCode(201);
        return signed;
    }

    private static void act(String version, String action) {
        operator()
                .post("/v1/models/" + MODEL + "/versions/" + version + "/" + action)
                .then()
                .statusCode(200);
    }

    private static Path stored(String version) {
        return RuntimeResource.store().resolve(MODEL).resolve(version);
    }

    private record Sharing(long sessions, long loaded, long loadedNamed, long stored, long storedNamed) {
        Sharing since(Sharing before) {
            return new Sharing(
                    sessions - before.sessions,
                    loaded - before.loaded,
                    loadedNamed - before.loadedNamed,
                    stored - before.stored,
                    storedNamed - before.storedNamed);
        }
    }

    private Sharing sharing() {
        store.tidy();
        JsonPath now = operator()
                .get("/v2/models/stats")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return new Sharing(
                now.getLong("sharing.sessions"),
                now.getLong("sharing.loaded_bytes"),
                now.getLong("sharing.loaded_named_bytes"),
                now.getLong("sharing.stored_bytes"),
                now.getLong("sharing.stored_named_bytes"));
    }

    @Test
    void storesAndLoadsOnceWhatTwoVersionsHaveInCommon() throws IOException {
        Sharing before = sharing();
        ModelPack first = upload("1");
        long own = Files.size(stored("1").resolve(ModelPack.MANIFEST))
                + Files.size(stored("1").resolve(ModelPack.SPEC));
        long pieces = first.manifest().bytes() - Files.size(stored("1").resolve(ModelPack.SPEC));
        upload("2");
        act("1", "load");
        Sharing one = sharing().since(before);
        assertEquals(PIECES, one.sessions());
        assertEquals(one.loadedNamed(), one.loaded());
        act("2", "load");
        assertEquals(
                new Sharing(PIECES, one.loaded(), 2 * one.loaded(), pieces + 2 * own, 2 * (pieces + own)),
                sharing().since(before));

        act("1", "unload");
        operator().delete("/v1/models/" + MODEL + "/versions/1").then().statusCode(204);
        assertFalse(Files.exists(stored("1")));
        assertEquals(
                new Sharing(PIECES, one.loaded(), one.loaded(), pieces + own, pieces + own),
                sharing().since(before));
        act("2", "unload");
        assertEquals(0, sharing().since(before).sessions());
        ModelPack left = ModelPack.open(stored("2"));
        assertTrue(left.read(EXPERT).length > 0, "every file is as the manifest lists it");
        act("2", "load");
        act("2", "unload");
        operator().delete("/v1/models/" + MODEL + "/versions/2").then().statusCode(204);
        assertEquals(0, sharing().since(before).stored());
    }

    @Test
    void removesWhatAKilledProcessLeftInStaging() throws IOException {
        Path abandoned = Files.createDirectories(RuntimeResource.store().resolve(".staging-abandoned"));
        Path upload = Files.write(RuntimeResource.store().resolve(".staging-upload.zip"), new byte[] {1});
        Path running = Files.createDirectories(RuntimeResource.store().resolve(".staging-running"));
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(abandoned, longAgo);
        Files.setLastModifiedTime(upload, longAgo);
        store.tidy();
        assertFalse(Files.exists(abandoned));
        assertFalse(Files.exists(upload));
        assertTrue(Files.exists(running));
        Files.delete(running);
    }
}
