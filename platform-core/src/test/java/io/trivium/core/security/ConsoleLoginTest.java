package io.trivium.core.security;

import static io.restassured.RestAssured.given;
import static io.trivium.core.security.Browser.page;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.http.Cookies;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.PostgresResource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The console's code flow against an issuer that is not Keycloak but speaks the same protocol. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeIssuer.class)
class ConsoleLoginTest {

    /** A request by a script of the console. */
    private static RequestSpecification script(Cookies session) {
        return given().redirects()
                .follow(false)
                .cookies(session)
                .header("Sec-Fetch-Mode", "cors")
                .contentType("application/json");
    }

    private static Cookies login(String path) {
        return Browser.login("/console", path);
    }

    @Test
    void sendsAPageToTheIssuerWithPkce() {
        Response challenge = page().get("/console/decisions/7");
        assertEquals(302, challenge.statusCode());
        Map<String, String> asked = FakeIssuer.query(challenge.header("Location"));
        assertEquals("code", asked.get("response_type"));
        assertEquals("trivium-core", asked.get("client_id"));
        assertEquals("S256", asked.get("code_challenge_method"));
        assertEquals(43, String.valueOf(asked.get("code_challenge")).length());
        assertTrue(String.valueOf(asked.get("redirect_uri")).endsWith("/console/login"));
    }

    /** An ID token that was made for another login is not taken (OpenID Connect Core 1.0, 3.1.3.7). */
    @Test
    void refusesAnIdTokenOfAnotherLogin() {
        Response challenge = page().get("/console/");
        Map<String, String> asked = FakeIssuer.query(challenge.header("Location"));
        assertTrue(asked.getOrDefault("nonce", "").length() > 10, "no nonce is asked for");
        for (String nonce : new String[] {"", "another"}) {
            Response back = page().cookies(challenge.detailedCookies())
                    .queryParam("code", "code-" + nonce)
                    .queryParam("state", asked.get("state"))
                    .get("/console/login");
            assertEquals(401, back.statusCode(), nonce);
            assertTrue(
                    back.detailedCookies().asList().stream()
                            .noneMatch(cookie -> cookie.getName().startsWith("q_session")
                                    && !cookie.getValue().isEmpty()),
                    nonce);
        }
    }

