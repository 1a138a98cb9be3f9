package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.manifests.Chart;
import io.trivium.deploy.manifests.Manifest;
import io.trivium.deploy.sbom.Part;
import io.trivium.deploy.sbom.Sbom;
import io.trivium.deploy.sbom.SbomPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The chart's own installation without a cluster: the environment of each container, with the files of its volumes and
 * the rights that it requires, as processes of this machine over PostgreSQL, Kafka and Keycloak that speak TLS alone.
 * The additions of a cluster (network policies, probes, volumes) are not tested here.
 */
class ChartIT {
    private static final int PORT_BASE = 26_000;
    private static final int PARTITIONS = 2;
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Installation INSTALLATION = Installation.current();
    private static final Path DATA = INSTALLATION.root().resolve("deploy/launcher/target/chart-it");
    private static final Ports PORTS = new Ports(PORT_BASE);
    private static final Map<String, String> SERVICES = new LinkedHashMap<>(Map.of(
            "runtime", "model-runtime",
            "fin", "domain-fin",
            "med", "domain-med",
            "industrial", "domain-industrial"));

    private static DataDirectory data = DataDirectory.at(DATA);
    private static Optional<Installed> installed = Optional.empty();
    private static Map<String, Path> certificates = Map.of();
    private static Map<String, Process> processes = Map.of();

    /** The objects that the tests use. */
    private record Installed(SecuredStores stores, HttpClient http, Authority authority) {}

    @BeforeAll
    static void install() throws Exception {
        Assumptions.assumeTrue(
                SERVICES.values().stream().allMatch(INSTALLATION::isBuilt), "the services are not built");
        Processes.kill(Processes.of(data), Duration.ofSeconds(20));
        Cache.deleteTree(DATA);
        data = DataDirectory.open(DATA);
        Authority authority = new Authority(DATA.resolve("certificates"));
        HttpClient http = HttpClient.newBuilder()
                .sslContext(authority.trust())
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        SecuredStores stores = new SecuredStores(data, PORTS, authority, INSTALLATION);
        installed = Optional.of(new Installed(stores, http, authority));
        stores.startPostgres();
        List<Manifest> users = Chart.trivium().render("operators").stream()
                .filter(manifest -> manifest.kind().equals("KafkaUser"))
                .toList();
        assertEquals(4, users.size());
        stores.startKafka(users, Chart.trivium().directory().resolve("files/topics.txt"), PARTITIONS);
        stores.startKeycloak(http);
        startServices(authority);
    }

    private static SecuredStores stores() {
        return installed.orElseThrow().stores();
    }

    private static HttpClient http() {
        return installed.orElseThrow().http();
    }

    private static void startServices(Authority authority) throws Exception {
        Map<String, Path> issued = new HashMap<>();
        for (String service : SERVICES.keySet()) issued.put(service, authority.issue(service));
        certificates = Map.copyOf(issued);
        Map<String, Process> started = new HashMap<>();
        for (String service : SERVICES.keySet()) started.put(service, pod(service, service, authority, Map.of()));
        processes = Map.copyOf(started);
        for (String service : SERVICES.keySet()) {
            Process process = Objects.requireNonNull(processes.get(service));
            Await.until(service, process::isAlive, START, () -> {
                HttpResponse<String> answer = health(service);
                if (answer.statusCode() != 200) throw new IOException(answer.body());
            });
        }
    }

