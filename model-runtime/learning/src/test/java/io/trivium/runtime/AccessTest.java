package io.trivium.runtime;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Checks the roles that may call each address. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@NullUnmarked // Quarkus sets the address
class AccessTest {
    @TestHTTPResource("/")
    URI base;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final List<String> READERS = List.of("inference-client", "model-viewer", "model-operator");
    private static final List<String> ALL = List.of(
            "inference-client", "model-viewer", "model-operator", "fin-analyst", "platform-admin", "platform-auditor");

    private static final List<String> LEARNERS = List.of("model-viewer", "model-operator", "platform-auditor");
    private static final List<String> PROVERS = List.of("platform-admin", "platform-auditor", "model-operator");
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String MANIFEST = "/v1/learning/manifests/" + NOBODY;
    private static final String RELEASE = "/v1/learning/releases/" + NOBODY;

    /** @param roles those that are admitted */
    private record Endpoint(String method, String path, List<String> roles) {}

    private static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("GET", "/v2", READERS),
            new Endpoint("GET", "/v2/models/sum", READERS),
            new Endpoint("GET", "/v2/models/sum/versions/1", READERS),
            new Endpoint("GET", "/v2/models/sum/ready", READERS),
            new Endpoint("GET", "/v2/models/sum/versions/1/ready", READERS),
            new Endpoint("GET", "/v2/models/stats", READERS),
            new Endpoint("GET", "/v2/models/sum/stats", READERS),
            new Endpoint("GET", "/v2/models/sum/versions/1/stats", READERS),
            new Endpoint("GET", "/v2/models/sum/config", READERS),
            new Endpoint("GET", "/v2/models/sum/versions/1/config", READERS),
            new Endpoint("POST", "/v2/repository/index", READERS),
            new Endpoint("POST", "/v2/repository/models/sum/load", List.of()),
            new Endpoint("POST", "/v2/repository/models/sum/unload", List.of()),
            new Endpoint("POST", "/v2/models/sum/infer", List.of("inference-client")),
            new Endpoint("POST", "/v2/models/sum/versions/1/infer", List.of("inference-client")),
            new Endpoint("GET", "/v1/platform/services", ALL),
            new Endpoint("GET", "/v1/models", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/models/sum", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/models/sum/versions/1", List.of("model-viewer", "model-operator")),
            new Endpoint("POST", "/v1/models/sum/versions", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/versions/9/load", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/versions/9/activate", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/versions/9/unload", List.of("model-operator")),
            new Endpoint("GET", "/v1/models/sum/aliases", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/models/sum/history", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/pack-keys", List.of("model-viewer", "model-operator")),
            new Endpoint("PUT", "/v1/pack-keys/other", List.of("model-operator")),
            new Endpoint("POST", "/v1/pack-keys/other/approve", List.of("model-operator")),
            new Endpoint("DELETE", "/v1/pack-keys/other?reason=drill", List.of("model-operator")),
            new Endpoint("GET", "/v1/models/sum/proposal", List.of("model-viewer", "model-operator")),
            new Endpoint("PUT", "/v1/models/sum/proposal", List.of("model-operator")),
            new Endpoint("DELETE", "/v1/models/sum/proposal?reason=drill", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/proposal/approve", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/aliases/champion", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/aliases/champion/rollback", List.of("model-operator")),
            new Endpoint("POST", "/v1/models/sum/aliases/trial/remove", List.of("model-operator")),
            new Endpoint("GET", "/v1/experts?model=sum", List.of("model-viewer", "model-operator")),
            new Endpoint("POST", "/v1/experts/mask", List.of("model-operator")),
            new Endpoint("POST", "/v1/experts/unmask", List.of("model-operator")),
            new Endpoint("POST", "/v1/experts/pin", List.of("model-operator")),
            new Endpoint("POST", "/v1/experts/unpin", List.of("model-operator")),
            new Endpoint("POST", "/v1/experts/replace?model=sum&reason=drill", List.of("model-operator")),
            new Endpoint("POST", "/v1/experts/tenants/demo-bank/remove", List.of("model-operator")),
            new Endpoint("GET", "/v1/queues", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/queues/history", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/queues/misses", List.of("model-viewer", "model-operator")),
            new Endpoint("GET", "/v1/learning/tasks", LEARNERS),
            new Endpoint("GET", "/v1/learning/tasks/sum/coverage", LEARNERS),
            new Endpoint("GET", "/v1/learning/tasks/sum/examples", LEARNERS),
            new Endpoint("GET", "/v1/learning/tasks/sum/examples/e-1", LEARNERS),
            new Endpoint("GET", "/v1/learning/tasks/sum/examples/e-1/lineage", LEARNERS),
            new Endpoint("GET", "/v1/models/sum/versions/1/card", LEARNERS),
            new Endpoint("GET", "/v1/learning/rejections", LEARNERS),
            new Endpoint("GET", "/v1/learning/rejections/counts", LEARNERS),
            new Endpoint("GET", "/v1/learning/manifests", LEARNERS),
            new Endpoint("POST", "/v1/learning/manifests", List.of("model-operator")),
            new Endpoint("GET", MANIFEST, LEARNERS),
            new Endpoint("GET", MANIFEST + "/entries", LEARNERS),
            new Endpoint("GET", MANIFEST + "/verification", LEARNERS),
            new Endpoint("GET", MANIFEST + "/drift", LEARNERS),
            new Endpoint("GET", MANIFEST + "/export", List.of("model-operator", "platform-auditor")),
            new Endpoint("GET", MANIFEST + "/dataset", List.of("model-operator")),
            new Endpoint("POST", MANIFEST + "/versions", List.of("model-operator")),
            new Endpoint("GET", "/v1/learning/erasures", PROVERS),
            new Endpoint("GET", "/v1/learning/erasures/" + NOBODY, PROVERS),
            new Endpoint("DELETE", "/v1/learning/subjects/nobody-at-all?reason=drill", List.of("platform-admin")),
            new Endpoint("GET", "/v1/learning/tasks/sum/releases", LEARNERS),
            new Endpoint("GET", "/v1/learning/tasks/sum/pin", LEARNERS),
            new Endpoint("PUT", "/v1/learning/tasks/sum/pin", List.of("model-operator")),
            new Endpoint("DELETE", "/v1/learning/tasks/sum/pin?reason=drill", List.of("model-operator")),
            new Endpoint("GET", RELEASE, LEARNERS),
            new Endpoint("POST", RELEASE + "/approve", List.of("model-operator")),
            new Endpoint("POST", RELEASE + "/veto", List.of("model-operator")),
            new Endpoint("POST", RELEASE + "/rollback", List.of("model-operator")),
            new Endpoint("GET", "/v1/learning/tasks/sum/suspicions", LEARNERS),
            new Endpoint(
                    "GET",
                    "/v1/learning/tasks/sum/shortlist",
                    List.of("inference-client", "model-viewer", "model-operator", "platform-auditor")),
            new Endpoint("POST", MANIFEST + "/suspicions", List.of("model-operator")),
            new Endpoint("POST", "/v1/learning/suspicions/" + NOBODY + "/decision", List.of("model-operator")),
            new Endpoint("GET", "/v1/learning/tasks/sum/updates", LEARNERS),
            new Endpoint("POST", "/v1/learning/tasks/sum/updates", List.of("model-operator")),
            new Endpoint("GET", "/v1/learning/updates/" + NOBODY, LEARNERS),
            new Endpoint("POST", "/v1/learning/updates/" + NOBODY + "/cancel", List.of("model-operator")));

    private static boolean takesZip(Endpoint endpoint) {
        return endpoint.path().equals("/v1/models/sum/versions")
                || endpoint.path().contains("/replace?");
    }

    /** Without REST Assured, which takes longer for a request than the service for its refusal. */
    private HttpResponse<String> call(Endpoint endpoint, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(endpoint.path()));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        if (List.of("POST", "PUT").contains(endpoint.method())) {
            request.header("Content-Type", takesZip(endpoint) ? "application/zip" : "application/json")
                    .method(endpoint.method(), HttpRequest.BodyPublishers.ofString("{}"));
        } else {
            request.method(endpoint.method(), HttpRequest.BodyPublishers.noBody());
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void refusesCallersWithoutARightfulToken() {
        Map<String, String> tokens = Map.of(
                "none", "",
                "expired",
                        Tokens.token()
                                .roles(ALL.toArray(String[]::new))
                                .expired()
                                .sign(),
                "unsigned", Tokens.token().roles(ALL.toArray(String[]::new)).unsigned(),
                "wrong audience",
                        Tokens.token()
                                .roles(ALL.toArray(String[]::new))
                                .audience("trivium-fin")
                                .sign(),
                "wrong issuer",
                        Tokens.token()
                                .roles(ALL.toArray(String[]::new))
                                .issuer("https://issuer.example")
                                .sign(),
                "confused", Tokens.token().roles(ALL.toArray(String[]::new)).signedWithPublicKeyAsSecret());
        for (Endpoint endpoint : ENDPOINTS) {
            tokens.forEach((kind, token) -> {
                HttpResponse<String> response = call(endpoint, token);
                assertEquals(401, response.statusCode(), () -> kind + " token at " + endpoint + ": " + response.body());
                boolean oip = endpoint.path().startsWith("/v2");
                assertTrue(
                        response.body().contains(oip ? "\"error\"" : "\"code\""),
                        () -> endpoint + ": " + response.body());
                assertTrue(
                        response.headers()
                                .firstValue("WWW-Authenticate")
                                .orElse("")
                                .startsWith("Bearer"),
                        () -> endpoint + " challenges");
            });
        }
    }

    @Test
    void letsInOnlyTheRolesOfEachEndpoint() {
        Map<String, String> tokens = ALL.stream()
                .collect(Collectors.toMap(
                        role -> role, role -> Tokens.token().roles(role).sign()));
        for (Endpoint endpoint : ENDPOINTS) {
            for (String role : ALL) {
                HttpResponse<String> response = call(endpoint, Objects.requireNonNull(tokens.get(role)));
                if (endpoint.roles().contains(role)) {
                    assertTrue(
                            List.of(200, 204, 400, 404).contains(response.statusCode()),
                            () -> role + " at " + endpoint + ": " + response.statusCode());
                } else {
                    assertEquals(403, response.statusCode(), () -> role + " at " + endpoint + ": " + response.body());
                }
            }
        }
    }

    /** Every endpoint, as listed by the service itself, refuses callers without a permitted role. */
    @Test
    void refusesEverybodyElseEverywhere() {
        int calls = new EndpointMatrix(base, "trivium-runtime")
                .open("GET /v2/health/live", "GET /v2/health/ready")
                .anyRole("GET /v1/platform/services")
                .anyTenant(
                        "GET /v2/models/{model}/ready",
                        "GET /v2/models/{model}/versions/{version}/ready",
                        "GET /v1/models/{model}",
                        "GET /v1/models/{model}/aliases",
                        "GET /v1/models/{model}/history",
                        "GET /v1/models/{model}/versions/{version}",
                        "POST /v1/experts/tenants/{tenant}/remove",
                        "POST /v1/models/{model}/aliases/{alias}",
                        "POST /v1/models/{model}/aliases/{alias}/remove",
                        "POST /v1/models/{model}/aliases/{alias}/rollback",
                        "POST /v1/models/{model}/versions",
                        "POST /v1/models/{model}/versions/{version}/activate",
                        "POST /v1/models/{model}/versions/{version}/load",
                        "POST /v1/models/{model}/versions/{version}/unload")
                .assertRefusals();
        assertTrue(calls > 300, calls + " calls");
    }

    @Test
    void infersOnlyForTheTenantOfTheToken() {
        String request =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}],\"parameters\":{%s}}";
        String own = request.formatted("\"tenant\":\"demo-bank\"");
        String other = request.formatted("\"tenant\":\"other-bank\"");
        String unnamed = request.formatted("");
        assertEquals(200, infer(Tokens.client(), own).statusCode());
        assertEquals(200, infer(Tokens.client(), unnamed).statusCode());
        infer(Tokens.client(), other)
                .then()
                .statusCode(403)
                .body("error", not(equalTo("")))
                .body("$", not(hasKey("code")));
        assertEquals(200, infer(Tokens.platformClient(), other).statusCode());
        assertEquals(403, infer(Tokens.platformClient(), unnamed).statusCode());
        assertEquals(
                403,
                infer(Tokens.platformClient(), request.formatted("\"tenant\":\"unknown-bank\""))
                        .statusCode());
        assertEquals(
                403,
                infer(
                                Tokens.token()
                                        .tenant("unknown-bank")
                                        .roles("inference-client")
                                        .sign(),
                                unnamed)
                        .statusCode());
    }

    private static Response infer(String token, String body) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(body)
                .post("/v2/models/sum/infer");
    }

    @Test
    void leavesHealthOpen() {
        for (String path : List.of("/v2/health/live", "/v2/health/ready"))
            given().get(path).then().statusCode(200);
        for (String path : List.of("/q/health/live", "/q/health/ready")) {
            given().get(ManagementAddress.of(path)).then().statusCode(200);
        }
    }
}
