package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.faults.med.MedFaultPlan;
import io.trivium.deploy.faults.med.MedFaultReport;
import io.trivium.deploy.faults.med.MedFaultRun;
import io.trivium.deploy.faults.med.MedSabotage;
import io.trivium.deploy.supervision.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Kills processes of a platform of its own while studies arrive; never the platform in use. */
@Command(
        name = "med-faults",
        description = {
            "Kill -9 the hospital's node, the PACS, the broker and PostgreSQL at random moments while studies come in, and",
            "count which results are not in the PACS exactly once. Starts and stops a platform in .data-med-faults next to",
            "./trivium, on other ports; --data-dir and --port-base name another.",
            "Exit code 0 when every promise was kept, 1 when one was broken; times change nothing."
        })
public final class MedFaultsCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Mixin
    SeedOption seed = new SeedOption();

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
        MedFaultPlan plan =
                new MedFaultPlan(seed.orNew(), rounds, study.slices, SabotageKinds.parse(sabotage, MedSabotage.all()));
        Platform platform = BenchPlatform.open(options, ".data-med-faults", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> {
            MedFaultReport report = new MedFaultRun(platform, plan, options.terminal::say).run();
            if (options.json) options.terminal.data().println(report.toJson());
            return (report.asExpected() ? ExitCode.OK : ExitCode.FAILURE).code();
        });
    }
}
