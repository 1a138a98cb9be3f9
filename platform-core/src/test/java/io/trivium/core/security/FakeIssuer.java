package io.trivium.core.security;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider that logs everybody in as the analyst: discovery, keys and the token endpoint. It refuses a code
 * without its PKCE verifier. The code is {@code code-<nonce of the authorization request, or empty>}.
 */
public class FakeIssuer implements QuarkusTestResourceLifecycleManager {

    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable HttpServer server;
    private String issuer = "";
    private final AtomicInteger sessions = new AtomicInteger();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private volatile boolean enabled = true;
    private volatile boolean silent;
    private volatile String role = "fin-analyst";
    private volatile long loginAge;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            issuer = "http://localhost:" + http.getAddress().getPort() + "/realms/trivium";
            http.createContext("/realms/trivium/.well-known/openid-configuration", e -> answer(e, 200, discovery()));
            http.createContext("/realms/trivium/certs", e -> answer(e, 200, keys()));
            http.createContext("/realms/trivium/token", this::token);
            http.createContext("/realms/trivium/introspect", this::introspect);
            http.createContext("/realms/trivium/logout", this::logout);
            http.createContext("/people", this::person);
            http.start();
            server = http;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the issuer", e);
        }
        return Map.of(
                "quarkus.oidc.console.tenant-enabled", "true",
                "quarkus.oidc.console.auth-server-url", issuer,
                "quarkus.oidc.console.token.issuer", issuer,
                "quarkus.oidc.console.credentials.secret", "a-client-secret-of-the-test",
                "quarkus.oidc.console.authentication.state-secret", "0123456789abcdef0123456789abcdef",
                "quarkus.oidc.console.token-state-manager.encryption-secret", "fedcba9876543210fedcba9876543210");
    }

    /** Returns the decoded query parameters of an address to which a service redirects the browser. */
    public static Map<String, String> query(String location) {
        return Arrays.stream(URI.create(location).getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private Map<String, Object> discovery() {
        return Map.of(
                "issuer",
                issuer,
                "authorization_endpoint",
                issuer + "/auth",
                "token_endpoint",
                issuer + "/token",
                "jwks_uri",
                issuer + "/certs",
                "end_session_endpoint",
                issuer + "/logout",
                "introspection_endpoint",
                issuer + "/introspect",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    private static Map<String, Object> keys() {
        try {
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(TestTokens.PUBLIC_KEY)));
            return Map.of(
                    "keys",
                    List.of(Map.of(
                            "kty",
                            "RSA",
                            "use",
                            "sig",
                            "alg",
                            "RS256",
                            "kid",
                            TestTokens.KEY_ID,
                            "n",
                            encode(key.getModulus()),
                            "e",
                            encode(key.getPublicExponent()))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("test key is no RSA key", e);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String code = form.getOrDefault("code", "");
        if (!code.startsWith("code-") || form.getOrDefault("code_verifier", "").length() < 43) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        String session = "session-" + sessions.incrementAndGet();
        TestTokens access = claims(session).roles(role).tenant("demo-bank").audience("trivium-core", "account");
        TestTokens id = claims(session).claim("typ", "ID").audience("trivium-core");
        if (code.length() > "code-".length()) id.claim("nonce", code.substring("code-".length()));
        answer(
                exchange,
                200,
                Map.of(
                        "access_token",
                        access.sign(),
                        "id_token",
                        id.sign(),
                        "refresh_token",
                        session,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300));
    }

    private TestTokens claims(String session) {
        return TestTokens.token()
                .user("analyst")
                .issuer(issuer)
                .claim("sub", "analyst-1")
                .claim("sid", session)
                .claim("auth_time", Instant.now().minusSeconds(loginAge).getEpochSecond());
    }

    /** Answers as Keycloak 26 does: the roles of now, and no session that ended or whose user is disabled. */
    private void introspect(HttpExchange exchange) throws IOException {
        JsonNode claims = TokenClaims.all(form(exchange).getOrDefault("token", ""));
        boolean active = enabled
                && claims.has("sid")
                && !ended.contains(claims.path("sid").asText());
        answer(
                exchange,
                silent ? 503 : 200,
                active
                        ? Map.of(
                                "active",
                                true,
                                "tenant_id",
                                "demo-bank",
                                "realm_access",
                                Map.of("roles", List.of(role)))
                        : Map.of("active", false));
    }

    private void logout(HttpExchange exchange) throws IOException {
        ended.add(form(exchange).getOrDefault("refresh_token", ""));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** Sets what the issuer says of its only user from now on. */
    private void person(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        enabled = Boolean.parseBoolean(form.getOrDefault("enabled", "true"));
        silent = Boolean.parseBoolean(form.getOrDefault("silent", "false"));
        role = form.getOrDefault("role", "fin-analyst");
        loginAge = Long.parseLong(form.getOrDefault("loginAge", "0"));
        answer(exchange, 200, Map.of("session", "session-" + sessions.get()));
    }

    /**
     * Changes the user at the issuer; what the form does not name is as at the start.
     *
     * @param form {@code enabled}, {@code role}, {@code loginAge} in seconds, and {@code silent} for an issuer that
     *     answers no introspection
     * @return the {@code sid} of the last login
     */
    public static String change(String form) {
        URI people = URI.create(ConfigProvider.getConfig().getValue("quarkus.oidc.console.token.issuer", String.class))
                .resolve("/people");
        return given().contentType("application/x-www-form-urlencoded")
                .body(form)
                .post(people)
                .then()
                .statusCode(200)
                .extract()
                .path("session");
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = new HashMap<>();
        Arrays.stream(body.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return form;
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        try (exchange) {
            byte[] bytes = JSON.writeValueAsBytes(json);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answer is not JSON", e);
        }
    }

    private static String encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public void stop() {
        HttpServer running = server;
        if (running != null) running.stop(0);
    }
}
