package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.supervision.Identity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/**
 * Clients with roles and organisations of one's own choice, in the realm of a running platform that is discarded
 * afterwards: the permitted operations show the rights of a role.
 */
public final class RoleClients {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "trivium-cli";
    private static final String MAPPERS = "protocolMappers";

    /**
     * A client.
     *
     * @param audiences whether the services are its tokens' audience
     * @param lifespan of its tokens
     */
    public record RoleClient(String id, String tenant, List<String> roles, boolean audiences, Duration lifespan) {
        public RoleClient {
            roles = List.copyOf(roles);
        }
    }

    private final Ports ports;
    private final Secrets secrets;
    private final HttpClient http;
    private final JsonNode realm;

    /** @param installation has the realm as committed */
    public RoleClients(PlatformStatus status, DataDirectory data, Installation installation, HttpClient http) {
        this.ports = status.ports();
        this.secrets = Secrets.of(data);
        this.http = http;
        this.realm = RealmFile.production(installation.realmDirectory()).tree();
    }

    /** The names of the realm's roles. */
    public List<String> roles() {
        return realm.at("/roles/realm")
                .valueStream()
                .map(role -> role.path("name").asText())
                .toList();
    }

    /** Adds the clients; {@link Identity#token} then has tokens of theirs. */
    public void add(List<RoleClient> clients) throws IOException, InterruptedException {
        ObjectNode part = JSON.createObjectNode();
        ArrayNode added = part.putArray("clients");
        ArrayNode users = part.putArray("users");
        part.putObject("roles").putArray("realm");
        for (RoleClient client : clients) {
            added.add(definition(client));
            ObjectNode user = users.addObject()
                    .put("username", "service-account-" + client.id())
                    .put("enabled", true)
                    .put("serviceAccountClientId", client.id());
            client.roles().forEach(user.putArray("realmRoles")::add);
        }
        new RealmUpdate(http, ports, secrets.get("keycloak-admin")).apply(part);
    }

    private ObjectNode definition(RoleClient client) {
        ObjectNode definition = model().deepCopy();
        definition.put("clientId", client.id());
        definition.put("name", "Tokens of " + client.roles() + " in " + client.tenant());
        definition.put("secret", secrets.get("client-" + client.id()));
        definition
                .withObjectProperty("attributes")
                .put("access.token.lifespan", Long.toString(client.lifespan().toSeconds()));
        ArrayNode mappers = JSON.createArrayNode();
        for (JsonNode mapper : definition.path(MAPPERS)) {
            boolean audience = mapper.path("name").asText().startsWith("audience-");
            if (!audience || client.audiences()) mappers.add(mapper);
            if (mapper.path("name").asText().equals("tenant") && mapper.path("config") instanceof ObjectNode config) {
                config.put("claim.value", client.tenant());
            }
        }
        definition.set(MAPPERS, mappers);
        return definition;
    }

    private ObjectNode model() {
        for (JsonNode client : realm.path("clients")) {
            if (client.path("clientId").asText().equals(MODEL)) return (ObjectNode) client;
        }
        throw new IllegalStateException("the realm has no client " + MODEL);
    }
}
