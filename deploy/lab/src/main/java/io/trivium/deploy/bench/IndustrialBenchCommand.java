package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the factory's service on a platform of its own: a hundred million readings stay in no plant. */
@Command(
        name = "industrial",
        description = {
            "Measure values from MQTT to PostgreSQL, alarms, and asset pages among many readings, on a platform of its own in",
            ".data-bench-industrial next to ./trivium, on other ports; the directory may be deleted afterwards (25 GiB).",
            "Exit code 0 when it ran, whether the targets were met or not."
        })
final class IndustrialBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_400;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--only",
            paramLabel = "PART",
            description = "ingest: MQTT to PostgreSQL with alarms; query: asset pages (default: both).")
    @Nullable
    String only;

    @Option(names = "--points", defaultValue = "30000", description = "Values a second (default: ${DEFAULT-VALUE}).")
    int points = 30_000;

    @Option(names = "--seconds", defaultValue = "600", description = "Length of that run (default: ${DEFAULT-VALUE}).")
    int seconds = 600;

    @Option(
            names = "--rows",
            defaultValue = "100000000",
            description = "Readings that pages are asked among (default: ${DEFAULT-VALUE}).")
    long rows = 100_000_000;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-bench-industrial", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> {
            if (status.component("domain-industrial").isEmpty()) {
                throw LauncherException.failure("domain-industrial does not run; see ./trivium status.");
            }
            List<String> arguments = new ArrayList<>(List.of(
                    "--rate",
                    Integer.toString(points),
                    "--seconds",
                    Integer.toString(seconds),
                    "--rows",
                    Long.toString(rows)));
            if (only != null) arguments.addAll(List.of("--only", only));
            if (options.json) arguments.add("--json");
            return new Tools(Installation.current()).plantBench(status, platform.data(), arguments);
        });
    }
}
