package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.faults.plant.PlantFaultPlan;
import io.trivium.deploy.faults.plant.PlantFaultReport;
import io.trivium.deploy.faults.plant.PlantFaultRun;
import io.trivium.deploy.faults.plant.PlantSabotage;
import io.trivium.deploy.supervision.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Kills processes of a platform of its own while machines send; never the platform people use. */
@Command(
        name = "industrial-faults",
        description = {
            "Kill -9 the factory's service, its MQTT broker, Kafka and PostgreSQL at random moments while machines send over",
            "MQTT (JSON and Sparkplug, an hour of backlog, limits passed and back), and hold readings, latest values, roll-ups,",
            "alarms, their events and the audit log against what was acknowledged. Starts and stops a platform in",
            ".data-industrial-faults next to ./trivium, on other ports; --data-dir and --port-base name another.",
            "Exit code 0 when every promise was kept, 1 when one was broken."
        })
public final class IndustrialFaultsCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(
            names = "--rounds",
            defaultValue = "20",
            description = "Rounds of about a minute and a half; each kills all four once (default: ${DEFAULT-VALUE}).")
    int rounds = 20;

    @Option(
            names = "--sabotage",
            split = ",",
            paramLabel = "KIND",
            hidden = true,
            description =
                    "Break these behind the platform's back when all has settled: the run must report exactly them.")
    List<String> sabotage = List.of();

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        PlantFaultPlan plan =
                new PlantFaultPlan(seed.orNew(), rounds, SabotageKinds.parse(sabotage, PlantSabotage.all()));
        Platform platform = BenchPlatform.open(options, ".data-industrial-faults", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> {
            PlantFaultReport report = new PlantFaultRun(platform, plan, options.terminal::say).run();
            if (options.json) options.terminal.data().println(report.toJson());
            return (report.asExpected() ? ExitCode.OK : ExitCode.FAILURE).code();
        });
    }
}
