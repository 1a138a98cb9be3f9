package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Implements {@code bench fin}: runs the benchmarks of the payments domain's own tool against a platform. */
final class FinBench {
    private static final int HISTORY_PORT_BASE = 27_000;
    private static final String TENANT = "replay-bank";

    /** An analyst of the tenant that receives the history. */
    private static final String ANALYST = "trivium-cli-replay-bank";

    /** Restoring the state of ten million authorizations takes long. */
    private static final Duration RESUME = Duration.ofMinutes(15);

    /** The parts that can be measured separately. */
    enum Part {
        stream,
        sync,
        history
    }

    private final BenchCommand command;
    private final GlobalOptions options;
    private final Tools tools = new Tools(Installation.current());

    FinBench(BenchCommand command) {
        this.command = command;
        this.options = command.trivium.options;
    }

    int run() throws InterruptedException {
        if (!command.only.contains(Part.history)) return latencies();
        if (command.only.size() > 1) {
            throw new LauncherException(
                    ExitCode.USAGE, "--only history runs by itself: it needs a platform of its own.");
        }
        return history();
    }

    private int latencies() throws InterruptedException {
        Platform platform = options.writablePlatform();
        UpCommand.start(options, platform, command.wait.limit());
        PlatformStatus status = platform.awaitReady(command.wait.limit(), ignored -> {});
        boolean paused = platform.demoTraffic();
        if (paused) platform.setDemoTraffic(false);
        try {
            List<String> arguments = arguments(status, "bench");
            arguments.addAll(List.of("--sync-rate", Integer.toString(command.syncRate)));
            arguments.addAll(List.of("--sync-seconds", Integer.toString(command.syncSeconds)));
            if (!command.only.isEmpty()) {
                arguments.addAll(List.of(
                        "--only",
                        String.join(",", command.only.stream().map(Part::name).toList())));
            }
            if (command.noSearch) arguments.add("--no-search");
            return tools.fin(arguments, Tools.environment(status, platform.data()));
        } finally {
            if (paused) platform.setDemoTraffic(true);
        }
    }

    private int history() throws InterruptedException {
        Platform platform = BenchPlatform.open(options, ".data-bench", HISTORY_PORT_BASE);
        if (Files.exists(platform.data().of("postgres"))) {
            throw new LauncherException(
                    ExitCode.REFUSED,
                    platform.data().root() + " holds payments already, and a history grows from nothing:"
                            + " remove that directory, or name an empty one with --data-dir.");
        }
        UpCommand.start(options, platform, command.wait.limit());
        try {
            PlatformStatus status = platform.awaitReady(command.wait.limit(), ignored -> {});
            long small = command.historyRows.getFirst();
            long large = command.historyRows.getLast();
            Path figures = platform.data().run().resolve("history-" + small + ".json");
            int code = step(platform, status, "sample", small, List.of());
            if (code == 0) code = grow(platform, small, List.of("--out", figures.toString()));
            return code == 0 ? grow(platform, large, List.of("--against", figures.toString())) : code;
        } finally {
            platform.stop(ignored -> {});
        }
    }

    /** Brings rows and state to that size and measures. */
    private int grow(Platform platform, long rows, List<String> measure) throws InterruptedException {
        PlatformStatus status = platform.awaitReady(command.wait.limit(), ignored -> {});
        options.terminal.say("History of " + rows + " decisions");
        int code = step(platform, status, "rows", rows, List.of());
        if (code != 0) return code;
        platform.pauseFin(command.wait.limit());
        try {
            code = step(platform, status, "state", rows, List.of());
        } finally {
            status = platform.resumeFin(RESUME);
        }
        return code == 0 ? step(platform, status, "measure", rows, measure) : code;
    }

    private int step(Platform platform, PlatformStatus status, String step, long rows, List<String> more)
            throws InterruptedException {
        List<String> arguments = arguments(status, "history");
        arguments.addAll(List.of(step, "--rows", Long.toString(rows), "--tenant", TENANT));
        arguments.addAll(more);
        Map<String, String> environment = new LinkedHashMap<>(Tools.environment(status, platform.data()));
        environment.put("TRIVIUM_ANALYST_CLIENT_ID", ANALYST);
        environment.put(
                "TRIVIUM_ANALYST_CLIENT_SECRET", Secrets.of(platform.data()).get("client-" + ANALYST));
        environment.putAll(new Database(status, platform.data()).environment());
        return tools.fin(arguments, environment);
    }

    /** The arguments common to both commands of the tool. */
    private List<String> arguments(PlatformStatus status, String name) {
        List<String> arguments = new ArrayList<>(List.of(
                name,
                "--bootstrap",
                "127.0.0.1:" + status.ports().kafka(),
                "--rate",
                Integer.toString(command.rate),
                "--seconds",
                Integer.toString(command.seconds)));
        for (ComponentStatus component : status.components()) {
            if (component.pid() > 0 && component.essential()) {
                arguments.addAll(List.of("--process", component.name() + '=' + component.pid()));
            }
        }
        if (options.json) arguments.add("--json");
        return arguments;
    }
}
