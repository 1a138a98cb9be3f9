package io.trivium.core.security;

import static io.restassured.RestAssured.given;
import static io.trivium.core.security.Browser.page;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.Cookie;
import io.restassured.http.Cookies;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.PostgresResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cookies of a console whose service ends TLS itself. */
@QuarkusTest
@TestProfile(HostCookiesIT.Tls.class)
@WithTestResource(PostgresResource.class)
@WithTestResource(FakeIssuer.class)
@WithTestResource(HostCookiesIT.Certificate.class)
class HostCookiesIT {
    private static final String SESSION = "__Host-trivium-core-sid";
    private static final String LOGIN = "__Host-trivium-core-login";
    private static final String PASSWORD = "test-password";

    /** Starts the service again, with TLS on a port of its own. */
    public static final class Tls implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-ssl-port", "0");
        }
    }

    /** A certificate of localhost, by the JDK's keytool. */
    public static final class Certificate implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try {
                Path file = Files.createTempDirectory("tls").resolve("localhost.p12");
                List<String> keytool = List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD);
                assertEquals(0, new ProcessBuilder(keytool).inheritIO().start().waitFor());
                return Map.of(
                        "quarkus.http.ssl.certificate.key-store-file",
                        file.toString(),
                        "quarkus.http.ssl.certificate.key-store-password",
                        PASSWORD);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("no certificate", e);
            }
        }

        @Override
        public void stop() {}
    }

    @SuppressWarnings("NullAway.Init")
    @TestHTTPResource(value = "/", tls = true)
    URI address;

    @SuppressWarnings("NullAway.Init")
    @ConfigProperty(name = "quarkus.http.ssl.certificate.key-store-file")
    Path certificate;

    @BeforeEach
    void useTls() {
        RestAssured.baseURI = "https://" + address.getHost();
        RestAssured.port = address.getPort();
        RestAssured.useRelaxedHTTPSValidation();
    }

    @AfterEach
    void forgetTls() {
        RestAssured.reset();
    }

    private static RequestSpecification script(Cookies session) {
        return given().redirects().follow(false).cookies(session).header("Sec-Fetch-Mode", "cors");
    }

    private static void assertIsOfThisHostAlone(Cookie cookie) {
        assertTrue(cookie.getName().startsWith("__Host-trivium-core-"), cookie.getName());
        assertTrue(cookie.isSecured() && cookie.isHttpOnly(), cookie.getName());
        assertEquals("/", cookie.getPath());
        assertEquals(null, cookie.getDomain());
        assertEquals("Lax", cookie.getSameSite());
        // The most that a browser keeps of a name and its value.
        assertTrue((cookie.getName() + cookie.getValue()).length() <= 4_096, cookie.getName());
    }

    @Test
    void everyCookieIsOfThisHostAlone() {
        Cookies state = page().get("/console/decisions/7").detailedCookies();
        assertEquals(1, state.size());
        state.forEach(HostCookiesIT::assertIsOfThisHostAlone);
        assertTrue(state.asList().getFirst().getName().startsWith(LOGIN + "_"), state::toString);
        Cookies session = Browser.login("/console", "/console/decisions/7");
        session.forEach(HostCookiesIT::assertIsOfThisHostAlone);
        assertTrue(
                session.asList().stream().anyMatch(cookie -> cookie.getName().startsWith(SESSION)), session::toString);
        script(session).get("/v1/session").then().statusCode(200).body("user", is("analyst"));
    }

    /** Pages, files, the API and refusals, over TLS. */
    @Test
    void everyAnswerHasTheHeadersOfTheEdge() {
        Cookies session = Browser.login("/console", "/console/");
        for (String path :
                List.of("/console/", "/console/assets/app-1.js", "/v1/session", "/v1/nothing", "/console/x.js")) {
            page().cookies(session)
                    .header("Origin", "https://evil.example")
                    .get(path)
                    .then()
                    .header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                    .header("Content-Security-Policy", containsString("default-src 'self'"))
                    .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                    .header("X-Content-Type-Options", "nosniff")
                    .header("X-Frame-Options", "DENY")
                    .header("Referrer-Policy", "no-referrer")
                    .header("Cross-Origin-Opener-Policy", "same-origin")
                    .header("Access-Control-Allow-Origin", nullValue());
        }
    }

    @Test
    void theNamesOfPlaintextAreNoSession() {
        Cookies session = Browser.login("/console", "/console/");
        Cookies renamed = new Cookies(session.asList().stream()
                .map(cookie -> new Cookie.Builder(
                                cookie.getName().replace(SESSION, "q_session_console_core"), cookie.getValue())
                        .build())
                .toList());
        script(renamed).get("/v1/session").then().statusCode(401);
        Cookies both = new Cookies(Stream.concat(session.asList().stream(), renamed.asList().stream())
                .toList());
        script(both).get("/v1/session").then().statusCode(200);
    }

    @Test
    void aChangeStillNeedsTheConsolesHeader() {
        Cookies session = Browser.login("/console", "/console/");
        script(session).post("/console/logout").then().statusCode(403).body("code", is("csrf-header-missing"));
    }

    @Test
    void logoutRemovesTheCookie() {
        Cookies session = Browser.login("/console", "/console/");
        Cookies removed = script(session)
                .header("X-Trivium-Request", "1")
                .post("/console/logout")
                .then()
                .statusCode(204)
                .extract()
                .detailedCookies();
        assertFalse(removed.asList().isEmpty());
        for (Cookie cookie : removed) {
            assertIsOfThisHostAlone(cookie);
            assertEquals(0, cookie.getMaxAge());
        }
    }

    /** Consoles on one host, under paths of their own, send each other their cookies. */
    @Test
    void theSessionOfAnotherConsoleOnThisHostIsLeftAlone() {
        Cookie other = new Cookie.Builder("__Host-trivium-fin-sid", "sealed with another key").build();
        script(Browser.login("/console", "/console/"))
                .cookie(other)
                .get("/v1/session")
                .then()
                .statusCode(200);
        assertEquals(
                0,
                script(new Cookies(other))
                        .get("/v1/session")
                        .then()
                        .statusCode(401)
                        .extract()
                        .detailedCookies()
                        .size());
    }

    /** HTTP/2 may send cookies in several headers (RFC 9113, section 8.2.3). */
    @Test
    void browsersUseHttp2() throws IOException, InterruptedException, GeneralSecurityException {
        String session = Browser.login("/console", "/console/").asList().stream()
                .filter(cookie -> cookie.getName().startsWith(SESSION))
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(certificate.toFile(), PASSWORD.toCharArray()));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address.resolve("/v1/session"))
                            .header("Cookie", "theme=dark")
                            .header("Cookie", session)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }
}
