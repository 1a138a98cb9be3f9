package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.faults.MedFaultPlan;
import io.trivium.deploy.faults.MedFaultReport;
import io.trivium.deploy.faults.MedFaultRun;
import io.trivium.deploy.faults.MedSabotage;
import io.trivium.deploy.standalone.Platform;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Kills processes of a platform of its own while studies come in; never the platform people use. */
@Command(
        name = "med-faults",
        description = {
            "Kill -9 the hospital's node, the PACS, the broker and PostgreSQL at random moments while studies come in, and",
            "count which results are not in the PACS exactly once. Starts and stops a platform in .data-med-faults beside",
            "./trivium, on other ports; --data-dir and --port-base name another.",
            "Exit code 0 when it ran, whether something was lost or not."
        })
final class MedFaultsCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(names = "--seed", description = "Seed of the kills (default: a new one, which is printed).")
    @Nullable
    Long seed;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds; each kills all four once (default: ${DEFAULT-VALUE}).")
    int rounds = 5;

    @Mixin
    StudyOption study = new StudyOption();

    @Option(
            names = "--sabotage",
            split = ",",
            paramLabel = "KIND",
            hidden = true,
            description = "Break these behind the node's back when all has settled: the run must report exactly them.")
    List<String> sabotage = List.of();

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Long given = seed;
        MedFaultPlan plan = new MedFaultPlan(
                given == null ? new SecureRandom().nextInt() : given,
                rounds,
                study.slices,
                SabotageKinds.parse(sabotage, MedSabotage.all()));
        Platform platform = BenchPlatform.open(options, ".data-med-faults", PORT_BASE);
        UpCommand.start(options, platform, wait.limit());
        try {
            MedFaultReport report = new MedFaultRun(platform, plan, options.terminal::say).run();
            if (options.json) {
                options.terminal.data().println(report.toJson());
            }
            return (plan.sabotage().isEmpty() || report.asExpected() ? ExitCode.OK : ExitCode.FAILURE).code();
        } finally {
            platform.stop(ignored -> {});
        }
    }
}
