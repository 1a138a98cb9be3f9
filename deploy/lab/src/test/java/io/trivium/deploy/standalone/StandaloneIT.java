package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.conformance.Target;
import io.trivium.deploy.docs.IntegrationPages;
import io.trivium.deploy.edge.EdgeReport;
import io.trivium.deploy.edge.EdgeRun;
import io.trivium.deploy.fuzz.api.ApiLimits;
import io.trivium.deploy.fuzz.api.PlatformFuzz;
import io.trivium.deploy.fuzz.api.Report;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The real platform on other ports, from a first start to the loss of every process. One platform for all tests, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneIT {
    private static final int PORT_BASE = 27_000;
    private static final int HL7_PORT = PORT_BASE + 575;
    private static final int FUZZ_SEED = 20_261;
    private static final Duration START = Duration.ofMinutes(5);
    private static final Installation INSTALLATION = Installation.current();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code ./trivium conformance} with the classes of this build: the laboratory's jar is made after its tests. */
    private static final String CONFORMANCE = "exec \"$JAVA_HOME/bin/java\" --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow -Dtrivium.root=\"$PWD\" io.trivium.deploy.cli.Trivium conformance ";

    /** Stays after the tests, with its logs. */
    private static final Path DATA = INSTALLATION.root().resolve("deploy/lab/target/standalone-it");

    @TempDir
    Path studies;

    private static Platform platform = new Platform(DataDirectory.at(Path.of(".")));
    /** Without the upgrade to HTTP/2, which Vert.x answers now and then with a body that has no frames. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeAll
    static void start() throws Exception {
        Processes.kill(Processes.of(DataDirectory.at(DATA)), Duration.ofSeconds(20));
        Cache.deleteTree(DATA);
        platform = new Platform(DataDirectory.open(DATA)).withPacs();
        for (Map.Entry<String, String> service : IntegrationPages.settings().entrySet()) {
            Path folder =
                    Files.createDirectories(platform.data().of(service.getKey()).resolve("config"));
            Files.writeString(
                    folder.resolve("application.properties"),
                    service.getValue().replace("${HL7_PORT:18575}", Integer.toString(HL7_PORT)));
        }
        assertTrue(platform.start(PORT_BASE));
        report("cold start", platform.awaitReady(START, ignored -> {}));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        platform.stop(ignored -> {});
        assertEquals(List.of(), Processes.of(platform.data()));
    }

    private static void report(String what, PlatformStatus status) {
        System.out.printf(
                "%s: ready after %d ms, %d MiB resident in all%n",
                what, status.readyAfterMs(), platform.residentBytes() >> 20);
        for (ComponentStatus component : status.components()) {
            System.out.printf(
                    "  %-14s %d MiB%n", component.name(), Processes.residentBytesOfTree(component.pid()) >> 20);
        }
    }

    private static PlatformStatus status() {
        return platform.status().orElseThrow();
    }

    private static String token(String client) throws Exception {
        return new Identity(status(), platform.data(), HTTP).token(client);
    }

    private static boolean tokenIsGiven(String client) throws Exception {
        try {
            return claims(token(client)).path("azp").asText().equals(client);
        } catch (LauncherException _) {
            return false;
        }
    }

    private static JsonNode claims(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    @Test
    @Order(1)
    void runsEveryComponentInBounds() {
        assertTrue(status().ready());
        assertTrue(platform.residentBytes() < 3L << 30, () -> "resident: " + (platform.residentBytes() >> 20) + " MiB");
    }

    /** security L4: the MQTT broker, which is not essential, included. */
    @Test
    @Order(1)
    void everyComponentIsReady() throws Exception {
        for (ComponentStatus component : status().components()) {
            await(component.name() + " is ready", () -> isReady(component.name(), _ -> true));
        }
    }

    /** The commands of docs/integrate, as they stand. */
    @Test
    @Order(5)
    void theCommandsOfTheIntegrationPagesWork() throws Exception {
        for (Map.Entry<String, String> page : IntegrationPages.scripts().entrySet()) {
            runShell(page.getKey(), page.getValue());
        }
    }

    /** A short form of {@code ./trivium conformance}: clients and checkers from outside. */
    @Test
    @Order(5)
    void outsideCheckersFindNothing() throws Exception {
        for (String protocol : List.of("dicom", "iso8583", "iso20022", "cloudevents", "openapi")) {
            runShell(protocol, CONFORMANCE + "--short " + protocol);
        }
    }

    /** security M5, L1: grants, passwords and guessing in the running realm, and 100 copied cookies after logout. */
    @Test
    @Order(5)
    void theSecurityChecksFindNothing() throws Exception {
        runShell("security", CONFORMANCE + "security");
    }

    private void runShell(String name, String script) throws Exception {
        Path log = studies.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(INSTALLATION.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BASE", Integer.toString(PORT_BASE),
                        "TRIVIUM_DATA_DIR", DATA.toString(),
                        "HL7_PORT", Integer.toString(HL7_PORT),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "CLASSPATH", System.getProperty("java.class.path")));
        int code = builder.start().waitFor();
        assertEquals(0, code, name + ": " + Files.readString(log));
    }

    @Test
    @Order(2)
    void aServiceTokenNamesItsAudienceTenantAndRole() throws Exception {
        JsonNode claims = claims(token("trivium-ingest-demo"));
        assertEquals(
                "http://localhost:" + (PORT_BASE + 180) + "/realms/trivium",
                claims.path("iss").asText());
        assertEquals("trivium-fin", claims.path("aud").asText());
        assertEquals("demo-bank", claims.path("tenant_id").asText());
        assertEquals(List.of("fin-ingest"), JSON.convertValue(claims.at("/realm_access/roles"), List.class));
    }

    /** 3,072 bits are as strong as 128 of a symmetric key (NIST SP 800-57 part 1, table 2). */
    @Test
    @Order(2)
    void tokensAreSignedWithALongKey() throws Exception {
        int keys = 0;
        for (JsonNode key : JSON.readTree(HTTP.send(
                                HttpRequest.newBuilder(realm("/protocol/openid-connect/certs"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("keys")) {
            if (!key.path("use").asText().equals("sig")) continue;
            keys++;
            int bits = Base64.getUrlDecoder().decode(key.path("n").asText()).length * 8;
            assertTrue(bits >= 3_072, () -> bits + " bits");
        }
        assertTrue(keys > 0, "the realm shows no key");
    }

    @Test
    @Order(2)
    void strangersRegisterNoClients() throws Exception {
        Map<String, String> clients = Map.of(
                "default", "{\"clientId\":\"evil\",\"redirectUris\":[\"https://evil.example/\"]}",
                "openid-connect", "{\"client_name\":\"evil\",\"redirect_uris\":[\"https://evil.example/\"]}");
        for (Map.Entry<String, String> client : clients.entrySet()) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(realm("/clients-registrations/" + client.getKey()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(client.getValue()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(403, answer.statusCode(), answer.body());
        }
    }

    private static URI realm(String path) {
        return URI.create("http://localhost:" + (PORT_BASE + 180) + "/realms/trivium" + path);
    }

    @Test
    @Order(3)
    void theAppRoleOwnsNothingAndBypassesNothing() throws Exception {
        try (Connection connection = new Database(status(), platform.data()).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select r.rolsuper or r.rolbypassrls or r.rolcreaterole,"
                        + " (select count(*) from pg_class c where c.relowner = r.oid)"
                        + " from pg_roles r where r.rolname = 'fin_app'")) {
            assertTrue(row.next());
            assertFalse(row.getBoolean(1));
            assertEquals(0, row.getLong(2));
        }
    }

    @Test
    @Order(4)
    void aSecondStartOnOtherPortsIsRefused() {
        LauncherException refused = assertThrows(LauncherException.class, () -> platform.start(PORT_BASE + 1000));
        assertTrue(String.valueOf(refused.getMessage()).contains("already runs with port base " + PORT_BASE));
    }

    @Test
    @Order(5)
    void aPostedAuthorizationIsDecidedAndListed() throws Exception {
        assumeTrue(
                INSTALLATION.isBuilt("domain-fin") && INSTALLATION.isBuilt("model-runtime"),
                "domain-fin and model-runtime are not built");
        String id = "it-" + UUID.randomUUID();
        HttpResponse<String> posted = post(id);
        assertEquals(200, posted.statusCode(), posted.body());
        JsonNode decision = JSON.readTree(posted.body());
        assertEquals(id, decision.path("authorizationId").asText());
        assertTrue(List.of("approve", "refer", "decline")
                .contains(decision.path("outcome").asText()));
        await("the decision is listed", () -> decisions(id) == 1);
    }

    private static HttpResponse<String> post(String id) throws Exception {
        String body = JSON.createObjectNode()
                .put("authorizationId", id)
                .put("panToken", "tok_it_0001")
                .put("terminalId", "term-it-1")
                .put("amount", 12.5)
                .put("currency", "EUR")
                .put("occurredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .toString();
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 82) + "/v1/authorizations"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token("trivium-ingest-demo"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long decisions(String id) throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 82) + "/v1/decisions?limit=50"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token("trivium-cli-demo-bank"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        long found = 0;
        for (JsonNode item : JSON.readTree(response.body()).path("items")) {
            found += item.path("authorizationId").asText().equals(id) ? 1 : 0;
        }
        return found;
    }

    /** The bundled models find the nodule of a simulated chest, and report and segmentation are stored in the PACS. */
    @Test
    @Order(5)
    void aChestOfThePacsIsReadAndTheResultsComeBack() throws Exception {
        assumeTrue(INSTALLATION.isBuilt("domain-med"), "domain-med is not built");
        assumeTrue(OrthancComponent.isInstalled(), "there is no Orthanc; install Debian's orthanc");
        String pacs = Integer.toString(status().ports().pacs());
        assertEquals(
                0,
                new Tools(INSTALLATION).studyBench(List.of("--pacs-port", pacs, "--slices", "150", "--studies", "1")));
    }

    /** The demo where Orthanc is installed. */
    @Test
    @Order(5)
    void aSimulatedChestOfTheDemoGoesThroughThePacsAndItsResultsComeBack() throws Exception {
        assumeTrue(INSTALLATION.isBuilt("domain-med"), "domain-med is not built");
        assumeTrue(OrthancComponent.isInstalled(), "there is no Orthanc; install Debian's orthanc");
        assertEquals(
                0,
                new Tools(INSTALLATION)
                        .demoStudy(List.of(
                                "--node-port", Integer.toString(status().ports().dicom()),
                                "--pacs-port", Integer.toString(status().ports().pacs()),
                                "--list", studies.resolve("with-pacs").toString(),
                                "--await-results", "300")));
    }

    /** The demo without a PACS on its first start. */
    @Test
    @Order(5)
    void simulatedChestsOfTheDemoAreReadWithoutAPacs() throws Exception {
        assumeTrue(
                INSTALLATION.isBuilt("domain-med") && INSTALLATION.isBuilt("model-runtime"),
                "domain-med and model-runtime are not built");
        Path list = studies.resolve("without-pacs");
        assertEquals(
                0,
                new Tools(INSTALLATION)
                        .demoStudy(List.of(
                                "--node-port", Integer.toString(status().ports().dicom()),
                                "--list", list.toString(),
                                "--first", "2")));
        List<String> sent = Files.readAllLines(list).stream()
                .filter(line -> line.endsWith(" sent"))
                .map(line -> line.split(" ", -1)[1])
                .toList();
        assertEquals(2, sent.size());
        await("both studies are processed", START, () -> processedStudies().containsAll(sent));
    }

    private static List<String> processedStudies() throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 81) + "/v1/worklist"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token("trivium-cli-demo-hospital"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"states\": [\"done\"], \"limit\": 200}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return JSON.readTree(response.body()).path("items").findValuesAsText("studyInstanceUid");
    }

    /** security L3: a proxy that forwards everything to the services' ports shows no metrics, health or contract. */
    @Test
    @Order(5)
    void operationsAreOnTheManagementInterfacesAlone() throws Exception {
        for (int port : status().ports().services().values()) {
            for (String path : List.of("/q/metrics", "/q/openapi", "/q/health", "/q/health/ready")) {
                assertEquals(404, got(port, path), port + path);
                assertEquals(200, got(Ports.management(port), path), Ports.management(port) + path);
            }
        }
    }

    /** Neither version control nor what developers use, on any port. */
    @Test
    @Order(5)
    void nothingOfDevelopmentIsServed() throws Exception {
        for (int service : status().ports().services().values()) {
            for (int port : List.of(service, Ports.management(service))) {
                for (String path : List.of(
                        "/.git/HEAD",
                        "/.gitignore",
                        "/pom.xml",
                        "/q/dev-ui/",
                        "/q/swagger-ui/",
                        "/q/arc/beans",
                        "/META-INF/MANIFEST.MF",
                        "/application.properties")) {
                    assertEquals(404, got(port, path), port + path);
                }
            }
        }
    }

    /** Those of databases, clients, brokers and sessions, and the keys. */
    @Test
    @Order(5)
    void secretsDifferAndOnlyTheirOwnerReadsThem() throws Exception {
        try (Stream<Path> secrets = Files.list(platform.data().secrets())) {
            Set<String> contents = new HashSet<>();
            for (Path secret : secrets.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)),
                        () -> secret.toString());
                assertTrue(contents.add(Files.readString(secret)), () -> secret + " is another secret too");
                assertTrue(Files.size(secret) >= 32, secret::toString);
            }
            assertTrue(contents.size() > 10, () -> contents.size() + " secrets");
        }
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(platform.data().secrets())));
    }

    /** What the platform's own secrets protect does not contain them: no table of a service, and no log. */
    @Test
    @Order(6)
    void secretsAreInNoTableAndNoLog() throws Exception {
        List<String> secrets = new ArrayList<>();
        try (Stream<Path> files = Files.list(platform.data().secrets())) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith("verification-key.pem")) continue;
                secrets.addAll(Files.readAllLines(file).stream()
                        .filter(line -> line.matches("[A-Za-z0-9+/=_-]{40,}"))
                        .toList());
            }
        }
        assertTrue(secrets.size() > 10, () -> secrets.size() + " secrets");
        try (Stream<Path> logs = Files.list(platform.data().log("any").getParent())) {
            for (Path log : logs.toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) assertFalse(text.contains(secret), () -> "a secret is in " + log);
            }
        }
        try (Connection connection = new Database(status(), platform.data()).connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row =
                    statement.executeQuery("select quote_ident(schemaname) || '.' || quote_ident(tablename)"
                            + " from pg_tables where schemaname in ('fin', 'med', 'industrial', 'runtime')")) {
                while (row.next()) tables.add(row.getString(1));
            }
            assertTrue(tables.size() > 50, () -> tables.size() + " tables");
            String any = secrets.stream()
                    .map(secret -> "position('" + secret + "' in text) > 0")
                    .collect(Collectors.joining(" or "));
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from (select t::text as text from " + table + " t) as rows where " + any)) {
                    assertTrue(row.next());
                    assertEquals(0, row.getLong(1), "secrets in " + table);
                }
            }
        }
    }

    /** After the consoles were used: trials of graphs and trainings are processes of Java without a shell between. */
    @Test
    @Order(6)
    void servicesStartNoShell() {
        for (String service : status().ports().services().keySet()) {
            ProcessHandle process = ProcessHandle.of(
                            status().component(service).orElseThrow().pid())
                    .orElseThrow();
            for (ProcessHandle child : process.descendants().toList()) {
                String command = child.info().command().orElse("");
                assertTrue(command.endsWith("/java"), () -> service + " started " + command);
            }
        }
    }

    /** Each line of a log is one JSON object, whatever requests contained; its time is in UTC. */
    @Test
    @Order(6)
    void linesOfLogsAreObjectsWithTimesInUtc() throws Exception {
        for (String service : status().ports().services().keySet()) {
            int lines = 0;
            List<String> log = Files.readAllLines(platform.data().log(service));
            // The last line may not be written to its end.
            for (String line : log.subList(0, log.size() - 1)) {
                // Warnings of the JVM and of ONNX Runtime itself.
                if (line.matches("\\[\\d.*|OpenJDK .*|WARNING: .*|.*\\[[VIWEF]:onnxruntime.*")) continue;
                lines++;
                JsonNode entry = JSON.readTree(line);
                assertTrue(entry.path("timestamp").asText().matches("20.*T.*Z"), line);
                assertFalse(entry.path("level").asText().isEmpty(), line);
            }
            assertTrue(lines > 10, service + " wrote " + lines + " lines");
        }
    }

    private static int got(int port, String path) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /**
     * security M6 and L2: no call fails, none waits for the half-open connections to end. That callers do not become slower
     * is measured by {@code ./trivium bench edge} on a quiet machine.
     */
    @Test
    @Order(5)
    void halfOpenConnectionsAndMalformedTokensDisturbNoCaller() throws Exception {
        assumeTrue(INSTALLATION.isBuilt("domain-fin"), "domain-fin is not built");
        try (Target target = new Target(platform, status(), studies, List.of())) {
            EdgeReport report =
                    new EdgeRun(target, new EdgeRun.Size(300, 1_000, 100, 5, 10, 28), ignored -> {}).measure();
            for (EdgeReport.Figure figure : report.figures()) {
                boolean ratio = figure.unit().equals("x");
                assertTrue(ratio || !Boolean.FALSE.equals(figure.met()), figure.toString());
            }
            assertTrue(
                    report.isUnnoticed(Duration.ofSeconds(2)), report.figures().toString());
        }
    }

    @Test
    @Order(6)
    void theHospitalsAuditLogVerifies() throws Exception {
        assumeTrue(INSTALLATION.isBuilt("domain-med"), "domain-med is not built");
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (PORT_BASE + 81) + "/v1/audit/verification"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token("trivium-cli-demo-hospital"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(JSON.readTree(response.body()).path("intact").asBoolean(), response.body());
    }

    @Test
    @Order(6)
    void theConsolesAreUsedByPeople() throws Exception {
        assumeTrue(
                INSTALLATION.isBuilt("domain-fin") && INSTALLATION.isBuilt("model-runtime"),
                "domain-fin and model-runtime are not built");
        new BrowserSuite(INSTALLATION.root()).run(DATA, PORT_BASE);
    }

    @Test
    @Order(7)
    void whatIsKilledIsStartedAgainAndTheReasonKept() throws Exception {
        List<String> victims = status().components().stream()
                .filter(component -> !component.name().equals(PostgresComponent.NAME))
                .map(ComponentStatus::name)
                .toList();
        for (String victim : victims) {
            ProcessHandle.of(status().component(victim).orElseThrow().pid())
                    .orElseThrow()
                    .destroyForcibly();
        }
        for (String victim : victims) {
            await(victim + " is ready again", () -> isReady(victim, component -> component.restarts() >= 1));
            ComponentStatus.Failure failure =
                    status().component(victim).orElseThrow().lastFailure();
            assertEquals("killed by signal 9", failure == null ? "no failure kept" : failure.reason());
        }
    }

    @Test
    @Order(8)
    void postgresIsStartedAgainAfterItsPostmasterWasKilled() throws Exception {
        ProcessHandle.of(status().component("postgres").orElseThrow().pid())
                .orElseThrow()
                .destroyForcibly();
        await("postgres is ready again", () -> isReady("postgres", component -> component.restarts() >= 1));
        platform.awaitReady(START, ignored -> {});
        // Keycloak finds out about its pooled connections one by one.
        await("Keycloak has new connections", () -> tokenIsGiven("trivium-cli"));
    }

    @Test
    @Order(9)
    void everythingStartsAgainWithItsDataAfterEveryProcessWasKilled() throws Exception {
        String mark = UUID.randomUUID().toString();
        try (Connection connection = new Database(status(), platform.data()).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table public.kept (mark text)");
            statement.execute("insert into public.kept values ('" + mark + "')");
        }
        long offset = produce(mark);

        Processes.kill(Processes.of(platform.data()), Duration.ofSeconds(20));
        assertFalse(platform.isRunning());
        assertTrue(platform.start(null));
        report("start after kill -9 of everything", platform.awaitReady(START, ignored -> {}));

        assertEquals(PORT_BASE, status().portBase());
        try (Connection connection = new Database(status(), platform.data()).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select mark from public.kept")) {
            assertTrue(row.next());
            assertEquals(mark, row.getString(1));
        }
        assertEquals(mark, consume(offset));
        assertEquals(
                "demo-bank",
                claims(token("trivium-ingest-demo")).path("tenant_id").asText());
    }

    /** Last: the effects of the operations remain. */
    @Test
    @Order(10)
    void oddRequestsOfEveryRoleAreAnsweredAsTheContractsSay() throws Exception {
        Report report = new PlatformFuzz(platform, HTTP)
                .run(new ApiLimits(FUZZ_SEED, Long.MAX_VALUE, Duration.ofSeconds(20), 4));
        System.out.printf(
                "%d requests, %d of %d pairs of operation and role answered%n",
                report.requests(), report.pairsAnswered(), report.pairs());
        assertEquals(List.of(), report.found());
        assertTrue(report.pairsAnswered() > 100, () -> "pairs answered: " + report.pairsAnswered());
    }

    private static long produce(String value) throws Exception {
        Map<String, Object> properties = platform.kafka().client(Map.of(ProducerConfig.ACKS_CONFIG, "all"));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>("learning.label.v1.dlq", 0, null, value))
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static String consume(long offset) {
        Map<String, Object> properties = platform.kafka().client(Map.of());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("learning.label.v1.dlq", 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            Instant deadline = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(deadline)) {
                for (var record : consumer.poll(Duration.ofMillis(200)).records(partition)) return record.value();
            }
        }
        throw new AssertionError("the record at offset " + offset + " is gone");
    }

    private static boolean isReady(String name, Predicate<ComponentStatus> also) {
        return status().component(name)
                .filter(component -> component.state() == ComponentState.READY)
                .filter(also)
                .isPresent();
    }

    /** A condition of another process, repeated until it holds. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        await(what, Duration.ofSeconds(90), condition);
    }

    private static void await(String what, Duration patience, Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(patience);
        while (!condition.holds()) {
            assertTrue(
                    Instant.now().isBefore(deadline),
                    () -> "not within " + patience.toSeconds() + " s: " + what + "; " + status());
            Platform.pause();
        }
    }
}
