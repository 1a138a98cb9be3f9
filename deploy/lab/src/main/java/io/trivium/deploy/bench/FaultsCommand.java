package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.chaos.FirstStarts;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.faults.fin.FaultPlan;
import io.trivium.deploy.faults.fin.FaultReport;
import io.trivium.deploy.faults.fin.FaultRun;
import io.trivium.deploy.supervision.Platform;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Kills processes of a platform of its own under load and counts losses; never the platform in use. */
@Command(
        name = "faults",
        description = {
            "Kill processes under load and count what was lost, on a platform of its own.",
            "Kills -9 the payments service, the model runtime, the broker, PostgreSQL and Keycloak at random moments,",
            "and holds every decision, all its features and the feature state against the input. Starts and stops a platform in .data-faults next to ./trivium, on",
            "other ports; --data-dir and --port-base name another.",
            "--first-start ends first starts of the runtime instead, at 12 places a round:",
            "every bundled model must serve after the next start.",
            "Exit code 0 when every promise was kept, 1 when one was broken; times change nothing."
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(
            names = "--rounds",
            defaultValue = "20",
            description = "Rounds of about two minutes; each kills all five once (default: ${DEFAULT-VALUE}).")
    int rounds = 20;

    @Option(names = "--rate", defaultValue = "60", description = "Authorizations a second (default: ${DEFAULT-VALUE}).")
    int rate = 60;

    @Option(
            names = "--sabotage",
            description = "Lose the state of cards at the first kill of the service: the run must find that.")
    boolean sabotage;

    @Option(
            names = "--first-start",
            description = "End first starts of the model runtime, 12 a round; only the stores run besides it.")
    boolean firstStart;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws Exception {
        GlobalOptions options = bench.trivium.options;
        if (firstStart) return endFirstStarts(options);
        Platform platform = BenchPlatform.open(options, ".data-faults", PORT_BASE);
        FaultPlan plan = new FaultPlan(seed.orNew(), rounds, rate, sabotage);
        return BenchPlatform.measure(options, platform, wait, status -> {
            FaultReport report = new FaultRun(platform, plan, options.terminal::say).run();
            if (options.json) options.terminal.data().println(report.toJson());
            return (sabotage == report.violations().isEmpty() ? ExitCode.FAILURE : ExitCode.OK).code();
        });
    }

    private int endFirstStarts(GlobalOptions options) throws Exception {
        Platform platform = Platform.storesOnly(
                BenchPlatform.open(options, ".data-faults", PORT_BASE).data());
        BenchPlatform.refuseRunning(platform, "bench faults --first-start");
        Instant started = Instant.now();
        long chosen = seed.orNew();
        try (Cleanup _ = Cleanup.onSignal()) {
            platform.start(options.portBase);
            FirstStarts starts =
                    new FirstStarts(platform, platform.awaitReady(wait.limit(), ignored -> {}), options.terminal::say);
            List<String> violations = starts.run(chosen, rounds, Integer.MAX_VALUE);
            if (options.json) {
                ReportJson report = new ReportJson(
                        started, "the runtime was ended in its first start, " + rounds + " rounds, seed " + chosen);
                report.target("first-starts-without-every-model", violations.size(), "1", 0.0);
                report.count("first-starts-ended", starts.ended());
                report.texts("violations", violations);
                options.terminal.data().println(report.text());
            }
            return (violations.isEmpty() && starts.ended() > 0 ? ExitCode.OK : ExitCode.FAILURE).code();
        } finally {
            platform.stop(ignored -> {});
        }
    }
}
