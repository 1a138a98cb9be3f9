package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Commands;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.PortOwner;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.Topics;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The compose file's platform without a container engine: the settings of PostgreSQL, Kafka, Keycloak and the services,
 * on the ports that it names, with the secrets that {@code secrets.sh} makes, as processes of this machine. HiveMQ
 * replaces Mosquitto. Containers' limits, users and read-only file systems are not tested here.
 */
class ComposeIT {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Installation INSTALLATION = Installation.current();
    private static final Path COMPOSE = INSTALLATION.root().resolve("deploy/compose");
    private static final Path DATA = INSTALLATION.root().resolve("deploy/launcher/target/compose-it");
    /** Those of the file. */
    private static final Ports PORTS = new Ports(Ports.DEFAULT_BASE);

    private static final List<String> SERVICES =
            List.of("model-runtime", "domain-fin", "domain-med", "domain-industrial");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private static DataDirectory data = DataDirectory.at(DATA);
    private static Map<String, String> written = Map.of();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(SERVICES.stream().allMatch(INSTALLATION::isBuilt), "the services are not built");
        for (String tool : List.of("docker-compose", "psql", "openssl")) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is missing");
        }
        Processes.kill(Processes.of(data), Duration.ofSeconds(20));
        assumeTrue(
                PORTS.all().values().stream().allMatch(PortOwner::isFree),
                "the ports of the compose file are in use, by a platform of this machine");
        Cache.deleteTree(DATA);
        data = DataDirectory.open(DATA);
        JsonNode file = resolved();
        startPostgres(file.path("services"));
        startKafka(file.at("/services/kafka/environment"));
        startKeycloak(file.at("/services/keycloak/environment"));
        startBroker();
        startServices(file);
    }

    /** Copies the directory, has its secrets made, and the file with all its values from docker-compose. */
    private static JsonNode resolved() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(DATA.resolve("compose"));
        for (String name : List.of("compose.yaml", "secrets.sh", ".env.example")) {
            Files.copy(COMPOSE.resolve(name), directory.resolve(name));
        }
        Files.createDirectories(directory.resolve("config"));
        try (var files = Files.list(COMPOSE.resolve("config"))) {
            for (Path file : files.toList())
                Files.copy(file, directory.resolve("config").resolve(file.getFileName()));
        }
        Path log = data.log("compose");
        Commands.run(
                List.of(
                        "sh",
                        directory.resolve("secrets.sh").toString(),
                        "0.1.0-1",
                        "north-bank,city-hospital,river-plant"),
                Map.of(),
                directory,
                log,
                PATIENCE);
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(directory.resolve(".env"))) {
            variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        written = Map.copyOf(variables);
        Path resolved = DATA.resolve("resolved.json");
        Process process = new ProcessBuilder(
                        "docker-compose",
                        "--profile",
                        "fraud",
                        "--profile",
                        "pacs",
                        "--profile",
                        "factory",
                        "config",
                        "--format",
                        "json")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectOutput(resolved.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
        assertEquals(0, process.exitValue(), () -> "docker-compose refuses the file; see " + log);
        return JSON.readTree(resolved.toFile());
    }

    private static Map<String, String> variables(JsonNode environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        environment.properties().forEach(variable -> {
            variables.put(variable.getKey(), variable.getValue().asText());
        });
        return variables;
    }

    private static Process start(Component.Launch launch, String name) throws IOException {
        return SecuredStores.start(data, launch, name);
    }

    /** With the file's own options; roles and databases by its own script, whose administrator is the cluster's. */
    private static void startPostgres(JsonNode services) throws Exception {
        Secrets secrets = Secrets.of(data);
        PostgresComponent postgres = new PostgresComponent(data, PORTS, secrets, Cache.ofUser(System.getenv()));
        postgres.prepare();
        Component.Launch launch = postgres.launch();
        List<String> command = new ArrayList<>(launch.command());
        services.at("/postgres/command").valueStream().skip(1).forEach(option -> command.add(option.asText()));
        Process process =
                start(new Component.Launch(command, launch.environment(), launch.directory()), PostgresComponent.NAME);
        Await.until("PostgreSQL", process::isAlive, START, postgres::probe);
        JsonNode init = services.path("postgres-init");
        Map<String, String> environment = variables(init.path("environment"));
        environment.put("PGUSER", PostgresComponent.SUPERUSER);
        environment.put("PGPASSWORD", secrets.get("postgres-superuser"));
        List<String> provision = new ArrayList<>();
        init.path("entrypoint").valueStream().forEach(word -> provision.add(provisioning(word.asText())));
        // Twice, as after a restart.
        for (int i = 0; i < 2; i++) {
            Commands.run(provision, environment, data.root(), data.log("postgres-init"), PATIENCE);
        }
    }

    private static String provisioning(String text) {
        return text.replace(
                "/provisioning",
                INSTALLATION.root().resolve("deploy/helm/trivium/files").toString());
    }

    /** With the settings that the image makes of its variables. */
    private static void startKafka(JsonNode environment) throws Exception {
        KafkaComponent kafka = new KafkaComponent(data, PORTS, Secrets.of(data), Jvm.current(), Profile.SINGLE, 1);
        kafka.prepare();
        Path file = data.of(KafkaComponent.NAME).resolve("server.properties");
        Properties properties = new Properties();
        for (Map.Entry<String, String> variable : variables(environment).entrySet()) {
            String name = variable.getKey();
            if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
                properties.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        variable.getValue());
            }
        }
        properties.put("log.dirs", data.of(KafkaComponent.NAME).resolve("log").toString());
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString());
        Component.Launch launch = kafka.launch();
        List<String> command = new ArrayList<>(launch.command());
        command.add(environment.path("CLUSTER_ID").asText());
        Process process =
                start(new Component.Launch(command, launch.environment(), launch.directory()), KafkaComponent.NAME);
        Await.until("Kafka", process::isAlive, START, () -> {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + PORTS.kafka()))) {
                admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
            }
        });
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + PORTS.kafka()))) {
            admin.createTopics(Topics.ALL.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1).configs(Topics.settings(topic)))
                            .toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** With the realm's references filled in by Keycloak itself, as the file requires. */
    private static void startKeycloak(JsonNode environment) throws Exception {
        KeycloakComponent keycloak = new KeycloakComponent(
                data,
                PORTS,
                Secrets.of(data),
                Cache.ofUser(System.getenv()),
                Jvm.current(),
                INSTALLATION.keycloakArchive(),
                RealmFile.production(INSTALLATION.realmDirectory()));
        keycloak.prepare();
        Component.Launch launch = keycloak.launch();
        Files.writeString(
                data.of(KeycloakComponent.NAME).resolve("home/data/import/trivium-realm.json"),
                TestBank.realm(INSTALLATION.realmDirectory().resolve("trivium-realm.json")));
        Map<String, String> told = new TreeMap<>(variables(environment));
        // Fixed when the launcher's Keycloak was built.
        told.keySet().removeAll(List.of("KC_DB", "KC_HEALTH_ENABLED"));
        told.put(TestBank.SECRET_VARIABLE, bankSecret());
        List<String> command = launch.command().stream()
                .filter(word ->
                        !word.startsWith("--http-") && !word.startsWith("--hostname") && !word.startsWith("--cache="))
                .toList();
        Process process = start(new Component.Launch(command, told, launch.directory()), KeycloakComponent.NAME);
        Await.until("Keycloak", process::isAlive, START.plus(START), keycloak::probe);
    }

    private static String bankSecret() {
        return Secrets.of(data).get("client-" + TestBank.CLIENT);
    }

    private static void startBroker() throws Exception {
        Files.writeString(
                data.secrets().resolve(MqttComponent.SECRET), String.valueOf(written.get("TRIVIUM_MQTT_PASSWORD")));
        MqttComponent broker =
                new MqttComponent(data, PORTS, Secrets.of(data), Jvm.current(), INSTALLATION.mqttLibraries());
        broker.prepare();
        Process process = start(broker.launch(), MqttComponent.NAME);
        Await.until("the MQTT broker", process::isAlive, START, broker::probe);
    }

    private static void startServices(JsonNode file) throws Exception {
        Map<String, Process> started = new LinkedHashMap<>();
        for (String service : SERVICES) {
            JsonNode told = file.path("services").path(service);
            ImageProcess image = new ImageProcess(service, data.of("containers").resolve(service), INSTALLATION);
            for (JsonNode config : told.path("configs")) {
                copy(
                        file.path("configs").path(config.path("source").asText()),
                        image,
                        config.path("target").asText());
            }
            for (JsonNode secret : told.path("secrets")) {
                String name = secret.path("source").asText();
                copy(file.path("secrets").path(name), image, "/run/secrets/" + name);
            }
            started.put(
                    service,
                    image.start(
                            variables(told.path("environment")),
                            data.log(service),
                            data.root().toString()));
        }
        for (String service : SERVICES) {
            Process process = Objects.requireNonNull(started.get(service));
            Await.until(service, process::isAlive, START, () -> {
                HttpResponse<String> answer = HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + Ports.management(PORTS.service(service, 1)) + "/q/health/ready"))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) throw new IOException(answer.body());
            });
        }
    }

    private static void copy(JsonNode source, ImageProcess image, String target) throws IOException {
        Path place = Path.of(image.here(target));
        Files.createDirectories(place.getParent());
        Files.copy(Path.of(source.path("file").asText()), place);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        Processes.kill(Processes.of(data), Duration.ofSeconds(20));
    }

    @Test
    void anAuthorizationIsDecidedByTheModelAndStored() throws Exception {
        TestBank bank = new TestBank(
                HTTP,
                "http://localhost:" + PORTS.keycloak() + "/realms/trivium",
                bankSecret(),
                "http://127.0.0.1:" + PORTS.fin());
        bank.awaitListed(bank.authorizeByTheModel(PATIENCE), PATIENCE);
    }
}
