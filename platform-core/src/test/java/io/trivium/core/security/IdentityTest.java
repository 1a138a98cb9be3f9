package io.trivium.core.security;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trivium.core.testing.PostgresResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class IdentityTest {

    private static TestTokens analyst() {
        return TestTokens.token()
                .user("analyst")
                .tenant("demo-bank")
                .roles("fin-analyst", "fin-supervisor")
                .audience("trivium-core");
    }

    private static ValidatableResponse get(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    @Test
    void showsTheSession() {
        get("/v1/session", analyst().sign())
                .statusCode(200)
                .body("user", is("analyst"))
                .body("displayName", is("analyst"))
                .body("roles", contains("fin-analyst", "fin-supervisor"))
                .body("tenant", is("demo-bank"))
                .body("service", is("core"));
    }

    @Test
    void knowsTheTenantOnTheEventLoop() {
        get("/v1/reactive", analyst().sign()).statusCode(200).body(equalTo("demo-bank"));
    }

    @Test
    void acceptsOneOfSeveralAudiences() {
        get("/v1/session", analyst().audience("trivium-fin", "trivium-core").sign())
                .statusCode(200);
    }

    @Test
    void refusesForgedAndForeignTokens() {
        get("/v1/session", analyst().expired().sign()).statusCode(401);
        get("/v1/session", analyst().unsigned()).statusCode(401);
        get("/v1/session", analyst().audience("trivium-fin").sign()).statusCode(401);
        get("/v1/session", analyst().issuer("https://issuer.example").sign()).statusCode(401);
        get("/v1/session", analyst().signedWithPublicKeyAsSecret()).statusCode(401);
        get("/v1/session", analyst().claim("typ", "ID").sign()).statusCode(401);
        get("/v1/session", analyst().claim("typ", "Refresh").sign()).statusCode(401);
        get("/v1/session", TestTokens.token().tenant("demo-bank").sign()).statusCode(401);
        String token = analyst().sign();
        get("/v1/session", token.substring(0, token.length() - 8) + "AAAAAAAA").statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512"})
    void refusesOtherAlgorithms(String algorithm) {
        get("/v1/session", analyst().algorithm(algorithm).sign()).statusCode(401);
    }

    @Test
    void refusesATokenWithoutATenant() {
        String token =
                TestTokens.token().roles("fin-analyst").audience("trivium-core").sign();
        get("/v1/session", token).statusCode(403).body("code", is("tenant-missing"));
        get("/v1/reactive", token).statusCode(403).body("code", is("tenant-missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Demo-Bank", "x", "demo_bank", "demo-bank;drop", "", "**"})
    void refusesATenantThatIsNoSlug(String tenant) {
        get("/v1/session", analyst().tenant(tenant).sign()).statusCode(403).body("code", is("tenant-missing"));
    }

    @Test
    void refusesATenantThatIsNotServed() {
        get("/v1/session", analyst().tenant("unknown-bank").sign())
                .statusCode(403)
                .body("code", is("tenant-unknown"));
        get("/v1/session", analyst().tenant("platform").sign()).statusCode(403).body("code", is("tenant-unknown"));
    }

    @Test
    void letsAPlatformServiceInWithoutATenantOfItsOwn() {
        get("/v1/session", analyst().tenant("*").sign()).statusCode(200).body("tenant", is("*"));
        get(
                        "/v1/notes/00000000-0000-0000-0000-000000000000",
                        analyst().tenant("*").sign())
                .statusCode(403)
                .body("code", is("tenant-missing"));
    }

    @Test
    void ignoresABadTokenWhereNoneIsNeeded() {
        get("/problems/forbidden", analyst().expired().sign()).statusCode(200);
    }

    @Test
    void opensHealthAndMetricsOnThisMachine() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
        given().get("/q/openapi").then().statusCode(200);
    }
}
