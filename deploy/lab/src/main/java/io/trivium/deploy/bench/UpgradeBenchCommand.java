package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.bench.report.UpgradeReport;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Proves that data of an earlier release are present after an upgrade. */
@Command(
        name = "upgrade",
        description = {
            "Build an earlier revision, run it with demo traffic, stop it, start this release on its data directory, and",
            "compare every row and record. In .data-upgrade next to ./trivium, on other ports; the build is kept there.",
            "Exit code 1 when anything is lost or changed that no allowance names."
        })
final class UpgradeBenchCommand implements Callable<Integer> {
    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(names = "--from", required = true, paramLabel = "REV", description = "Revision of the earlier release.")
    String from = "";

    @Option(
            names = "--seconds",
            defaultValue = "90",
            description = "Traffic on the earlier release (default: ${DEFAULT-VALUE}).")
    int seconds = 90;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        UpgradeReport report = new UpgradeBench(options, wait.limit(), seconds, from).run();
        if (options.json) options.print(report);
        else report.lines().forEach(options.terminal::say);
        return (report.holds() ? ExitCode.OK : ExitCode.FAILURE).code();
    }
}
