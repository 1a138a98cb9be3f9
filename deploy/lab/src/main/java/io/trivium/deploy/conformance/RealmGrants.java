package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Services;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which ways to a token the running realm refuses: all but the code flow with proof keys and client credentials. */
final class RealmGrants implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final String CHALLENGE = "code_challenge=" + RealmRules.CHALLENGE;

    /** Keycloak makes these in every realm; the first is the page of one's own password, without a secret. */
    private static final List<String> BUILT_IN =
            List.of("account-console", "account", "admin-cli", "security-admin-console", "broker", "realm-management");

    private static final Set<String> OFF = Set.of("admin-cli", "security-admin-console");

    @Override
    public String protocol() {
        return "security";
    }

    @Override
    public String name() {
        return "the running realm gives tokens by the code flow with proof keys and client credentials alone";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        try (Person person = new Person(target);
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            Realm realm = new Realm(http, Services.issuer(target.ports()) + "/protocol/openid-connect/", cases);
            for (String client : BUILT_IN) realm.refusesTokens(client, "", person);
            for (JsonNode client : target.realm().get("/clients?max=1000")) {
                settings(cases, client);
                if (isBuiltIn(client)) continue;
                String id = client.path("clientId").asText();
                String secret = Secrets.of(target.platform().data()).has("client-" + id)
                        ? Secrets.of(target.platform().data()).get("client-" + id)
                        : "";
                realm.refusesTokens(id, secret, person);
                if (client.path("standardFlowEnabled").asBoolean()) {
                    realm.refusesRequests(
                            id, secret, client.path("redirectUris").path(0).asText());
                }
            }
        }
        return cases.judgedBy("built in, RFC 9700, RFC 7636");
    }

    private static boolean isBuiltIn(JsonNode client) {
        return BUILT_IN.contains(client.path("clientId").asText());
    }

    private static void settings(Cases cases, JsonNode client) {
        String id = client.path("clientId").asText();
        if (OFF.contains(id)) cases.require(!client.path("enabled").asBoolean(), id + " is on");
        if (!client.path("enabled").asBoolean()) return;
        cases.require(!client.path("directAccessGrantsEnabled").asBoolean(), id + " may take passwords");
        cases.require(!client.path("implicitFlowEnabled").asBoolean(), id + " may use the implicit flow");
        if (isBuiltIn(client)) return;
        cases.require(!client.path("publicClient").asBoolean(), id + " is a public client");
        for (JsonNode address : client.path("redirectUris")) {
            cases.require(!address.asText().contains("*"), id + " may send browsers to " + address.asText());
        }
        if (!client.path("standardFlowEnabled").asBoolean()) return;
        JsonNode attributes = client.path("attributes");
        cases.require(
                "S256".equals(attributes.path("pkce.code.challenge.method").asText()), id + " does not require S256");
        cases.require(
                attributes.path("backchannel.logout.url").asText().endsWith("/console/backchannel-logout")
                        && attributes
                                .path("backchannel.logout.session.required")
                                .asBoolean(),
                id + " is not notified of logouts");
    }

    /** The realm's endpoints. */
    private record Realm(HttpClient http, String base, Cases cases) {
        private HttpResponse<String> post(String endpoint, Map<String, String> form)
                throws IOException, InterruptedException {
            StringBuilder body = new StringBuilder();
            form.forEach((name, value) -> body.append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                    .append('&'));
            return http.send(
                    HttpRequest.newBuilder(URI.create(base + endpoint))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        private void refuses(String what, String endpoint, Map<String, String> form)
                throws IOException, InterruptedException {
            HttpResponse<String> answer = post(endpoint, form);
            cases.require(
                    answer.statusCode() >= 400
                            && answer.statusCode() < 500
                            && !answer.body().contains("_token\""),
                    what + " is answered " + answer.statusCode());
        }

        /** Grants with which no client gets a token, although secret and password are right. */
        void refusesTokens(String client, String secret, Person person) throws IOException, InterruptedException {
            refuses(
                    "the password grant of " + client,
                    "token",
                    Map.of(
                            "grant_type",
                            "password",
                            "client_id",
                            client,
                            "client_secret",
                            secret,
                            "username",
                            person.name(),
                            "password",
                            person.password(),
                            "scope",
                            "openid"));
            refuses(
                    "the device grant of " + client,
                    "auth/device",
                    Map.of("client_id", client, "client_secret", secret));
            refuses(
                    "the token exchange of " + client,
                    "token",
                    Map.of(
                            "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                            "client_id", client,
                            "client_secret", secret,
                            "subject_token", "x",
                            "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
        }

        /** Requests of a browser that no console makes, and what a console's secret alone may not do. */
        void refusesRequests(String client, String secret, String console) throws IOException, InterruptedException {
            refuses(
                    "the client credentials grant of the console " + client,
                    "token",
                    Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
            String proof = CHALLENGE + "&code_challenge_method=S256";
            HttpResponse<String> own = ask(client, "code", console, proof);
            cases.require(own.statusCode() == OK, client + ": its own request is answered " + own.statusCode());
            asks(client, "a request without a proof key", "code", console, "");
            asks(client, "a proof key that is not hashed", "code", console, CHALLENGE + "&code_challenge_method=plain");
            for (String type : List.of("token", "id_token", "id_token token", "code token", "code id_token")) {
                asks(client, "the response type " + type, type, console, proof);
            }
            URI address = URI.create(console);
            for (String other : List.of(
                    console + "/",
                    console + "?a=b",
                    console + "/../evil",
                    console.replace("/login", "/"),
                    console.replace("/login", "/*"),
                    console.replace(address.getAuthority(), "evil.example"),
                    console.replace(address.getAuthority(), address.getHost() + ":1"),
                    console.replace("://", "://" + address.getAuthority() + "@"),
                    "javascript:alert(1)")) {
                asks(client, "the address " + other, "code", other, proof);
            }
        }

        private void asks(String client, String what, String type, String address, String more)
                throws IOException, InterruptedException {
            HttpResponse<String> answer = ask(client, type, address, more);
            String back = answer.headers().firstValue("Location").orElse("");
            cases.require(
                    answer.statusCode() != OK && (answer.statusCode() >= 400 || back.contains("error=")),
                    client + ": " + what + " is answered " + answer.statusCode());
        }

        private HttpResponse<String> ask(String client, String type, String address, String more)
                throws IOException, InterruptedException {
            String query = "client_id=" + client + "&scope=openid&state=s&nonce=n&response_type="
                    + URLEncoder.encode(type, StandardCharsets.UTF_8) + "&redirect_uri="
                    + URLEncoder.encode(address, StandardCharsets.UTF_8) + "&" + more;
            return http.send(
                    HttpRequest.newBuilder(URI.create(base + "auth?" + query))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
