package io.trivium.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.KeycloakAdmin;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Clients of other programs in the realm of a running platform: they get tokens by client credentials, for one organisation and
 * with chosen roles. Keycloak alone keeps their secrets.
 */
public final class MachineClients {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An attribute of the clients that were added here: no others are listed or removed. */
    private static final String MARK = "trivium.machine-client";

    private static final String ORGANISATION = "trivium.organisation";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,48}[a-z0-9]");
    private static final int SECRET_BYTES = 32;
    private static final String CONFLICT = "409";

    private final KeycloakAdmin admin;

    public MachineClients(KeycloakAdmin admin) {
        this.admin = admin;
    }

    /** A client without its secret. */
    public record MachineClient(String name, String organisation, List<String> roles) {
        public MachineClient {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Adds a client.
     *
     * @return its secret, which cannot be read again here
     * @throws LauncherException when the name is taken or invalid, or a role does not exist
     */
    public String add(MachineClient client) throws IOException, InterruptedException {
        if (!NAME.matcher(client.name()).matches()) {
            throw usage("'" + client.name()
                    + "' is no name for a client: use 3 to 50 of a to z, 0 to 9 and -, with a letter" + " first.");
        }
        Set<String> known = roles();
        for (String role : client.roles()) {
            if (!known.contains(role)) {
                throw usage("There is no role '" + role + "'. The roles are " + String.join(", ", known)
                        + "; docs/reference/access.md says what each may do.");
            }
        }
        String secret = secret();
        ObjectNode part = JSON.createObjectNode().put("ifResourceExists", "FAIL");
        part.putArray("clients").add(definition(client, secret));
        ObjectNode account = part.putArray("users")
                .addObject()
                .put("username", "service-account-" + client.name())
                .put("enabled", true)
                .put("serviceAccountClientId", client.name());
        client.roles().forEach(account.putArray("realmRoles")::add);
        try {
            admin.importPart(part);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains(CONFLICT)) {
                throw LauncherException.refused("The realm has a client '" + client.name()
                        + "' already; choose another name, or remove it with ./trivium client remove " + client.name()
                        + ".");
            }
            throw e;
        }
        return secret;
    }

    /** The clients that were added here, by name. */
    public List<MachineClient> list() throws IOException, InterruptedException {
        List<MachineClient> clients = new ArrayList<>();
        for (JsonNode client : admin.get("/clients?max=1000")) {
            if (isOurs(client)) {
                String account = admin.get("/clients/" + client.path("id").asText() + "/service-account-user")
                        .path("id")
                        .asText();
                List<String> roles = names(admin.get("/users/" + account + "/role-mappings/realm"));
                roles.retainAll(roles());
                clients.add(new MachineClient(
                        client.path("clientId").asText(),
                        client.path("attributes").path(ORGANISATION).asText(),
                        roles));
            }
        }
        return clients;
    }

    /**
     * Removes a client that was added here; its tokens remain valid until they expire, within five minutes.
     *
     * @throws LauncherException when there is none of that name, or it is the platform's own
     */
    public void remove(String name) throws IOException, InterruptedException {
        Optional<JsonNode> found = admin.get("/clients?clientId=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .valueStream()
                .findFirst();
        if (found.isEmpty()) {
            throw LauncherException.failure("The realm has no client '" + name + "'; see ./trivium client list.");
        }
        if (!isOurs(found.orElseThrow())) {
            throw LauncherException.refused(
                    "'" + name + "' is a client of the platform itself, or was added in Keycloak's"
                            + " console: remove it there.");
        }
        admin.delete("/clients/" + found.orElseThrow().path("id").asText());
    }

    private static boolean isOurs(JsonNode client) {
        return client.path("attributes").path(MARK).asBoolean();
    }

    /** Without Keycloak's own, which every account has. */
    private Set<String> roles() throws IOException, InterruptedException {
        return names(admin.get("/roles")).stream()
                .filter(role -> !role.startsWith("default-roles-") && !role.equals("offline_access"))
                .filter(role -> !role.equals("uma_authorization"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(JsonNode roles) {
        return roles.valueStream()
                .map(role -> role.path("name").asText())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String secret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static LauncherException usage(String message) {
        return new LauncherException(ExitCode.USAGE, message);
    }

    private static ObjectNode definition(MachineClient client, String secret) {
        ObjectNode definition = JSON.createObjectNode()
                .put("clientId", client.name())
                .put("name", "Machine of " + client.organisation())
                .put("secret", secret)
                .put("enabled", true)
                .put("publicClient", false)
                .put("clientAuthenticatorType", "client-secret")
                .put("serviceAccountsEnabled", true)
                .put("standardFlowEnabled", false)
                .put("implicitFlowEnabled", false)
                .put("directAccessGrantsEnabled", false)
                .put("fullScopeAllowed", true);
        definition
                .putObject("attributes")
                .put(MARK, "true")
                .put(ORGANISATION, client.organisation())
                .put("access.token.signed.response.alg", "RS256");
        ArrayNode mappers = definition.putArray("protocolMappers");
        for (String audience : ServiceCall.audiences(client.roles())) {
            mapper(mappers, "audience-" + audience, "oidc-audience-mapper").put("included.client.audience", audience);
        }
        mapper(mappers, "tenant", "oidc-hardcoded-claim-mapper")
                .put("claim.name", "tenant_id")
                .put("claim.value", client.organisation())
                .put("jsonType.label", "String");
        return definition;
    }

    private static ObjectNode mapper(ArrayNode mappers, String name, String kind) {
        return mappers.addObject()
                .put("name", name)
                .put("protocol", "openid-connect")
                .put("protocolMapper", kind)
                .putObject("config")
                .put("id.token.claim", "false")
                .put("access.token.claim", "true")
                .put("introspection.token.claim", "true");
    }
}
