package io.trivium.runtime.operation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replacing experts and taking a tenant's pieces away, over REST. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@NullUnmarked // set before each test
class PieceOperationTest {
    private static final String MODEL = "cards-of-pieces";
    private static final String EXPERT = "pieces/layer-1/expert-special-03.onnx";

    @TempDir
    private Path folder;

    private final InferenceService inference;
    private final ExpertCatalogue experts;
    private ModelPack pack;

    PieceOperationTest(InferenceService inference, ExpertCatalogue experts) {
        this.inference = inference;
        this.experts = experts;
    }

    @BeforeEach
    void load() {
        pack = ExpertPacks.cards(folder.resolve("cards"), MODEL, "1");
        inference.load(pack);
        inference.makeDefault(new ModelName(MODEL), new VersionNumber("1"));
    }

    @AfterEach
    void unload() {
        inference.unload(new ModelName(MODEL), new VersionNumber("1"));
    }

    /** One expert of the pack as a set of pieces.
     * @param sha256 null for the right one */
    private byte[] set(String tenant, String sha256) throws IOException {
        PackManifest.PackFile file = pack.manifest().files().stream()
                .filter(each -> each.path().equals(EXPERT))
                .findFirst()
                .orElseThrow();
        String manifest = """
                {"format": "trivium-experts/1", "model": "%s", "version": "1", %s
                 "files": [{"path": "%s", "sha256": "%s", "bytes": %d}]}
                """.formatted(
                        MODEL,
                        tenant.isEmpty() ? "" : "\"tenant\": \"" + tenant + "\",",
                        EXPERT,
                        sha256 == null ? file.sha256() : sha256,
                        file.bytes());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("expert-manifest.json"));
            zip.write(manifest.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(EXPERT));
            zip.write(Files.readAllBytes(pack.directory().resolve(EXPERT)));
        }
        return bytes.toByteArray();
    }

    private static ValidatableResponse replace(String reason, byte[] zip) {
        return given().header("Authorization", "Bearer " + Tokens.operator())
                .contentType("application/zip")
                .queryParam("model", MODEL)
                .queryParam("reason", reason)
                .body(zip)
                .post("/v1/experts/replace")
                .then();
    }

    private static ValidatableResponse remove(String tenant, String reason) {
        return given().header("Authorization", "Bearer " + Tokens.operator())
                .contentType("application/json")
                .body("{\"model\":\"%s\",\"version\":\"1\",\"reason\":\"%s\"}".formatted(MODEL, reason))
                .post("/v1/experts/tenants/" + tenant + "/remove")
                .then();
    }

    private static long audited(String action, String outcome, String reason) throws SQLException {
        return TestDatabase.schema("runtime")
                .count("select count(*) from audit_entry where object = 'model/" + MODEL + ":1' and action = '" + action
                        + "' and outcome = '" + outcome + "' and details like '%" + reason + "%'");
    }

    private List<TenantId> tenants() {
        return experts.model(new ModelName(MODEL), new VersionNumber("1"))
                .orElseThrow()
                .tenants();
    }

    /** Security: an operator of another organisation took pieces out, and that organisation's audit log did not say so. */
    @Test
    void anotherOrganisationsPiecesAreRefusedAndOnItsRecord() throws IOException, SQLException {
        replace("own model of the bank", set("demo-bank", null)).statusCode(200);
        String stranger = Tokens.token()
                .tenant("other-bank")
                .user("stranger")
                .roles("model-operator")
                .sign();
        given().header("Authorization", "Bearer " + stranger)
                .contentType("application/json")
                .body("{\"model\":\"%s\",\"version\":\"1\",\"reason\":\"theirs\"}".formatted(MODEL))
                .post("/v1/experts/tenants/demo-bank/remove")
                .then()
                .statusCode(403)
                .body("code", equalTo("expert-pieces-of-tenant"));
        given().header("Authorization", "Bearer " + stranger)
                .contentType("application/zip")
                .queryParam("model", MODEL)
                .queryParam("reason", "theirs too")
                .body(set("demo-bank", null))
                .post("/v1/experts/replace")
                .then()
                .statusCode(403)
                .body("code", equalTo("expert-pieces-of-tenant"));
        assertEquals(List.of(new TenantId("demo-bank")), tenants());
        for (String log : List.of("demo-bank", "other-bank")) {
            assertEquals(
                    2,
                    TestDatabase.schema("runtime")
                            .count("select count(*) from audit_entry where tenant_id = '" + log
                                    + "' and actor = 'stranger' and outcome = 'refused' and details like '%theirs%'"),
                    log);
        }
        remove("demo-bank", "done").statusCode(200);
    }

    @Test
    void replacesAnExpertWithAReasonThatIsAudited() throws IOException, SQLException {
        replace("retrained on March", set("", null))
                .statusCode(200)
                .body("model", equalTo(MODEL))
                .body("experts.find{it.id=='layer-1/special-03'}.state", equalTo("resident"));
        assertEquals(1, audited("expert.replace", "success", "retrained on March"));
        assertEquals(List.of(), tenants());
    }

    @Test
    void refusesPiecesThatAreNotWhatTheirManifestSays() throws IOException, SQLException {
        replace("a bad one", set("", "0".repeat(64)))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("model-pack-invalid"))
                .body("faults[0]", containsString("SHA-256"));
        replace("no zip", new byte[] {1, 2, 3}).statusCode(400).body("code", equalTo("model-pack-invalid"));
        replace(" ", set("", null)).statusCode(400);
        assertEquals(1, audited("expert.replace", "refused", "a bad one"));
        assertEquals(0, audited("expert.replace", "success", "a bad one"));
    }

    @Test
    void givesATenantPiecesOfItsOwnAndTakesThemAway() throws IOException, SQLException {
        replace("own model of the bank", set("demo-bank", null)).statusCode(200);
        assertEquals(List.of(new TenantId("demo-bank")), tenants());
        remove("other-bank", "not mine")
                .statusCode(403)
                .body("code", equalTo("expert-pieces-of-tenant"))
                .body("detail", containsString("an operator of that organisation"));
        remove("demo-bank", "contract ended").statusCode(200);
        assertEquals(List.of(), tenants());
        assertEquals(1, audited("expert.tenant.remove", "success", "contract ended"));
        remove("demo-bank", "never had any").statusCode(404).body("code", equalTo("expert-not-found"));
        inference.unload(new ModelName(MODEL), new VersionNumber("1"));
        inference.load(pack);
        assertTrue(tenants().isEmpty(), () -> tenants().toString());
    }
}
