package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import io.trivium.deploy.supervision.SimulatedRows;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the model runtime with a task's bundled model, next to the running platform, whose demo traffic pauses. */
@Command(
        name = "runtime",
        description = {
            "Measure the model runtime with a task's model (the platform is started when it is down).",
            "Overhead of the protocols against the running service; isolation of latency classes, hot swap, throughput,",
            "lost experts, 4-bit weights and random routing in a process of their own.",
            "Exit code 0 when every target was met, 1 when one was missed."
        })
final class RuntimeBenchCommand implements Callable<Integer> {
    /** The client that scores authorizations; it may infer for every tenant. */
    private static final String CLIENT = "trivium-fin-service";

    private static final String FIN_TASK = "fin-authorization-risk";

    /** Measurements that need rows of the task. */
    private static final Set<String> WITH_ROWS = Set.of("experts", "damage", "4-bit-loss", "routing", "throughput");

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--task",
            defaultValue = FIN_TASK,
            description = "Task whose bundled model is measured (default: ${DEFAULT-VALUE}).")
    String task = FIN_TASK;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    int seconds = 10;

    @Option(
            names = "--only",
            paramLabel = "NAMES",
            description = "Measure only these, such as isolation,hot-swap (default: everything).")
    @Nullable
    String only;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = {
                "Rows with labels, safetensors, to measure what lost experts, 4-bit weights and random routing",
                "cost (default: simulated ones, for " + FIN_TASK + ")."
            })
    @Nullable
    Path data;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = options.writablePlatform();
        UpCommand.start(options, platform, wait.limit());
        PlatformStatus status = platform.awaitReady(wait.limit(), ignored -> {});
        boolean paused = platform.demoTraffic();
        if (paused) platform.setDemoTraffic(false);
        Tools tools = new Tools(Installation.current());
        try {
            if (data != null || !task.equals(FIN_TASK) || !needsRows()) return run(tools, platform, status, data);
            try (SimulatedRows rows = SimulatedRows.generate(tools, tools.bundledPack(task))) {
                return run(tools, platform, status, rows.file());
            }
        } finally {
            if (paused) platform.setDemoTraffic(true);
        }
    }

    private boolean needsRows() {
        return only == null || List.of(only.split(",", -1)).stream().anyMatch(WITH_ROWS::contains);
    }

    private int run(Tools tools, Platform platform, PlatformStatus status, @Nullable Path rows)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "bench",
                "--pack",
                tools.bundledPack(task).toString(),
                "--server",
                "http://127.0.0.1:" + status.ports().runtime(),
                "--seconds",
                Integer.toString(seconds)));
        if (only != null) arguments.addAll(List.of("--only", only));
        if (rows != null)
            arguments.addAll(List.of("--data", rows.toAbsolutePath().toString()));
        if (bench.trivium.options.json) arguments.add("--json");
        return tools.runtime(arguments, Map.of("TRIVIUM_TOKEN", token(platform, status)));
    }

    private static String token(Platform platform, PlatformStatus status) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new Identity(status, platform.data(), http).token(CLIENT);
        } catch (IOException e) {
            throw LauncherException.failure("Keycloak gives no token: " + e.getMessage());
        }
    }
}
