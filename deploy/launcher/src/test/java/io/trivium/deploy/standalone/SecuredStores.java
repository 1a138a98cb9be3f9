package io.trivium.deploy.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.manifests.Manifest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * PostgreSQL, Kafka and Keycloak as the chart requires them of an installation: TLS alone, passwords by SCRAM, each
 * service with the rights that the chart requires for it and no more.
 */
final class SecuredStores {
    private static final Duration START = Duration.ofMinutes(4);
    private static final int SCRAM_ITERATIONS = 4_096;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Authority authority;
    private final Installation installation;
    private final Jvm jvm = Jvm.current();
    private final Path administrator;

    SecuredStores(DataDirectory data, Ports ports, Authority authority, Installation installation)
            throws IOException, InterruptedException, GeneralSecurityException {
        this.data = data;
        this.ports = ports;
        this.secrets = Secrets.of(data);
        this.authority = authority;
        this.installation = installation;
        this.administrator = keysOf(authority.issue("administrator"));
    }

    /** Chain and key in one file, as Kafka reads them. */
    private static Path keysOf(Path secret) throws IOException {
        Path both = secret.resolve("both.pem");
        Files.createFile(both, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                both, Files.readString(secret.resolve("tls.key")) + Files.readString(secret.resolve("tls.crt")));
    }

    private Process start(Component.Launch launch, String name) throws IOException {
        return start(data, launch, name);
    }

