package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.faults.cluster.ClusterPlan;
import io.trivium.deploy.faults.cluster.ClusterReport;
import io.trivium.deploy.faults.cluster.ClusterRun;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Restarts and kills the processes of a cluster of its own under load, and counts losses. */
@Command(
        name = "cluster",
        description = {
            "Restart every process of a cluster one by one under load, then kill one of each kind, and count what was"
                    + " lost,",
            "on a platform of its own in .data-cluster next to ./trivium, on other ports; --data-dir and --port-base"
                    + " name",
            "another. Exit code 0 when every promise was kept, 1 when one was broken; times change nothing."
        })
public final class ClusterCommand implements Callable<Integer> {
    private static final int PORT_BASE = 29_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(names = "--rate", defaultValue = "10", description = "Authorizations a second (default: ${DEFAULT-VALUE}).")
    int rate = 10;

    @Option(
            names = "--calm",
            defaultValue = "60",
            description = "Seconds before the first restart and after the last kill (default: ${DEFAULT-VALUE}).")
    int calm = 60;

    @Option(
            names = "--instances",
            defaultValue = "2",
            description = "Instances of each domain service, 2 or 3 (default: ${DEFAULT-VALUE}).")
    int instances = 2;

    @Option(names = "--payments-only", description = "Payments alone, without machines and studies.")
    boolean paymentsOnly;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-cluster", PORT_BASE);
        ClusterPlan plan = new ClusterPlan(seed.orNew(), rate, Duration.ofSeconds(calm), paymentsOnly);
        return BenchPlatform.measure(options, platform, wait, Profile.cluster(instances), status -> {
            ClusterReport report = new ClusterRun(platform, plan, options.terminal::say).run();
            if (options.json) options.terminal.data().println(report.toJson());
            return (report.violations().isEmpty() ? ExitCode.OK : ExitCode.FAILURE).code();
        });
    }
}
