package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
@TestProfile(RateLimitIT.Slow.class)
class RateLimitIT {

    /** So slow that a test does not wait for it. */
    public static final class Slow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "platform.web.rate-limit.caller-per-second", "0.001",
                    "platform.web.rate-limit.caller-burst", "3",
                    "platform.web.rate-limit.tenant-per-second", "0.001",
                    "platform.web.rate-limit.tenant-burst", "5");
        }
    }

    private static Response session(String user, String tenant) {
        String token = TestTokens.token()
                .tenant(tenant)
                .roles("fin-analyst")
                .audience("trivium-core")
                .claim("preferred_username", user)
                .sign();
        return given().header("Authorization", "Bearer " + token).get("/v1/session");
    }

    @Test
    void refusesACallerAndThenItsOrganisationButNotAnother() {
        for (int i = 0; i < 3; i++)
            assertEquals(200, session("anna", "demo-bank").statusCode());
        session("anna", "demo-bank")
                .then()
                .statusCode(429)
                .contentType(Problem.MEDIA_TYPE)
                .header("Retry-After", notNullValue())
                .body("code", is("too-many-requests"))
                .body("detail", containsString("You send"));
        session("ben", "demo-bank").then().statusCode(200);
        session("ben", "demo-bank").then().statusCode(200);
        session("ben", "demo-bank").then().statusCode(429).body("detail", containsString("your organisation"));
        session("carl", "other-bank").then().statusCode(200);
        given().get(ManagementAddress.of("/q/metrics"))
                .then()
                .body(containsString("core_requests_limited_total{scope=\"caller\"} 1.0"));
        // A caller without a token is refused as such, however often it calls.
        for (int i = 0; i < 10; i++) given().get("/v1/session").then().statusCode(401);
    }
}