    /** Starts the command of a component, with its output in the component's log. */
    static Process start(DataDirectory data, Component.Launch launch, String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(data.log(name).toFile()));
        builder.environment().putAll(launch.environment());
        builder.environment().put(Processes.MARK, data.root().toString());
        return builder.start();
    }

    void startPostgres() throws Exception {
        PostgresComponent postgres = new PostgresComponent(data, ports, secrets, Cache.ofUser(System.getenv()));
        postgres.prepare();
        Path files = authority.issue("postgres");
        Path rules =
                Files.writeString(data.root().resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        Component.Launch launch = postgres.launch();
        List<String> command = new ArrayList<>(launch.command());
        for (String setting : List.of(
                "ssl=on",
                "ssl_cert_file=" + files.resolve("tls.crt"),
                "ssl_key_file=" + files.resolve("tls.key"),
                "hba_file=" + rules)) {
            command.addAll(List.of("-c", setting));
        }
        Process process =
                start(new Component.Launch(command, launch.environment(), launch.directory()), PostgresComponent.NAME);
        Await.until("PostgreSQL", process::isAlive, START, postgres::probe);
        postgres.afterReady();
    }

    /** The suffix of the database address, for clients that verify the server. */
    String verified() {
        return "sslmode=verify-full&sslrootcert=" + authority.file();
    }

    void startKafka(List<Manifest> users, Path topics, int partitions) throws Exception {
        KafkaComponent kafka = new KafkaComponent(data, ports, secrets, jvm, Profile.SINGLE, 1);
        kafka.prepare();
        Path file = data.of(KafkaComponent.NAME).resolve("server.properties");
        Properties properties = new Properties();
        properties.load(Reader.of(Files.readString(file)));
        properties.putAll(brokerSettings(keysOf(authority.issue("kafka"))));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString());
        Process process = start(kafka.launch(), KafkaComponent.NAME);
        Await.until("Kafka", process::isAlive, START, () -> {
            try (Admin admin = administrator()) {
                admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
            }
        });
        try (Admin admin = administrator()) {
            provide(admin, users, topics, partitions);
        }
    }

    private Map<String, String> brokerSettings(Path keys) {
        Map<String, String> settings = new TreeMap<>();
        String port = ":" + ports.kafka();
        String own = ":" + ports.kafkaBehindProxy();
        String controller = ":" + ports.kafkaController();
        settings.put(
                "listeners",
                "SERVICES://127.0.0.1" + port + ",OWN://127.0.0.1" + own + ",CONTROLLER://127.0.0.1" + controller);
        settings.put(
                "advertised.listeners",
                "SERVICES://localhost" + port + ",OWN://localhost" + own + ",CONTROLLER://localhost" + controller);
        settings.put("controller.quorum.bootstrap.servers", "localhost" + controller);
        settings.put("listener.security.protocol.map", "SERVICES:SASL_SSL,OWN:SSL,CONTROLLER:SSL");
        settings.put("inter.broker.listener.name", "OWN");
        for (String listener : List.of("own", "controller")) {
            settings.put("listener.name." + listener + ".ssl.client.auth", "required");
        }
        settings.put("ssl.keystore.type", "PEM");
        settings.put("ssl.keystore.location", keys.toString());
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", authority.file().toString());
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.services.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:CN=kafka;User:CN=administrator");
        return settings;
    }

    private Admin administrator() {
        return Admin.create(client(
                ports.kafkaBehindProxy(),
                "SSL",
                Map.of("ssl.keystore.type", "PEM", "ssl.keystore.location", administrator.toString())));
    }

    /** The settings of a service's client. */
    Map<String, Object> kafkaClient(String service, String password) {
        return client(
                ports.kafka(),
                "SASL_SSL",
                Map.of(
                        "sasl.mechanism",
                        "SCRAM-SHA-512",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"trivium-" + service
                                + "\" password=\"" + password + "\";"));
    }

    private Map<String, Object> client(int port, String protocol, Map<String, String> identity) {
        Map<String, Object> settings = new TreeMap<>(identity);
        settings.put("bootstrap.servers", "localhost:" + port);
        settings.put("security.protocol", protocol);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", authority.file().toString());
        settings.put("default.api.timeout.ms", 10_000);
        settings.put("request.timeout.ms", 5_000);
        return settings;
    }

    String kafkaPassword(String service) {
        return secrets.get("kafka-" + service);
    }

    /** Users, rights and topics; as an administrator creates them from the chart's files. */
    private void provide(Admin admin, List<Manifest> users, Path topics, int partitions)
            throws IOException, InterruptedException, ExecutionException {
        List<UserScramCredentialAlteration> passwords = new ArrayList<>();
        List<AclBinding> rights = new ArrayList<>();
        for (Manifest user : users) {
            String service = user.tree()
                    .at("/metadata/labels/app.kubernetes.io~1component")
                    .asText();
            passwords.add(new UserScramCredentialUpsertion(
                    "trivium-" + service,
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS),
                    kafkaPassword(service)));
            for (JsonNode rule : user.tree().at("/spec/authorization/acls")) {
                rights.addAll(bindings("User:trivium-" + service, rule));
            }
        }
        admin.alterUserScramCredentials(passwords).all().get();
        admin.createAcls(rights).all().get();
        List<NewTopic> made = new ArrayList<>();
        for (String line : Files.readAllLines(topics)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            List<String> words = List.of(line.split(" ", -1));
            Map<String, String> settings = new TreeMap<>();
            for (String setting : words.subList(1, words.size())) {
                settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
            }
            made.add(new NewTopic(words.getFirst(), partitions, (short) 1).configs(settings));
        }
        admin.createTopics(made).all().get();
    }

    private static List<AclBinding> bindings(String principal, JsonNode rule) {
        JsonNode resource = rule.path("resource");
        ResourceType type = switch (resource.path("type").asText()) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            case "transactionalId" -> ResourceType.TRANSACTIONAL_ID;
            case "cluster" -> ResourceType.CLUSTER;
            default -> throw new IllegalArgumentException("not known: " + resource);
        };
        ResourcePattern pattern = new ResourcePattern(
                type,
                type == ResourceType.CLUSTER
                        ? Resource.CLUSTER_NAME
                        : resource.path("name").asText(),
                resource.path("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
        List<AclBinding> bindings = new ArrayList<>();
        for (JsonNode operation : rule.path("operations")) {
            String name =
                    operation.asText().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
            bindings.add(new AclBinding(
                    pattern,
                    new AccessControlEntry(principal, "*", AclOperation.valueOf(name), AclPermissionType.ALLOW)));
        }
        return bindings;
    }

    /** The issuer's address. */
    String issuer() {
        return "https://localhost:" + ports.keycloak() + "/realms/trivium";
    }

    /** The realm as created according to the installation page: consoles by https, and a client of the bank's own. */
    private String realm() throws IOException {
        return TestBank.realm(installation.realmDirectory().resolve("trivium-realm.json"))
                .replace("http://localhost:", "https://localhost:");
    }

    /** The variables that the realm refers to: Keycloak replaces them from its environment. */
    private Map<String, String> references(String realm) {
        Map<String, String> references = new TreeMap<>();
        Matcher reference = REFERENCE.matcher(realm);
        while (reference.find()) {
            String name = reference.group(1);
            references.put(name, RealmFile.values(ports, secrets).apply(name).orElseThrow());
        }
        return references;
    }

    void startKeycloak(HttpClient http) throws Exception {
        KeycloakComponent keycloak = new KeycloakComponent(
                data,
                ports,
                secrets,
                Cache.ofUser(System.getenv()),
                jvm,
                installation.keycloakArchive(),
                RealmFile.production(installation.realmDirectory()));
        keycloak.prepare();
        Path files = authority.issue("keycloak");
        Component.Launch launch = keycloak.launch();
        String realm = realm();
        Files.writeString(data.of(KeycloakComponent.NAME).resolve("home/data/import/trivium-realm.json"), realm);
        List<String> command = new ArrayList<>();
        for (String word : launch.command()) {
            if (word.startsWith("--http-enabled=")) {
                command.addAll(List.of(
                        "--http-enabled=false",
                        "--https-port=" + ports.keycloak(),
                        "--https-certificate-file=" + files.resolve("tls.crt"),
                        "--https-certificate-key-file=" + files.resolve("tls.key")));
            } else if (word.startsWith("--hostname=")) {
                command.add("--hostname=https://localhost:" + ports.keycloak());
            } else if (!word.startsWith("--http-port=")) {
                command.add(word);
            }
        }
        Map<String, String> environment = new TreeMap<>(launch.environment());
        environment.putAll(references(realm));
        environment.put("KC_DB_URL", "jdbc:postgresql://localhost:" + ports.postgres() + "/keycloak?" + verified());
        Process process = start(new Component.Launch(command, environment, launch.directory()), KeycloakComponent.NAME);
        Await.until("Keycloak", process::isAlive, START.plus(START), () -> {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) throw new IOException("answers " + answer.statusCode());
        });
    }
}
