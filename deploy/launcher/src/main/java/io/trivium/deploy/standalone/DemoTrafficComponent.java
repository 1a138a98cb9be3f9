package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.ToolCommand;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Plays the generator's cards and terminals against domain-fin, and works at its desk, for as long as it runs. */
public final class DemoTrafficComponent implements Component {
    public static final String NAME = "demo-traffic";
    private static final String TENANT = "demo-bank";
    /** Days of history that the demo starts with; domain-fin takes authorizations a day older than that. */
    static final int HISTORY_DAYS = 21;

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;

    public DemoTrafficComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
    }

    /** Written after each day of history. */
    static Path sent(DataDirectory data) {
        return data.of(NAME).resolve("sent.state");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.empty();
    }

    @Override
    public Set<String> needs() {
        return Set.of("domain-fin", "model-runtime", KeycloakComponent.NAME);
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public void prepare() throws Exception {
        java.nio.file.Files.createDirectories(data.of(NAME));
    }

    @Override
    public Launch launch() {
        List<String> command = ToolCommand.of(
                jvm,
                data.toolClassPath("domain-fin"),
                List.of("-Xms16m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                ToolCommand.FIN_TOOL,
                List.of(
                        "demo-traffic",
                        "--bootstrap",
                        "127.0.0.1:" + ports.kafka(),
                        "--tenant",
                        TENANT,
                        // Enough for two weeks of labels, which the terminals' risk sees seven days late.
                        "--history-days",
                        Integer.toString(HISTORY_DAYS),
                        "--desk",
                        "--state",
                        sent(data).toString()));
        Map<String, String> environment = environment(ports, secrets);
        for (String person : List.of("analyst", "supervisor")) {
            String variable = "TRIVIUM_DESK_" + person.toUpperCase(Locale.ROOT);
            environment.put(variable + "_ID", "desk-" + person);
            environment.put(variable + "_SECRET", secrets.get("client-desk-" + person));
        }
        return new Launch(command, environment, data.of(NAME));
    }

    /** The file with which a tool shows the broker that it is the operator's. */
    static Map<String, String> kafka(Ports ports, Secrets secrets) {
        return Map.of(
                KafkaAccess.VARIABLE,
                new KafkaAccess("127.0.0.1:" + ports.kafka(), secrets)
                        .toolProperties()
                        .toString());
    }

    /** Addresses and the client of domain-fin's tools. */
    static Map<String, String> environment(Ports ports, Secrets secrets) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
        environment.putAll(kafka(ports, secrets));
        environment.put("TRIVIUM_FIN_URL", "http://127.0.0.1:" + ports.fin());
        environment.put("TRIVIUM_RUNTIME_URL", "http://127.0.0.1:" + ports.runtime());
        environment.put("TRIVIUM_OIDC_ISSUER", Services.issuer(ports));
        environment.put("TRIVIUM_INGEST_CLIENT_ID", "trivium-ingest-demo");
        environment.put("TRIVIUM_INGEST_CLIENT_SECRET", secrets.get("client-trivium-ingest-demo"));
        return environment;
    }

    @Override
    public void probe() {
        // It listens on nothing: running is all that can be checked. `demo` checks that decisions arrive.
    }
}
