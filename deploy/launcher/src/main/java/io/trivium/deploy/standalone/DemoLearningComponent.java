package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.ToolCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the learning demo once, in the background of the first demo: three updates of a small task on simulated history, of
 * which one is refused by the gates, one promoted, and one rolled back by its watch.
 */
public final class DemoLearningComponent implements Component {
    public static final String NAME = "demo-learning";

    private static final String TENANT = "demo-bank";
    private static final String CLIENT = "trivium-cli-" + TENANT;
    private static final List<String> FLAGS =
            List.of("-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Releases of the task take seconds where those of production take hours. */
    static final List<String> SETTINGS = Stream.of(
                    "learning.tasks|labels=fraud,genuine",
                    "learning.update.tasks|recipe=all-layers",
                    "learning.update.tasks|epochs=12",
                    "learning.update.tasks|rival=false",
                    "learning.update.tasks|learning-rate=0.003",
                    "learning.update.tasks|train-days=15",
                    "learning.update.tasks|validation-days=3",
                    "learning.update.tasks|test-days=6",
                    "learning.update.tasks|heap=256M",
                    "learning.release.tasks|shadow-for=10s",
                    "learning.release.tasks|shadow-requests=200",
                    "learning.release.tasks|canary-for=10s",
                    "learning.release.tasks|canary-requests=15",
                    "learning.release.tasks|watch-for=75s",
                    // a challenger that has learned a pattern scores a tenth of the payments far higher
                    "learning.release.tasks|score-shift=10")
            .map(setting -> "-Dplatform.runtime." + setting.replace("|", ".\"simulated-alert-triage\"."))
            .toList();

    /** From the last payment of the history, which live ones follow, and from the platform's start. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;
    private @Nullable Instant firstAsked;

    public DemoLearningComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
    }

    private static Path steps(DataDirectory data) {
        return data.of(NAME).resolve("steps");
    }

    /** Whether every step is done in this data directory. */
    public static boolean isDone(DataDirectory data) {
        return Files.exists(steps(data).resolve("rolled-back.done"));
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
        return Set.of("model-runtime", DemoTrafficComponent.NAME);
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public Optional<Duration> repeatsAfter() {
        return Optional.of(SETTLED);
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(NAME));
    }

    @Override
    public Optional<String> obstacle() throws IOException {
        Path givenUp = steps(data).resolve("given-up");
        if (Files.exists(givenUp)) return Optional.of(Files.readString(givenUp));
        Instant now = Instant.now();
        if (firstAsked == null) firstAsked = now;
        Path history = DemoTrafficComponent.sent(data);
        boolean isSettled = Files.exists(history)
                && Files.getLastModifiedTime(history).toInstant().plus(SETTLED).isBefore(now)
                && firstAsked.plus(SETTLED).isBefore(now);
        return isSettled ? Optional.empty() : Optional.of("waits until live payments have been decided for a while");
    }

    @Override
    public Launch launch() {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.addAll(ToolCommand.of(
                jvm,
                data.toolClassPath("model-runtime"),
                FLAGS,
                ToolCommand.RUNTIME_TOOL,
                List.of(
                        NAME,
                        "--service=http://127.0.0.1:" + ports.runtime(),
                        "--issuer=" + Services.issuer(ports),
                        "--client=" + CLIENT,
                        "--tenant=" + TENANT,
                        "--bootstrap=127.0.0.1:" + ports.kafka(),
                        "--state=" + steps(data))));
        Map<String, String> environment = new LinkedHashMap<>(DemoTrafficComponent.kafka(ports, secrets));
        environment.putAll(secrets.packSigning());
        environment.put("TRIVIUM_CLIENT_SECRET", secrets.get("client-" + CLIENT));
        return new Launch(command, environment, data.of(NAME));
    }

    @Override
    public void probe() {
        // It listens on nothing: running, or having ended well, is all that can be checked.
    }
}
