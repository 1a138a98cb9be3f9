package io.trivium.core.web;

import static io.restassured.RestAssured.given;
import static io.trivium.core.security.Browser.page;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.http.Cookies;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.Browser;
import io.trivium.core.security.FakeIssuer;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.PostgresResource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service under a path of a host that it shares with others. */
@QuarkusTest
@TestProfile(SharedHostIT.UnderAPath.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeIssuer.class)
class SharedHostIT {

    /** Runs the service under {@code /core}, behind a proxy, as the chart configures it. */
    public static final class UnderAPath implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "platform.web.prefix", "/core",
                    "quarkus.http.proxy.enable-forwarded-prefix", "true",
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.enable-forwarded-host", "true");
        }
    }

    private final SharedHost host;

    SharedHostIT(SharedHost host) {
        this.host = host;
    }

    private static Cookies login(String path) {
        return Browser.login("/core/console", path);
    }

    @Test
    void opensAPageUnderThePath() {
        page().cookies(login("/core/console/decisions/7"))
                .get("/core/console/decisions/7")
                .then()
                .statusCode(200)
                .body(containsString("href=\"/core/console/assets/"))
                .header("Content-Type", containsString("text/html"))
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
        page().get("/core/console/assets/app-1.js").then().statusCode(200);
    }

    @Test
    void sendsTheBrowserToAddressesUnderThePath() {
        Cookies session = login("/core/console/");
        page().cookies(session)
                .get("/core/console")
                .then()
                .statusCode(302)
                .header("Location", endsWith("/core/console/"));
        page().cookies(session)
                .get("/core/console/login?return=/console/cases?mine=1")
                .then()
                .statusCode(302)
                .header("Location", endsWith("/core/console/cases?mine=1"));
        Map<String, String> account = FakeIssuer.query(
                page().cookies(session).get("/core/console/account").header("Location"));
        assertTrue(String.valueOf(account.get("referrer_uri")).endsWith("/core/console/login"), account::toString);
        page().cookies(session)
                .header("X-Trivium-Request", "1")
                .post("/core/console/logout")
                .then()
                .statusCode(204);
    }

    @Test
    void answersTheApiUnderThePathWithItsQuery() {
        given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .tenant("demo-bank")
                                        .roles("fin-analyst")
                                        .audience("trivium-core")
                                        .sign())
                .get("/core/v1/session?a=b")
                .then()
                .statusCode(200)
                .body("tenant", is("demo-bank"));
        given().get("/core/v1/session").then().statusCode(401);
        given().get("/v1/session").then().statusCode(401);
    }

    @Test
    void showsNothingElseUnderThePath() {
        given().get("/problems").then().statusCode(200);
        given().get("/core/q/health/live").then().statusCode(404);
        given().get("/core/core/v1/session").then().statusCode(404);
        given().get("/corev1/session").then().statusCode(404);
    }

    @Test
    void nobodyElseSaysThePath() {
        Response challenge = page().header("X-Forwarded-Prefix", "/evil").get("/core/console/");
        assertTrue(String.valueOf(FakeIssuer.query(challenge.header("Location")).get("redirect_uri"))
                .endsWith("/core/console/login"));
    }

    @Test
    void comesBackToTheHostThatTheProxyNames() {
        String challenge = behindProxy().get("/core/console/decisions/7").header("Location");
        assertEquals(
                "https://trivium.hospital.internal/core/console/login",
                FakeIssuer.query(challenge).get("redirect_uri"));
        Cookies session = Browser.login(SharedHostIT::behindProxy, "/core/console", "/core/console/");
        // One host for all consoles: the service's name keeps their cookies apart.
        for (Cookie cookie : session) {
            assertTrue(cookie.getName().matches("__Host-trivium-core-(sid|login)(_.*)?"), cookie.getName());
            assertTrue(cookie.isSecured(), cookie.getName());
            assertEquals("/", cookie.getPath());
        }
        behindProxy()
                .cookies(Browser.sent(session))
                .get("/core/console/login?return=/console/cases")
                .then()
                .statusCode(302)
                .header("Location", is("https://trivium.hospital.internal/core/console/cases"));
    }

    private static RequestSpecification behindProxy() {
        return page().header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "trivium.hospital.internal");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/a?x=/v1, /core/v1/models/a?x=/v1",
        "https://h:8443/v1/models/a, https://h:8443/core/v1/models/a",
        "https://h:8443/core/v1/models/a, https://h:8443/core/v1/models/a",
        "https://h:8443/core/ohif/viewer?a=b, https://h:8443/ohif/viewer?a=b",
        "https://other/v1/models/a, https://other/v1/models/a",
        "https://h:8443/realms/trivium, https://h:8443/realms/trivium",
        "/v1, /core/v1",
        "/v12/a, /v12/a",
        "https://h:8443, https://h:8443",
        "cases/7, cases/7",
    })
    void putsThePathBeforeWhatLiesUnderIt(String said, String told) {
        assertEquals(told, host.outside(said, "h:8443"));
    }
}