    @Test
    void opensTheDeepLinkAfterLogin() {
        Cookies session = login("/console/decisions/7");
        Cookie cookie = session.asList().stream()
                .filter(c -> c.getName().startsWith("q_session_console_core"))
                .findFirst()
                .orElseThrow();
        assertTrue(cookie.isHttpOnly());
        assertEquals("Lax", cookie.getSameSite());
        assertFalse(cookie.getValue().contains("eyJhbGciOiJSUzI1NiI"), "the cookie shows a token");
        page().cookies(session)
                .get("/console/decisions/7")
                .then()
                .statusCode(200)
                .body(containsString("console of the test application"))
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    @Test
    void showsTheSessionOfTheAccessToken() {
        script(login("/console/"))
                .get("/v1/session")
                .then()
                .statusCode(200)
                .body("user", is("analyst"))
                .body("tenant", is("demo-bank"))
                .body("roles[0]", is("fin-analyst"));
    }

    @Test
    void returnsWhereTheConsoleAskedTo() {
        Cookies session = login("/console/login?return=/console/cases");
        page().cookies(session)
                .get("/console/login?return=/console/cases")
                .then()
                .statusCode(302)
                .header("Location", containsString("/console/cases"));
        page().cookies(session)
                .get("/console/login?return=https://evil.example/")
                .then()
                .statusCode(302)
                .header("Location", containsString("/console/"));
    }

    @Test
    void leadsToTheIssuersPageOfTheAccount() {
        Cookies session = login("/console/");
        String page = page().cookies(session).get("/console/account").header("Location");
        String issuer = ConfigProvider.getConfig().getValue("quarkus.oidc.console.token.issuer", String.class);
        assertTrue(page.startsWith(issuer + "/account?"), page);
        Map<String, String> asked = FakeIssuer.query(page);
        assertEquals("trivium-core", asked.get("referrer"));
        assertTrue(String.valueOf(asked.get("referrer_uri")).endsWith("/console/login"), page);
        script(new Cookies()).get("/console/account").then().statusCode(401);
    }

    @Test
    void changesNothingWithoutTheConsolesHeader() {
        Cookies session = login("/console/");
        String note = "{\"body\":\"from the console\",\"copies\":1}";
        script(session).body(note).post("/v1/notes").then().statusCode(403).body("code", is("csrf-header-missing"));
        script(session)
                .header("X-Trivium-Request", "1")
                .body(note)
                .post("/v1/notes")
                .then()
                .statusCode(200);
    }

    @Test
    void answersAScriptWithoutASessionWith401() {
        script(new Cookies()).get("/v1/session").then().statusCode(401).body("code", is("unauthenticated"));
        script(new Cookies()).get("/console/decisions/7").then().statusCode(401);
        Cookies forged = new Cookies(new Cookie.Builder("q_session_console_core", "forged").build());
        script(forged).get("/v1/session").then().statusCode(401).body("code", is("unauthenticated"));
    }

    @Test
    void isNotDisturbedByTheSessionOfAnotherConsoleOnThisHost() {
        Cookie other = new Cookie.Builder("q_session_console_other", "sealed with another key").build();
        script(login("/console/"))
                .cookie(other)
                .get("/v1/session")
                .then()
                .statusCode(200)
                .body("user", is("analyst"));
        Response alone = script(new Cookies(other)).get("/v1/session");
        assertEquals(401, alone.statusCode());
        assertFalse(alone.detailedCookies().hasCookieWithName("q_session_console_other"), "ends the other's session");
    }

    @Test
    void prefersABearerTokenToASession() {
        script(login("/console/"))
                .header("Authorization", "Bearer garbage")
                .get("/v1/session")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"));
    }

    @Test
    void servesTheFilesOfTheConsoleToEveryone() {
        page().get("/console/assets/app-1.js").then().statusCode(200).body(containsString("answer = 42"));
        page().get("/console/assets/missing.js").then().statusCode(404);
        page().cookies(login("/console/"))
                .get("/console/assets/")
                .then()
                .statusCode(200)
                .body(containsString("console of the test application")); // the page, no list of files
    }

    /** security M4: a link or an image of another site must not end a session. */
    @Test
    void endsNoSessionForAnotherSite() {
        Cookies session = login("/console/");
        page().cookies(session)
                .header("Sec-Fetch-Site", "cross-site")
                .get("/console/logout")
                .then()
                .statusCode(405);
        script(session).post("/console/logout").then().statusCode(403).body("code", is("csrf-header-missing"));
        script(session)
                .header("X-Trivium-Request", "1")
                .header("Sec-Fetch-Site", "same-site")
                .post("/console/logout")
                .then()
                .statusCode(403)
                .body("code", is("forbidden"));
        script(new Cookies())
                .header("X-Trivium-Request", "1")
                .post("/console/logout")
                .then()
                .statusCode(401);
        script(session).get("/v1/session").then().statusCode(200);
    }

    /** security L1: a cookie that was copied before the logout is of no use after it. */
    @Test
    void logsOutAtTheIssuerAndEverywhere() {
        Cookies session = login("/console/");
        script(session).get("/v1/session").then().statusCode(200);
        Response answer = script(session).header("X-Trivium-Request", "1").post("/console/logout");
        answer.then().statusCode(204).header("Clear-Site-Data", is("\"cache\""));
        assertEquals(0, answer.detailedCookie("q_session_console_core").getMaxAge());
        assertDeadWithinFiveSeconds(session);
        page().cookies(session).get("/console/decisions/7").then().statusCode(302);
    }

    /** The issuer still calls the session alive while it ends it, as Keycloak does until it has asked every console. */
    @Test
    void endsASessionAtOnceWhenTheIssuerSaysSo() {
        Cookies other = login("/console/");
        Cookies session = login("/console/");
        script(session).get("/v1/session").then().statusCode(200);
        tell(logoutToken(FakeIssuer.change("")).sign()).then().statusCode(204).header("Cache-Control", "no-store");
        for (int copies = 0; copies < 3; copies++) {
            script(session).get("/v1/session").then().statusCode(401).body("code", is("unauthenticated"));
        }
        script(other).get("/v1/session").then().statusCode(200);
    }

    /** OpenID Connect Back-Channel Logout 1.0, section 2.6. */
    @Test
    void takesNoOtherTokenForTheEndOfASession() {
        Cookies session = login("/console/");
        String sid = FakeIssuer.change("");
        long past = Instant.now().minusSeconds(600).getEpochSecond();
        Map<String, String> refused = Map.of(
                "an ID token", logoutToken(sid).claim("events", Map.of()).sign(),
                "with a nonce", logoutToken(sid).claim("nonce", "n").sign(),
                "of another issuer",
                        logoutToken(sid).issuer("https://evil.example").sign(),
                "for another console", logoutToken(sid).audience("trivium-fin").sign(),
                "expired",
                        logoutToken(sid)
                                .claim("iat", past - 60)
                                .claim("exp", past)
                                .sign(),
                "not signed", logoutToken(sid).unsigned(),
                "signed with the public key", logoutToken(sid).signedWithPublicKeyAsSecret(),
                "of no session", logoutToken(sid).claim("sid", 7).sign(),
                "no token", "..",
                "nothing", "");
        refused.forEach((what, token) -> assertEquals(400, tell(token).statusCode(), what));
        given().post("/console/backchannel-logout").then().statusCode(400);
        given().get("/console/backchannel-logout").then().statusCode(405);
        script(session).get("/v1/session").then().statusCode(200);
    }

    private static Response tell(String logoutToken) {
        return given().contentType("application/x-www-form-urlencoded")
                .formParam("logout_token", logoutToken)
                .post("/console/backchannel-logout");
    }

    private static TestTokens logoutToken(String sid) {
        return TestTokens.token()
                .issuer(ConfigProvider.getConfig().getValue("quarkus.oidc.console.token.issuer", String.class))
                .audience("trivium-core")
                .claim("typ", "Logout")
                .claim("sid", sid)
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    @Test
    void endsTheSessionsOfADisabledUserAndOfOneWithOtherRoles() {
        for (String change : List.of("enabled=false", "role=fin-supervisor")) {
            Cookies session = login("/console/");
            script(session).get("/v1/session").then().statusCode(200);
            try {
                FakeIssuer.change(change);
                assertDeadWithinFiveSeconds(session);
            } finally {
                FakeIssuer.change("");
            }
        }
    }

    @Test
    void keepsSessionsWhileTheIssuerIsAway() {
        Cookies session = login("/console/");
        try {
            FakeIssuer.change("silent=true");
            Instant end = Instant.now().plusMillis(2_500);
            while (Instant.now().isBefore(end))
                script(session).get("/v1/session").then().statusCode(200);
        } finally {
            FakeIssuer.change("");
        }
    }

    private static void assertDeadWithinFiveSeconds(Cookies session) {
        Instant limit = Instant.now().plusSeconds(5);
        while (script(session).get("/v1/session").statusCode() == 200) {
            assertTrue(Instant.now().isBefore(limit), "the session lives");
        }
        script(session).get("/v1/session").then().statusCode(401).body("code", is("unauthenticated"));
    }

    /** Removal and approvals need a login of the last ten minutes, whatever session there is. */
    @Test
    void asksForTheLoginAgain() {
        FakeIssuer.change("loginAge=700");
        try {
            Cookies old = login("/console/");
            script(old)
                    .header("X-Trivium-Request", "1")
                    .delete("/v1/notes/00000000-0000-0000-0000-000000000000")
                    .then()
                    .statusCode(403)
                    .body("code", is("authentication-too-old"))
                    .body("maxAge", is(600));
            String again = "/console/login?return=/console/cases&fresh=true";
            page().cookies(old)
                    .header("Sec-Fetch-Site", "cross-site")
                    .get(again)
                    .then()
                    .header("Location", containsString("/console/cases"));
            Response ended = page().cookies(old).get(again);
            ended.then().statusCode(302).header("Location", containsString("fresh=true"));
            assertEquals(0, ended.detailedCookie("q_session_console_core").getMaxAge());
            assertEquals(
                    "login",
                    FakeIssuer.query(page().get(again).header("Location")).get("prompt"));
            FakeIssuer.change("");
            Cookies fresh = login(again);
            page().cookies(fresh).get(again).then().header("Location", containsString("/console/cases"));
            script(fresh)
                    .header("X-Trivium-Request", "1")
                    .delete("/v1/notes/00000000-0000-0000-0000-000000000000")
                    .then()
                    .statusCode(404);
        } finally {
            FakeIssuer.change("");
        }
    }
}
