package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.component.DemoUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RealmFileTest {
    private static final Path DIRECTORY =
            new Installation(Path.of(System.getProperty("trivium.root"))).realmDirectory();
    private static final RealmFile PRODUCTION = RealmFile.production(DIRECTORY);
    private static final RealmFile DEMO = RealmFile.demo(DIRECTORY);

    private static JsonNode client(String id) {
        for (JsonNode client : DEMO.tree().path("clients")) {
            if (client.path("clientId").asText().equals(id)) return client;
        }
        throw new AssertionError("no client " + id);
    }

    private static List<JsonNode> enabledClients() {
        return StreamSupport.stream(DEMO.tree().path("clients").spliterator(), false)
                .filter(client -> client.path("enabled").asBoolean())
                .toList();
    }

    private static Set<String> mapped(JsonNode client, String mapper, String config) {
        return StreamSupport.stream(client.path("protocolMappers").spliterator(), false)
                .filter(node -> node.path("protocolMapper").asText().equals(mapper))
                .map(node -> node.path("config").path(config).asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyServiceClientNamesItsAudience() {
        Map<String, Set<String>> audiences = Map.ofEntries(
                Map.entry("trivium-fin-service", Set.of("trivium-runtime")),
                Map.entry("trivium-ingest-demo", Set.of("trivium-fin")),
                Map.entry("desk-analyst", Set.of("trivium-fin")),
                Map.entry("desk-supervisor", Set.of("trivium-fin")),
                Map.entry("trivium-med-service", Set.of("trivium-runtime")),
                Map.entry("trivium-industrial-service", Set.of("trivium-runtime")),
                Map.entry("trivium-ingest-plant", Set.of("trivium-industrial")),
                Map.entry("trivium-cli", Set.of("trivium-fin", "trivium-industrial", "trivium-med", "trivium-runtime")),
                Map.entry("trivium-cli-demo-bank", Set.of("trivium-fin", "trivium-runtime")),
                Map.entry("trivium-cli-demo-hospital", Set.of("trivium-med", "trivium-runtime")),
                Map.entry("trivium-cli-demo-plant", Set.of("trivium-industrial", "trivium-runtime")),
                Map.entry("trivium-cli-other-plant", Set.of("trivium-industrial", "trivium-runtime")),
                Map.entry("trivium-cli-other-hospital", Set.of("trivium-med", "trivium-runtime")),
                Map.entry("trivium-med", Set.of("trivium-med")),
                Map.entry("trivium-industrial", Set.of("trivium-industrial")),
                Map.entry("trivium-fin", Set.of("trivium-fin")),
                Map.entry("trivium-runtime", Set.of("trivium-runtime")));
        audiences.forEach((client, expected) ->
                assertEquals(expected, mapped(client(client), "oidc-audience-mapper", "included.client.audience")));
    }

    @Test
    void everyClientPutsATenantIntoItsTokens() {
        for (JsonNode client : enabledClients()) {
            Set<String> claims = new TreeSet<>(mapped(client, "oidc-hardcoded-claim-mapper", "claim.name"));
            claims.addAll(mapped(client, "oidc-usermodel-attribute-mapper", "claim.name"));
            assertEquals(Set.of("tenant_id"), claims, client.path("clientId").asText());
        }
    }

    @Test
    void onlyConsolesUseTheBrowserAndOnlyWithProofKeys() {
        for (JsonNode client : enabledClients()) {
            String id = client.path("clientId").asText();
            assertFalse(client.path("publicClient").asBoolean(true), id);
            assertFalse(client.path("directAccessGrantsEnabled").asBoolean(true), id);
            assertFalse(client.path("implicitFlowEnabled").asBoolean(true), id);
            boolean console = Set.of("trivium-fin", "trivium-industrial", "trivium-med", "trivium-runtime")
                    .contains(id);
            assertEquals(console, client.path("standardFlowEnabled").asBoolean(), id);
            assertEquals(!console, client.path("serviceAccountsEnabled").asBoolean(), id);
            assertEquals(
                    console ? "S256" : "",
                    client.path("attributes").path("pkce.code.challenge.method").asText(""),
                    id);
        }
    }

    /** security M5: Keycloak adds these clients, which take passwords, to a realm whose file does not name them. */
    @Test
    void clientsBuiltIntoKeycloakAreOff() {
        for (String id : List.of("admin-cli", "security-admin-console")) {
            assertFalse(client(id).path("enabled").asBoolean(true), id);
            assertFalse(client(id).path("publicClient").asBoolean(true), id);
            assertFalse(client(id).path("directAccessGrantsEnabled").asBoolean(true), id);
        }
    }

    /** Addresses with a wildcard would hand codes to any page of the host (OWASP ASVS 5.0, 10.4.1). */
    @Test
    void browsersComeBackToOneAddressAlone() {
        for (JsonNode client : DEMO.tree().path("clients")) {
            if (!client.path("standardFlowEnabled").asBoolean()) continue;
            String root = client.path("rootUrl").asText();
            assertEquals(1, client.path("redirectUris").size(), root);
            assertEquals(
                    root + "/console/login", client.path("redirectUris").path(0).asText());
            assertEquals(
                    root + "/console/",
                    client.path("attributes").path("post.logout.redirect.uris").asText());
        }
    }

    /** A logout anywhere ends the sessions of all consoles at once (OpenID Connect Back-Channel Logout 1.0). */
    @Test
    void everyConsoleIsNotifiedOfLogouts() {
        for (JsonNode client : DEMO.tree().path("clients")) {
            if (!client.path("standardFlowEnabled").asBoolean()) continue;
            JsonNode attributes = client.path("attributes");
            assertEquals(
                    client.path("rootUrl").asText() + "/console/backchannel-logout",
                    attributes.path("backchannel.logout.url").asText());
            assertEquals(
                    "true",
                    attributes.path("backchannel.logout.session.required").asText());
        }
    }

    @Test
    void noSecretIsCommitted() {
        for (JsonNode client : enabledClients()) {
            assertTrue(
                    client.path("secret").asText().matches("\\$\\{[A-Z_]+_SECRET}"),
                    client.path("clientId").asText());
        }
    }

    @Test
    void productionHasNoPasswordAndNoDemoClient() {
        for (JsonNode user : PRODUCTION.tree().path("users")) {
            assertTrue(user.has("serviceAccountClientId"), user.path("username").asText());
            assertFalse(user.has("credentials"), user.path("username").asText());
        }
        for (JsonNode client : PRODUCTION.tree().path("clients")) {
            assertFalse(client.path("clientId").asText().contains("demo"));
        }
    }

    @Test
    void refusesCommonPasswordsAndOurOwnWords() throws IOException {
        String policy = PRODUCTION.tree().path("passwordPolicy").asText();
        Path list = PRODUCTION.refusedPasswords();
        assertTrue(policy.contains("passwordBlacklist(" + list.getFileName() + ")"), policy);
        List<String> words = Files.readAllLines(list);
        Set<String> refused = Set.copyOf(words);
        assertEquals(words.size(), refused.size());
        for (String word : words) {
            assertTrue(word.length() >= 8 && word.equals(word.strip().toLowerCase(Locale.ROOT)), word);
        }
        assertTrue(refused.size() >= 3_000 + 500, refused.size() + " words");
        assertTrue(refused.containsAll(Set.of("password", "12345678", "qwertyuiop", "trivium1", "radiologist")));
        for (JsonNode user : DEMO.tree().path("users")) {
            String own = user.at("/credentials/0/value").asText();
            assertFalse(refused.contains(own), own);
        }
    }

    /** Imported users get no roles but those that the file names. */
    @Test
    void peopleMayChangeTheirPassword() {
        for (JsonNode user : DEMO.tree().path("users")) {
            if (user.has("serviceAccountClientId")) continue;
            assertEquals(
                    "[\"manage-account\",\"view-profile\"]",
                    user.at("/clientRoles/account").toString(),
                    user.path("username").asText());
        }
    }

    @Test
    void aUserCannotChooseTheirTenant() {
        String profile = PRODUCTION
                .tree()
                .at("/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config/0")
                .asText();
        assertTrue(profile.contains("\"name\":\"tenant_id\""));
        assertTrue(profile.substring(profile.indexOf("\"name\":\"tenant_id\""))
                .contains("\"permissions\":{\"view\":[\"admin\"],\"edit\":[\"admin\"]}"));
    }

    @Test
    void everyRoleThatIsGivenExists() {
        Set<String> known = StreamSupport.stream(
                        DEMO.tree().path("roles").path("realm").spliterator(), false)
                .map(role -> role.path("name").asText())
                .collect(Collectors.toSet());
        assertEquals(13, known.size());
        for (JsonNode user : DEMO.tree().path("users")) {
            for (JsonNode role : user.path("realmRoles")) assertTrue(known.contains(role.asText()), role.asText());
        }
    }

    @Test
    void fillsEveryPlaceholder() {
        String rendered = DEMO.render(name -> Optional.of("v-" + name));
        assertFalse(rendered.contains("${T"));
        assertTrue(rendered.contains("http://localhost:v-TRIVIUM_FIN_PORT/console/login"));
    }

    @Test
    void refusesAPlaceholderItDoesNotKnow() {
        assertThrows(IllegalStateException.class, () -> DEMO.render(_ -> Optional.empty()));
    }

    @Test
    void knowsThePeopleOfTheDemoAndNoneOfProduction() {
        assertEquals(List.of(), PRODUCTION.demoUsers());
        List<DemoUser> users = DEMO.demoUsers();
        assertEquals("demo", users.getFirst().name());
        for (DemoUser user : users) {
            assertEquals(user.name() + "-demo", user.password());
            assertFalse(user.tenants().isEmpty(), user.name());
            assertFalse(user.consoles().isEmpty(), user.name());
        }
        Map<String, Set<String>> consoles =
                users.stream().collect(Collectors.toMap(DemoUser::name, DemoUser::consoles));
        assertEquals(Set.of("payments"), consoles.get("supervisor"));
        assertEquals(Set.of("hospital"), consoles.get("radiologist"));
        assertEquals(Set.of("factory"), consoles.get("planner"));
        assertEquals(Set.of("platform"), consoles.get("operator"));
    }
}