    /**
     * Starts a workload's container.
     *
     * @param name of its folder and log
     * @param trusted the authority whose certificate the container has
     * @param changed variables in addition to those of the chart, which they may replace
     */
    private static Process pod(String service, String name, Authority trusted, Map<String, String> changed)
            throws Exception {
        ChartPod pod = new ChartPod(
                Chart.trivium().render(values()),
                "trivium-" + service,
                (secret, key) -> secret(trusted, service, secret, key));
        Map<String, String> local = new HashMap<>(Map.of(
                "QUARKUS_HTTP_SSL_PORT", Integer.toString(port(service)),
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.management(port(service))),
                "PLATFORM_MED_DICOM_PORT", Integer.toString(PORTS.dicom())));
        local.putAll(changed);
        return pod.start(
                INSTALLATION,
                data.of("pods").resolve(name),
                local,
                data.log(name),
                data.root().toString());
    }

    private static int port(String service) {
        return PORTS.service(String.valueOf(SERVICES.get(service)), 1);
    }

    /** An installation whose stores are on this host. */
    private static Path values() throws IOException {
        return Files.writeString(DATA.resolve("values.yaml"), """
                tenants: [%s]
                database: {host: localhost, port: %d, caSecret: database-ca}
                kafka: {bootstrapServers: "localhost:%d", caSecret: kafka-ca, replicationFactor: 1, partitions: %d}
                oidc: {issuer: "%s"}
                runtimeUrl: https://localhost:%d
                services: {fin: {partitions: %d}}
                """.formatted(
                        TestBank.TENANT,
                        PORTS.postgres(),
                        PORTS.kafka(),
                        PARTITIONS,
                        stores().issuer(),
                        PORTS.runtime(),
                        PARTITIONS));
    }

    /** The entries of the secrets that the installation page lists, as an administrator provides them. */
    private static byte[] secret(Authority authority, String service, String secret, String key) throws IOException {
        Secrets secrets = Secrets.of(data);
        if (secret.endsWith("-ca")) return Files.readAllBytes(authority.file());
        if (secret.equals("trivium-" + service + "-tls")) {
            return Files.readAllBytes(
                    Objects.requireNonNull(certificates.get(service)).resolve(key));
        }
        if (!secret.equals("trivium-" + service)) throw new IllegalArgumentException("no such secret: " + secret);
        String value = switch (key) {
            case "db-password" -> secrets.get(Provisioning.secretOf(service + "_app"));
            case "db-owner-password" -> secrets.get(Provisioning.secretOf(service + "_owner"));
            case "oidc-client-secret" -> secrets.get("client-trivium-" + service);
            case "service-client-secret" -> secrets.get("client-trivium-" + service + "-service");
            case "audit-signing-key.pem" -> Files.readString(secrets.auditSigningKey());
            case "pack-signing-key.pem" -> pack(secrets, "TRIVIUM_PACK_SIGNING_KEY");
            case "pack-verification-key.pem" -> pack(secrets, "TRIVIUM_PACK_PUBLIC_KEY");
            case "kafka-password" -> stores().kafkaPassword(service);
            case "session-secret", "token-key", "learning-key" -> secrets.get(key + "-" + service);
            default -> throw new IllegalArgumentException("no such key: " + key);
        };
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static String pack(Secrets secrets, String variable) throws IOException {
        return Files.readString(
                Path.of(Objects.requireNonNull(secrets.packSigning().get(variable))));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        Processes.kill(Processes.of(data), Duration.ofSeconds(20));
    }

    private static HttpResponse<String> health(String service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + Ports.management(port(service)) + "/q/health/ready"))
                .timeout(PATIENCE)
                .build();
        return http().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String authorized() throws InterruptedException {
        TestBank bank = new TestBank(
                http(),
                stores().issuer(),
                Secrets.of(data).get("client-" + TestBank.CLIENT),
                "https://localhost:" + port("fin"));
        String id = bank.authorizeByTheModel(PATIENCE);
        bank.awaitListed(id, PATIENCE);
        return id;
    }

    @Test
    void anAuthorizationIsDecidedByTheModelAndStored() throws Exception {
        assertFalse(authorized().isEmpty());
    }

    /** Browsers that have visited once return only over TLS (RFC 6797). */
    @Test
    void browsersAreToldToStayWithTls() throws Exception {
        for (String service : SERVICES.keySet()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port(service) + "/problems"))
                    .timeout(PATIENCE)
                    .build();
            assertEquals(
                    "max-age=31536000; includeSubDomains",
                    http().send(request, HttpResponse.BodyHandlers.discarding())
                            .headers()
                            .firstValue("Strict-Transport-Security")
                            .orElse("nothing"),
                    service);
        }
    }

    /** Asked with openssl, because the JDK offers no older version itself. */
    @Test
    void everyPortSpeaksTls12And13WithStrongCiphersAlone() throws Exception {
        for (String service : SERVICES.keySet()) {
            for (int port : List.of(port(service), Ports.management(port(service)))) {
                assertEquals("", refusal(port, "-tls1_3"), service);
                assertEquals("", refusal(port, "-tls1_2"), service);
                for (String weak : List.of("-tls1", "-tls1_1", "-tls1_2 -cipher aNULL:eNULL:3DES:RC4:MD5:kRSA:kDH")) {
                    assertTrue(refusal(port, weak).contains("alert"), () -> service + " takes " + weak);
                }
            }
        }
    }

    /** What openssl says of a handshake that failed; empty for one that did not. */
    private static String refusal(int port, String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "localhost:" + port));
        command.addAll(List.of(options.split(" ", -1)));
        if (!options.contains("tls1_3")) {
            int cipher = command.indexOf("-cipher") + 1;
            if (cipher == 0) command.addAll(List.of("-cipher", "ALL:@SECLEVEL=0"));
            else command.set(cipher, command.get(cipher) + ":@SECLEVEL=0");
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said;
    }

    @Test
    void aServiceWithUnsafeSettingsDoesNotStartAndNamesThemAll() throws Exception {
        Map<String, String> unsafe = Map.of(
                "TRIVIUM_SESSION_SECRET", "change-me-change-me-change-me-change-me",
                "TRIVIUM_RUNTIME_URL", "http://runtime.example:8080",
                "KAFKA_SECURITY_PROTOCOL", "PLAINTEXT",
                "KAFKA_BOOTSTRAP_SERVERS", "broker.example:9092",
                "QUARKUS_HTTP_INSECURE_REQUESTS", "enabled");
        String log =
                logOfOneThatDoesNotStart("fin-unsafe", installed.orElseThrow().authority(), unsafe);
        for (String setting : List.of(
                "TRIVIUM_SESSION_SECRET", "TRIVIUM_RUNTIME_URL", "KAFKA_BOOTSTRAP_SERVERS", "quarkus.http.host")) {
            assertTrue(log.contains(setting + " "), setting);
        }
        assertFalse(log.contains("change-me-change-me"), "a secret is in the log");
    }

    @Test
    void aServiceTalksToNoStoreOfAnotherAuthority() throws Exception {
        Authority other = new Authority(DATA.resolve("other-certificates"));
        String log = logOfOneThatDoesNotStart("fin-untrusting", other, Map.of());
        assertTrue(log.contains("PKIX path"), log);
    }

    private static String logOfOneThatDoesNotStart(String name, Authority trusted, Map<String, String> changed)
            throws Exception {
        Process process = pod("fin", name, trusted, changed);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), name + " started");
        assertNotEquals(0, process.exitValue());
        return Files.readString(data.log(name));
    }

    /** The bill of materials has each library that the processes can load, and no test library is among them. */
    @Test
    void onlyLibrariesOfTheBillOfMaterialsRun() throws Exception {
        Sbom shipped = Sbom.of(
                INSTALLATION.root(),
                List.of(Path.of(System.getProperty("user.home"), ".m2", "repository")),
                INSTALLATION.packs());
        assertEquals(List.of(), SbomPolicy.read(INSTALLATION.root()).violations(shipped));
        for (Map.Entry<String, Process> service : processes.entrySet()) {
            List<String> loaded = libraries(service.getValue().pid());
            assertTrue(loaded.size() > 100, () -> service.getKey() + " has " + loaded.size() + " libraries");
            assertEquals(
                    List.of(),
                    loaded.stream()
                            .filter(jar -> jar.matches(".*(junit|-tests|rest-assured|mockito|dev-ui|devtools).*")
                                    || (!jar.startsWith("io.trivium.")
                                            && shipped.parts().stream().noneMatch(part -> isOf(part, jar))))
                            .toList(),
                    service.getKey());
        }
    }

    /** File names have the group in front; a classifier may follow, and a vendor's release may precede the version. */
    private static boolean isOf(Part part, String jar) {
        return jar.contains(part.name() + "-") && jar.contains(part.version());
    }

    /** The libraries next to the application that a process runs. */
    private static List<String> libraries(long pid) throws IOException {
        String[] command =
                Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1);
        Path application = Stream.of(command)
                .filter(word -> word.endsWith("quarkus-run.jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        Path folder = Path.of("/proc/" + pid + "/cwd")
                .toRealPath()
                .resolve(application)
                .resolveSibling("lib");
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private static Connection administrator() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + PORTS.postgres() + "/trivium?" + stores().verified(),
                PostgresComponent.SUPERUSER,
                Secrets.of(data).get("postgres-superuser"));
    }

    @Test
    void everyConnectionToTheDatabaseIsEncrypted() throws SQLException {
        try (Connection connection = administrator();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select usename, bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid)"
                                + " where usename like '%\\_app' or usename = 'keycloak' group by usename")) {
            List<String> encrypted = new ArrayList<>();
            while (row.next()) {
                assertTrue(row.getBoolean(2), row.getString(1));
                encrypted.add(row.getString(1));
            }
            assertEquals(
                    List.of("fin_app", "industrial_app", "keycloak", "med_app", "runtime_app"),
                    encrypted.stream().sorted().toList());
        }
    }

    @Test
    void nobodyGetsInWithoutTls() {
        SQLException refused = assertThrows(
                SQLException.class,
                () -> DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + PORTS.postgres() + "/trivium?sslmode=disable",
                        "fin_app",
                        Secrets.of(data).get(Provisioning.secretOf("fin_app"))));
        assertTrue(String.valueOf(refused.getMessage()).contains("no encryption"), refused.getMessage());
        List<Integer> ports =
                new ArrayList<>(SERVICES.keySet().stream().map(ChartIT::port).toList());
        ports.addAll(ports.stream().map(Ports::management).toList());
        ports.add(PORTS.keycloak());
        for (int port : ports) {
            HttpRequest plain = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            assertThrows(
                    IOException.class, () -> http().send(plain, HttpResponse.BodyHandlers.ofString()), "port " + port);
        }
        Map<String, Object> plain = new HashMap<>(stores().kafkaClient("fin", "-"));
        plain.put("security.protocol", "PLAINTEXT");
        plain.put("default.api.timeout.ms", 3_000);
        plain.put("request.timeout.ms", 2_000);
        assertThrows(ExecutionException.class, () -> topics(plain));
    }

    private static void topics(Map<String, Object> client) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
            admin.listTopics().names().get();
        }
    }

    @Test
    void aServiceReachesNoTopicOfAnother() throws Exception {
        SecuredStores stores = stores();
        ExecutionException stranger =
                assertThrows(ExecutionException.class, () -> topics(stores.kafkaClient("fin", "not-the-password")));
        assertInstanceOf(SaslAuthenticationException.class, stranger.getCause());
        try (Admin admin = Admin.create(stores.kafkaClient("fin", stores.kafkaPassword("fin")))) {
            TopicPartition own = new TopicPartition("fin.decision.v1", 0);
            admin.listOffsets(Map.of(own, OffsetSpec.latest())).all().get();
            TopicPartition other = new TopicPartition("med.study.v1", 0);
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> admin.listOffsets(Map.of(other, OffsetSpec.latest()))
                            .all()
                            .get());
            assertInstanceOf(TopicAuthorizationException.class, refused.getCause());
        }
    }

    /** Runs after some work was done: missing rights and untrusted certificates are reported there. */
    @Test
    void noServiceIsRefusedAnything() throws Exception {
        authorized();
        for (String service : SERVICES.keySet()) {
            String log = Files.readString(data.log(service));
            for (String sign : List.of(
                    "AuthorizationException", "not authorized", "Not authorized", "SSLHandshake", "PKIX path")) {
                assertFalse(log.contains(sign), () -> sign + " in " + data.log(service));
            }
        }
    }
}
