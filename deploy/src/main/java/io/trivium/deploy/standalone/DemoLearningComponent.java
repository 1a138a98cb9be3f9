package io.trivium.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs the learning course once, in the background of the first demo: three updates of a small task on a simulated history,
 * of which one is refused by the gates, one promoted, and one rolled back by its watch.
 */
final class DemoLearningComponent implements Component {
    static final String NAME = "demo-learning";

    /** Task and model of the course. */
    private static final String TASK = "simulated-card-fraud";

    private static final String TENANT = "demo-bank";
    private static final String CLIENT = "trivium-cli-" + TENANT;
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final List<String> FLAGS =
            List.of("-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Updates and releases of the course take seconds where those of production take hours. */
    static final List<String> SETTINGS = settings(Map.of(
            "learning.tasks", List.of("labels=fraud,genuine"),
            "learning.update.tasks",
                    List.of(
                            "recipe=all-layers",
                            "epochs=12",
                            "learning-rate=0.003",
                            "train-days=40",
                            "validation-days=4",
                            "test-days=4",
                            "heap=256M"),
            "learning.release.tasks",
                    List.of(
                            "shadow-for=10s",
                            "shadow-requests=100",
                            "canary-for=10s",
                            "canary-requests=15",
                            "watch-for=60s")));

    /** The first decisions of the demo, and the history before them, come first. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Instant notBefore = Instant.now().plus(PATIENCE);
    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;

    DemoLearningComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
    }

    private static List<String> settings(Map<String, List<String>> parts) {
        List<String> settings = new ArrayList<>();
        parts.forEach((part, values) ->
                values.forEach(value -> settings.add("-Dplatform.runtime." + part + ".\"" + TASK + "\"." + value)));
        return List.copyOf(settings);
    }

    private static Path course(DataDirectory data) {
        return data.of(NAME).resolve("course");
    }

    /** Whether the course of this data directory has ended. */
    static boolean isDone(DataDirectory data) {
        return Files.exists(course(data).resolve("rolled-back.done"));
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
        return Set.of("model-runtime", KafkaComponent.NAME, KeycloakComponent.NAME);
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public Optional<Duration> repeatsAfter() {
        return Optional.of(PAUSE);
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(NAME));
    }

    @Override
    public Optional<String> obstacle() {
        return Instant.now().isBefore(notBefore)
                ? Optional.of("waits until the demo's payments have begun")
                : Optional.empty();
    }

    @Override
    public Launch launch() {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.addAll(ToolCommand.of(
                jvm,
                data.apps().resolve("model-runtime"),
                FLAGS,
                ToolCommand.RUNTIME_TOOL,
                List.of(
                        "learning-course",
                        "--service",
                        "http://127.0.0.1:" + ports.runtime(),
                        "--issuer",
                        Services.issuer(ports),
                        "--client",
                        CLIENT,
                        "--tenant",
                        TENANT,
                        "--bootstrap",
                        "127.0.0.1:" + ports.kafka(),
                        "--state",
                        course(data).toString())));
        return new Launch(command, Map.of("TRIVIUM_CLIENT_SECRET", secrets.get("client-" + CLIENT)), data.of(NAME));
    }

    @Override
    public void probe() {
        // It listens on nothing: running, or having ended well, is all that can be asked of it.
    }
}
