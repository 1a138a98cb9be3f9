package io.trivium.runtime.operation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.registry.store.VersionLoaded;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;
import jakarta.enterprise.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@NullUnmarked // Quarkus sets the address
class OperationTest {
    private static final String MODEL = "cards-of-operation";

    @TempDir
    private static Path folder;

    @TestHTTPResource("/")
    URI base;

    private final InferenceService inference;
    private final ExpertCatalogue experts;
    private final ExpertFollower follower;
    private final Event<VersionLoaded> loaded;

    OperationTest(
            InferenceService inference, ExpertCatalogue experts, ExpertFollower follower, Event<VersionLoaded> loaded) {
        this.inference = inference;
        this.experts = experts;
        this.follower = follower;
        this.loaded = loaded;
    }

    @BeforeEach
    void load() {
        if (!inference.isLoaded(new ModelName(MODEL), new VersionNumber("1"))) {
            inference.load(ExpertPacks.cards(folder.resolve("cards"), MODEL, "1"));
            inference.makeDefault(new ModelName(MODEL), new VersionNumber("1"));
        }
    }

    private static ValidatableResponse experts(String query) {
        return given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/experts?" + query)
                .then();
    }

    private static ValidatableResponse change(String command, String expert) {
        return given().header("Authorization", "Bearer " + Tokens.operator())
                .contentType("application/json")
                .body("{\"model\":\"%s\",\"experts\":[\"%s\"],\"reason\":\"drill\"}".formatted(MODEL, expert))
                .post("/v1/experts/" + command)
                .then();
    }

    private static void infer() {
        String zeros = "0" + ",0".repeat(15);
        given().header("Authorization", "Bearer " + Tokens.client())
                .contentType("application/json")
                .body("{\"inputs\":[{\"name\":\"events\",\"shape\":[1,4,4],\"datatype\":\"FP32\",\"data\":[" + zeros
                        + "]},{\"name\":\"features\",\"shape\":[1,5],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5]}]}")
                .post("/v2/models/" + MODEL + "/infer")
                .then()
                .statusCode(200);
    }

    @Test
    void showsEveryExpertAndWhatItDid() {
        infer();
        JsonNode grid = new ObjectMapper()
                .valueToTree(experts("model=" + MODEL).statusCode(200).extract().path("$"));
        assertEquals(3, grid.path("layers").asInt());
        assertEquals("general", grid.path("groups").path(0).path("name").asText());
        assertEquals(3 * 7, grid.path("experts").size());
        double[] shares = new double[3];
        long tokens = 0;
        for (JsonNode expert : grid.path("experts")) {
            shares[expert.path("layer").asInt()] +=
                    expert.path("activationShare").asDouble();
            tokens += expert.path("tokens").asLong();
        }
        for (double share : shares) assertEquals(1, share, 1e-6);
        assertTrue(tokens >= 3 * 2, tokens + " tokens");
        experts("model=" + MODEL + "&layer=1")
                .body("experts", hasSize(7))
                .body("experts[6].id", equalTo("layer-1/special-03"))
                .body("experts[6].bytes", greaterThan(0));
        experts("model=sum").statusCode(200).body("layers", equalTo(0)).body("experts", hasSize(0));
        experts("model=unknown").statusCode(404).body("code", equalTo("model-not-found"));
        experts("layer=1").statusCode(400);
    }

    @Test
    void masksAndPinsWithAReasonThatIsAudited() throws SQLException {
        long before = audited();
        change("mask", "layer-2/general-01")
                .statusCode(200)
                .body("experts.find{it.id=='layer-2/general-01'}.state", equalTo("masked"));
        infer();
        change("unmask", "layer-2/general-01").statusCode(200);
        change("pin", "layer-0/special-00")
                .statusCode(200)
                .body("experts.find{it.id=='layer-0/special-00'}.pinned", equalTo(true));
        change("unpin", "layer-0/special-00").statusCode(200);
        change("mask", "layer-9/general-01").statusCode(404).body("code", equalTo("expert-not-found"));
        given().header("Authorization", "Bearer " + Tokens.operator())
                .contentType("application/json")
                .body("{\"model\":\"%s\",\"experts\":[\"layer-0/special-00\"]}".formatted(MODEL))
                .post("/v1/experts/mask")
                .then()
                .statusCode(400);
        assertEquals(before + 4, audited());
    }

