package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Keycloak's administration of the realm {@code trivium}, with a token of its administrator for one series of calls. */
public final class KeycloakAdmin {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String base;
    private final String token;

    private KeycloakAdmin(HttpClient http, String base, String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    /** Logs in as the administrator. */
    public static KeycloakAdmin login(HttpClient http, Ports ports, String password)
            throws IOException, InterruptedException {
        String base = "http://localhost:" + ports.keycloak();
        String form = "grant_type=password&client_id=admin-cli&username=admin&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/realms/master/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("Keycloak gives its administrator no token (" + response.statusCode()
                    + "): the realm cannot be read or changed");
        }
        return new KeycloakAdmin(
                http, base, JSON.readTree(response.body()).path("access_token").asText());
    }

    /** Reads a resource of the realm, such as {@code /clients?clientId=x}. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send("GET", path, HttpRequest.BodyPublishers.noBody()));
    }

    /** Removes a resource of the realm. */
    public void delete(String path) throws IOException, InterruptedException {
        send("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    /** Removes what the body names from a list of the realm, such as roles of a user. */
    public void delete(String path, JsonNode body) throws IOException, InterruptedException {
        send("DELETE", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    /** Imports a part of a realm; {@code ifResourceExists} in it says what happens to existing objects. */
    public void importPart(JsonNode part) throws IOException, InterruptedException {
        send("POST", "/partialImport", HttpRequest.BodyPublishers.ofString(part.toString()));
    }

    /** Replaces a resource of the realm. */
    public void put(String path, JsonNode body) throws IOException, InterruptedException {
        send("PUT", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    private String send(String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/realms/trivium" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 && response.statusCode() != 204) {
            throw new IOException("Keycloak refused " + method + " " + path.replaceFirst("[?].*", "") + ": "
                    + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
