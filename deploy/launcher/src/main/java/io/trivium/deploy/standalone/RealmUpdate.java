package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;

/** Updates the theme, roles, clients and user profile of a realm; users made since keep what they have. */
final class RealmUpdate {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final Ports ports;
    private final String adminPassword;

    RealmUpdate(HttpClient http, Ports ports, String adminPassword) {
        this.http = http;
        this.ports = ports;
        this.adminPassword = adminPassword;
    }

    void apply(JsonNode realm) throws IOException, InterruptedException {
        KeycloakAdmin admin = KeycloakAdmin.login(http, ports, adminPassword);
        ObjectNode look = JSON.createObjectNode();
        for (String setting : List.of("loginTheme", "displayNameHtml")) {
            if (realm.has(setting)) look.set(setting, realm.path(setting));
        }
        admin.put("", look);
        admin.put("/users/profile", JSON.readTree(userProfile(realm)));
        ObjectNode rolesAndClients = JSON.createObjectNode().put("ifResourceExists", "OVERWRITE");
        rolesAndClients.set("clients", realm.path("clients"));
        admin.importPart(rolesAndClients);
        for (JsonNode client : realm.path("clients")) {
            if (!client.path("enabled").asBoolean()) turnOff(admin, client);
        }
        ObjectNode missing = JSON.createObjectNode().put("ifResourceExists", "SKIP");
        missing.set("roles", realm.path("roles"));
        admin.importPart(missing);
        // The service accounts of overwritten clients are new users and need their roles again.
        ObjectNode serviceAccounts = JSON.createObjectNode().put("ifResourceExists", "OVERWRITE");
        ObjectNode people = JSON.createObjectNode().put("ifResourceExists", "SKIP");
        for (JsonNode user : realm.path("users")) {
            (user.has("serviceAccountClientId") ? serviceAccounts : people)
                    .withArrayProperty("users")
                    .add(user);
        }
        admin.importPart(serviceAccounts);
        admin.importPart(people);
    }

    /** Which attributes a user has; a list of organisations needs one that takes several values. */
    private static String userProfile(JsonNode realm) {
        return realm.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config/0")
                .asText();
    }

    /** An import leaves Keycloak's own clients as they are. */
    private static void turnOff(KeycloakAdmin admin, JsonNode client) throws IOException, InterruptedException {
        for (JsonNode each :
                admin.get("/clients?clientId=" + client.path("clientId").asText())) {
            admin.put("/clients/" + each.path("id").asText(), client);
        }
    }
}
