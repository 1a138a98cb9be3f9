package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Updates the theme, roles, clients and user profile of a realm; users made since keep what they have. */
final class RealmUpdate {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String base;
    private final String adminPassword;

    RealmUpdate(HttpClient http, Ports ports, String adminPassword) {
        this.http = http;
        this.base = "http://localhost:" + ports.keycloak();
        this.adminPassword = adminPassword;
    }

    void apply(JsonNode realm) throws IOException, InterruptedException {
        String token = adminToken();
        ObjectNode look = JSON.createObjectNode();
        for (String setting : List.of("loginTheme", "displayNameHtml")) {
            if (realm.has(setting)) look.set(setting, realm.path(setting));
        }
        send(token, "PUT", "", look);
        send(token, "PUT", "/users/profile", JSON.readTree(userProfile(realm)));
        ObjectNode rolesAndClients = JSON.createObjectNode().put("ifResourceExists", "OVERWRITE");
        rolesAndClients.set("clients", realm.path("clients"));
        importPart(token, rolesAndClients);
        for (JsonNode client : realm.path("clients")) {
            if (!client.path("enabled").asBoolean()) turnOff(token, client);
        }
        ObjectNode missing = JSON.createObjectNode().put("ifResourceExists", "SKIP");
        missing.set("roles", realm.path("roles"));
        importPart(token, missing);
        // The service accounts of overwritten clients are new users and need their roles again.
        ObjectNode serviceAccounts = JSON.createObjectNode().put("ifResourceExists", "OVERWRITE");
        ObjectNode people = JSON.createObjectNode().put("ifResourceExists", "SKIP");
        for (JsonNode user : realm.path("users")) {
            (user.has("serviceAccountClientId") ? serviceAccounts : people)
                    .withArrayProperty("users")
                    .add(user);
        }
        importPart(token, serviceAccounts);
        importPart(token, people);
    }

    /** Which attributes a user has; a list of organisations needs one that takes several values. */
    private static String userProfile(JsonNode realm) {
        return realm.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config/0")
                .asText();
    }

    /** An import leaves Keycloak's own clients as they are. */
    private void turnOff(String token, JsonNode client) throws IOException, InterruptedException {
        String own = "/clients?clientId=" + client.path("clientId").asText();
        for (JsonNode each : JSON.readTree(send(token, "GET", own, null))) {
            send(token, "PUT", "/clients/" + each.path("id").asText(), client);
        }
    }

    private void importPart(String token, JsonNode part) throws IOException, InterruptedException {
        send(token, "POST", "/partialImport", part);
    }

    private String send(String token, String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/realms/trivium" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 && response.statusCode() != 204) {
            throw new IOException(
                    "Keycloak refused the realm update: " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private String adminToken() throws IOException, InterruptedException {
        String form = "grant_type=password&client_id=admin-cli&username=admin&password="
                + URLEncoder.encode(adminPassword, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/realms/master/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("Keycloak gives its administrator no token (" + response.statusCode()
                    + "): the realm cannot be updated for this version");
        }
        return JSON.readTree(response.body()).path("access_token").asText();
    }
}
