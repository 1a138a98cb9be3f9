package io.trivium.core.security;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.testing.ManagementAddress;
import io.trivium.core.testing.PostgresResource;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
        get("/v1/reactive", token).statusCode(403).body("code", is("tenant-missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Demo-Bank", "x", "demo_bank", "demo-bank;drop", "", "**"})
    void refusesATenantThatIsNoSlug(String tenant) {
        get("/v1/reactive", analyst().tenant(tenant).sign()).statusCode(403).body("code", is("tenant-missing"));
    }

    @Test
    void refusesATenantThatIsNotServed() {
        get("/v1/reactive", analyst().tenant("unknown-bank").sign())
                .statusCode(403)
                .body("code", is("tenant-unknown"));
        get("/v1/reactive", analyst().tenant("platform").sign()).statusCode(403).body("code", is("tenant-unknown"));
    }

    /** A console must be able to say who is signed in, also to a person who may see nothing of this service. */
    @Test
    void showsTheSessionOfAPersonWhoseOrganisationIsNotServed() {
        get("/v1/session", analyst().tenant("unknown-bank").sign())
                .statusCode(200)
                .body("user", is("analyst"))
                .body("tenant", nullValue())
                .body("organisations", empty());
        get("/v1/session", TestTokens.token().audience("trivium-core").sign())
                .statusCode(200)
                .body("tenant", nullValue());
    }

    private static ValidatableResponse reactive(TestTokens token, @Nullable String header, @Nullable String cookie) {
        RequestSpecification request = given().header("Authorization", "Bearer " + token.sign());
        if (header != null) request.header(TenantContext.HEADER, header);
        if (cookie != null) request.cookie(TenantContext.COOKIE, cookie);
        return request.get("/v1/reactive").then();
    }

    @Test
    void actsForOneOfSeveralOrganisations() {
        TestTokens several = analyst().claim(TenantContext.CLAIM, List.of("unknown-bank", "demo-bank", "other-bank"));
        get("/v1/session", several.sign())
                .statusCode(200)
                .body("tenant", is("demo-bank"))
                .body("organisations", contains("demo-bank", "other-bank"));
        reactive(several, null, null).statusCode(200).body(equalTo("demo-bank"));
        reactive(several, "other-bank", null).statusCode(200).body(equalTo("other-bank"));
        reactive(several, null, "other-bank").statusCode(200).body(equalTo("other-bank"));
        reactive(several, "demo-bank", "other-bank").statusCode(200).body(equalTo("demo-bank"));
    }

    /** The cookie is a preference that another person may have left; the header is what the page shows. */
    @Test
    void actsForNoOrganisationThatTheTokenDoesNotName() {
        TestTokens several = analyst().claim(TenantContext.CLAIM, List.of("demo-bank", "unknown-bank"));
        reactive(several, "other-bank", null).statusCode(403).body("code", is("tenant-mismatch"));
        reactive(several, "unknown-bank", null).statusCode(403).body("code", is("tenant-unknown"));
        reactive(several, "*", null).statusCode(403).body("code", is("tenant-mismatch"));
        reactive(several, null, "other-bank").statusCode(200).body(equalTo("demo-bank"));
        reactive(several, null, "unknown-bank").statusCode(200).body(equalTo("demo-bank"));
        reactive(analyst(), "other-bank", null).statusCode(403).body("code", is("tenant-mismatch"));
        reactive(analyst(), null, "other-bank").statusCode(200).body(equalTo("demo-bank"));
    }

    /** A list that holds the platform's mark gives no right that the mark alone would give. */
    @Test
    void takesAListForNoPlatformService() {
        TestTokens mixed = analyst().claim(TenantContext.CLAIM, List.of("*", "demo-bank"));
        get("/v1/session", mixed.sign()).statusCode(200).body("tenant", is("demo-bank"));
        reactive(mixed, "*", null).statusCode(403).body("code", is("tenant-mismatch"));
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
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi")) {
            given().get(ManagementAddress.of(path)).then().statusCode(200);
        }
    }
}
