package io.trivium.deploy.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compose file, by docker-compose where Debian's is installed, and by rules of our own everywhere. */
class ComposeTest {
    private static final Path DOCKER_COMPOSE = Path.of("/usr/bin/docker-compose");
    private static final ComposeFile FILE = ComposeFile.trivium();

    @TempDir
    Path temporary = Path.of(".");

    private record Outcome(int code, String output) {}

    private Outcome dockerCompose(String text) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(DOCKER_COMPOSE), "docker-compose is missing; Debian has it: docker-compose");
        String variables = FILE.required().stream().map(name -> name + "=x\n").collect(Collectors.joining());
        Path file = Files.writeString(temporary.resolve("compose.yaml"), text);
        Path environment = Files.writeString(temporary.resolve("variables"), variables);
        Process process = new ProcessBuilder(
                        DOCKER_COMPOSE.toString(),
                        "--env-file",
                        environment.toString(),
                        "--file",
                        file.toString(),
                        "--profile",
                        "*",
                        "config",
                        "--quiet")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void dockerComposeTakesIt() throws Exception {
        Outcome outcome = dockerCompose(FILE.text());
        assertEquals(0, outcome.code(), outcome.output());
    }

    @Test
    void dockerComposeRefusesAKeyThatItDoesNotKnow() throws Exception {
        Outcome outcome = dockerCompose(FILE.text().replace("    healthcheck:", "    healthchek:"));
        assertTrue(outcome.code() != 0 && outcome.output().contains("healthchek"), outcome.output());
    }

    @Test
    void dockerComposeSaysWhatIsMissing() throws Exception {
        Outcome outcome = dockerCompose(FILE.text().replace("${TRIVIUM_FIN_SECRET:?", "${TRIVIUM_NOBODY:?"));
        assertTrue(
                outcome.output().contains("TRIVIUM_NOBODY is missing a value: is missing, run ./secrets.sh"),
                outcome.output());
    }

    @Test
    void keepsThePolicies() {
        assertEquals(List.of(), FILE.faults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres:18.1 | postgres:latest | postgres has an image without a version",
                "cap_drop: [ALL] | cap_drop: [NET_RAW] | keeps capabilities",
                "127.0.0.1:18112:18112 | 18112:18112 | is open to the network at 18112:18112",
                "read_only: true | read_only: false | domain-fin can write its root file system",
                "memory: 5G | memry: 5G | model-runtime has no limit of memory",
                "${TRIVIUM_FIN_SECRET:?is missing, run ./secrets.sh} | fin | TRIVIUM_OIDC_CLIENT_SECRET in the open",
                "kafka: {condition | kafkas: {condition | waits for no service: kafkas"
            })
    void findsAFault(String from, String to, String fault) {
        List<String> faults = ComposeFile.of(FILE.text().replace(from, to)).faults();
        assertTrue(faults.toString().contains(fault), () -> fault + " in " + faults);
    }

    @Test
    void everySettingIsRead() throws IOException {
        for (String module : List.of("model-runtime", "domain-med", "domain-fin", "domain-industrial")) {
            assumeTrue(ServiceKeys.isBuilt(module), () -> module + " is not built; ./trivium build builds it");
        }
        assertEquals(List.of(), FILE.unread());
        assertEquals(
                List.of("domain-fin: domain-fin reads no variable PLATFORM_FIN_TOKENKEY"),
                ComposeFile.of(FILE.text().replace("PLATFORM_FIN_TOKEN_KEY", "PLATFORM_FIN_TOKENKEY"))
                        .unread());
    }

    @Test
    void theExampleNamesWhatIsRequiredAndHoldsNoSecret() throws IOException {
        List<String> lines = Files.readAllLines(ComposeFile.DIRECTORY.resolve(".env.example"));
        Set<String> empty = new TreeSet<>();
        for (String line : lines) {
            if (line.matches("[A-Z_]+=")) empty.add(line.substring(0, line.length() - 1));
        }
        assertEquals(FILE.required(), empty);
    }

    /** Keycloak fills them in when it imports the realm. */
    @Test
    void keycloakIsToldWhatTheRealmRefersTo() throws IOException {
        String realm = Files.readString(Chart.ROOT.resolve("deploy/keycloak/trivium-realm.json"));
        Set<String> told = new TreeSet<>();
        FILE.tree().at("/services/keycloak/environment").fieldNames().forEachRemaining(told::add);
        told.removeIf(name -> !name.startsWith("TRIVIUM_"));
        Set<String> referred = Pattern.compile("\\$\\{([A-Z_]+)}")
                .matcher(realm)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(referred, told);
    }

    @Test
    void eachRoleGetsTheSamePasswordOnBothSides() {
        for (String schema : List.of("runtime", "med", "fin", "industrial")) {
            String module = schema.equals("runtime") ? "model-runtime" : "domain-" + schema;
            String role = schema.toUpperCase(Locale.ROOT);
            assertEquals(
                    password("postgres-init", role + "_APP_PASSWORD"), password(module, "QUARKUS_DATASOURCE_PASSWORD"));
            assertEquals(
                    password("postgres-init", role + "_OWNER_PASSWORD"), password(module, "QUARKUS_FLYWAY_PASSWORD"));
        }
        assertEquals(password("postgres-init", "KEYCLOAK_PASSWORD"), password("keycloak", "KC_DB_PASSWORD"));
    }

    private static String password(String service, String variable) {
        return FILE.tree()
                .at("/services/" + service + "/environment/" + variable)
                .asText();
    }
}