    private static long audited() throws SQLException {
        return TestDatabase.schema("runtime")
                .count("select count(*) from audit_entry where object = 'model/" + MODEL
                        + ":1' and action like 'expert.%' and outcome = 'success' and details like '%drill%'");
    }

    private static void elsewhere(String command, String expert) throws SQLException {
        try (Connection owner = TestDatabase.schema("runtime").connectAsOwner();
                Statement statement = owner.createStatement()) {
            statement.execute(
                    "insert into expert_command (model_name, version, command, experts, changed_at, changed_by,"
                            + " reason) values ('" + MODEL + "', '1', '" + command + "', array['" + expert
                            + "'], now(), 'other', 'elsewhere')");
        }
    }

    private static void state(String expert, String state) {
        experts("model=" + MODEL).body("experts.find{it.id=='" + expert + "'}.state", equalTo(state));
    }

    @Test
    void followsWhatIsSaidOfExpertsOnOtherReplicas() throws SQLException {
        String expert = "layer-1/special-02";
        elsewhere("MASK", expert);
        state(expert, "resident");
        follower.look();
        state(expert, "masked");
        elsewhere("UNMASK", expert);
        elsewhere("PIN", expert);
        follower.look();
        state(expert, "resident");
        experts("model=" + MODEL).body("experts.find{it.id=='" + expert + "'}.pinned", equalTo(true));
        elsewhere("UNPIN", expert);
        elsewhere("UNPIN", "layer-9/nobody-00");
        follower.look();
        experts("model=" + MODEL).body("experts.find{it.id=='" + expert + "'}.pinned", equalTo(false));
    }

    @Test
    void masksWhatWasMaskedBeforeARestart() {
        String expert = "layer-2/special-01";
        change("mask", expert).statusCode(200);
        experts.mask(
                new ModelName(MODEL),
                new VersionNumber("1"),
                ExpertId.parse(expert).orElseThrow(),
                false);
        state(expert, "resident");
        loaded.fire(new VersionLoaded(new ModelName(MODEL), new VersionNumber("1")));
        state(expert, "masked");
        change("unmask", expert).statusCode(200);
        loaded.fire(new VersionLoaded(new ModelName(MODEL), new VersionNumber("1")));
        state(expert, "resident");
    }

    @Test
    void documentsWhatMayGoWrong() {
        given().get("/problems").then().statusCode(200).body("code", hasItem("model-failed"));
    }

    @Test
    void showsTheQueuesMostUrgentFirst() {
        infer();
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/queues")
                .then()
                .statusCode(200)
                .body("classes.latencyClass", equalTo(List.of("interactive", "near-real-time", "bulk")))
                .body("classes[0].completed", greaterThan(0))
                .body("classes[0].capacity", greaterThan(0))
                .body("classes[0].depth", equalTo(0))
                .body("classes[0].oldestWaitMs", equalTo(0f));
    }

    @Test
    void showsHowLongRequestsTookByClassAndModel() {
        // Other tests of the same service may have missed deadlines before.
        int missed = given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/queues/misses")
                .jsonPath()
                .getList("items")
                .size();
        infer();
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/queues/history?minutes=30")
                .then()
                .statusCode(200)
                .body("stepSeconds", equalTo(60))
                .body("series[0].latencyClass", equalTo("interactive"))
                .body("series[0].model", nullValue())
                .body("series[0].whole.answered", greaterThan(0))
                .body("series[0].whole.total.p99Ms", greaterThan(0f))
                .body("series.model", hasItem(MODEL))
                .body("series[0].points.size()", greaterThan(0));
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/queues/misses")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(missed));
        given().header("Authorization", "Bearer " + Tokens.viewer())
                .get("/v1/queues/history?minutes=361")
                .then()
                .statusCode(400);
    }

    @Test
    void tellsQueuesAndExpertsOnceASecond() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/runtime/stream?model=" + MODEL))
                .header("Authorization", "Bearer " + Tokens.viewer())
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(30))
                .build();
        List<JsonNode> events = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                while (events.size() < 2) {
                    String line = lines.readLine();
                    if (line == null) break;
                    if (line.startsWith("data:")) events.add(new ObjectMapper().readTree(line.substring(5)));
                }
            }
        }
        assertEquals(2, events.size());
        assertEquals(3, events.getLast().path("queues").path("classes").size());
        assertEquals(21, events.getLast().path("experts").path("experts").size());
        assertTrue(events.getFirst()
                        .path("at")
                        .asText()
                        .compareTo(events.getLast().path("at").asText())
                < 0);
    }
}
