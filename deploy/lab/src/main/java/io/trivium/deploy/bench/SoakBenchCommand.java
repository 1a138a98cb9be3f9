package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.soak.SoakPlan;
import io.trivium.deploy.soak.SoakReport;
import io.trivium.deploy.soak.SoakRun;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Watches a platform of its own under steady load; never the platform people use. */
@Command(
        name = "soak",
        description = {
            "Put the loads of all flows on a platform of its own for hours, sample memory, threads, files, connections, lag,",
            "latency and disks of everything, and say what grows. Starts and stops a platform in .data-soak next to",
            "./trivium, on other ports; --data-dir and --port-base name another. Samples stay in its directory soak/.",
            "Exit code 0 when nothing grows that should not, 1 when something does."
        })
final class SoakBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 23_800;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(
            names = "--minutes",
            defaultValue = "150",
            description = "Length of the load (default: ${DEFAULT-VALUE}); 50 of them, or a third, warm up.")
    int minutes = 150;

    @Option(
            names = "--rate",
            defaultValue = "60",
            description = "Authorizations a second over Kafka (default: ${DEFAULT-VALUE}).")
    int rate = 60;

    @Mixin
    StudyOption study = new StudyOption();

    @Option(
            names = "--every",
            defaultValue = "15",
            description = "Seconds between samples (default: ${DEFAULT-VALUE}).")
    int every = 15;

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            description = "Judge the samples of a run before, whole or cut short, and start nothing.")
    @Nullable
    Path samples;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Path before = samples;
        if (before != null) {
            SoakReport report = SoakReport.of(before);
            report.lines().forEach(options.terminal::say);
            return finish(report);
        }
        SoakPlan plan =
                new SoakPlan(seed.orNew(), Duration.ofMinutes(minutes), rate, study.slices, Duration.ofSeconds(every));
        Platform platform = BenchPlatform.open(options, ".data-soak", PORT_BASE);
        BenchPlatform.refuseRunning(platform, "a soak");
        return BenchPlatform.measure(
                options,
                platform,
                wait,
                status -> finish(new SoakRun(platform, status, plan, options.terminal::say).run()));
    }

    private int finish(SoakReport report) {
        GlobalOptions options = bench.trivium.options;
        if (options.json) options.terminal.data().println(report.toJson());
        return (report.isFlat() ? ExitCode.OK : ExitCode.FAILURE).code();
    }
}
