package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A bank that sends authorizations to an installation and reads its decisions.
 *
 * @param issuer the realm's address
 * @param secret of its client
 * @param payments address of the payments service
 */
record TestBank(HttpClient http, String issuer, String secret, String payments) {
    static final String CLIENT = "trivium-test-bank";
    static final String TENANT = "north-bank";

    /** The placeholder of its secret in the realm. */
    static final String SECRET_VARIABLE = "TRIVIUM_TEST_BANK_SECRET";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The realm as committed, placeholders as they are, with the bank's client. */
    static String realm(Path file) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(Files.readString(file));
        ArrayNode clients = tree.withArrayProperty("clients");
        ObjectNode bank = clients.valueStream()
                .filter(client -> client.path("clientId").asText().equals("trivium-cli"))
                .map(client -> (ObjectNode) client.deepCopy())
                .findFirst()
                .orElseThrow();
        bank.put("clientId", CLIENT).put("secret", "${" + SECRET_VARIABLE + "}");
        for (JsonNode mapper : bank.path("protocolMappers")) {
            if (mapper.path("name").asText().equals("tenant")) {
                ((ObjectNode) mapper.path("config")).put("claim.value", TENANT);
            }
        }
        clients.add(bank);
        tree.withArrayProperty("users")
                .addObject()
                .put("username", "service-account-" + CLIENT)
                .put("enabled", true)
                .put("serviceAccountClientId", CLIENT)
                .putArray("realmRoles")
                .add("fin-ingest")
                .add("fin-analyst");
        return tree.toString();
    }

    private String token() throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + CLIENT + "&client_secret="
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)))
                .path("access_token")
                .asText();
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** The decision on a small payment. */
    JsonNode authorize() throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("authorizationId", "bank-" + UUID.randomUUID())
                .put("panToken", "tok_bank_0001")
                .put("terminalId", "term-bank-1")
                .put("amount", 12.5)
                .put("currency", "EUR")
                .put("occurredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .toString();
        return send(HttpRequest.newBuilder(URI.create(payments + "/v1/authorizations"))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** An authorization that the model scored: the first ones may be too late for a model without earlier requests. */
    String authorizeByTheModel(Duration limit) throws InterruptedException {
        String[] id = new String[1];
        Await.until("a decision of the model", limit, () -> {
            JsonNode decision = authorize();
            if (!decision.path("score").isNumber() || decision.path("degraded").asBoolean()) {
                throw new IOException("decided without the model: " + decision);
            }
            id[0] = decision.path("authorizationId").asText();
        });
        return id[0];
    }

    /** Waits until a decision is listed, which the projection from the log has written. */
    void awaitListed(String id, Duration limit) throws InterruptedException {
        Await.until("the decision on " + id, limit, () -> {
            JsonNode page = send(HttpRequest.newBuilder(URI.create(payments + "/v1/decisions?limit=50"))
                    .header("Authorization", "Bearer " + token()));
            long found = page.path("items")
                    .valueStream()
                    .filter(item -> item.path("authorizationId").asText().equals(id))
                    .count();
            if (found != 1) throw new IOException("listed " + found + " times");
        });
    }
}
