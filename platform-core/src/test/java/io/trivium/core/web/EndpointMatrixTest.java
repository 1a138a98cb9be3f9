package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.PostgresResource;
import java.net.URI;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@NullUnmarked // Quarkus sets the address
class EndpointMatrixTest {

    @TestHTTPResource("/")
    URI base;

    @Test
    void refusesEverybodyWhoMayNot() {
        String token = TestTokens.token()
                .tenant("demo-bank")
                .roles("fin-analyst")
                .audience("trivium-core")
                .sign();
        String noteId = given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body("{\"body\":\"mine\",\"copies\":1}")
                .post("/v1/notes")
                .then()
                .statusCode(200)
                .extract()
                .path("noteId");
        int calls = new EndpointMatrix(base, "trivium-core")
                .object("/v1/notes/{noteId}", "/v1/notes/" + noteId)
                .assertRefusals();
        assertTrue(calls > 100, calls + " calls");
    }

    /** The matrix itself must be able to fail. */
    @Test
    void noticesAnEndpointThatLetsPeopleIn() {
        AssertionError found =
                assertThrows(AssertionError.class, () -> new EndpointMatrix(base, "another-service").assertRefusals());
        assertTrue(found.getMessage().contains("GET /v1/notes/{noteId} without a tenant"), found.getMessage());
    }
}
