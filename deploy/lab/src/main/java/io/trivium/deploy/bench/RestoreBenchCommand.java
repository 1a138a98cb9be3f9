package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.bench.report.RestoreReport;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Proves that the contents of a backup are restored. */
@Command(
        name = "restore",
        description = {
            "Back up a platform with demo traffic, continue, delete it, restore it as at the cut and at a later time, and",
            "compare every row and record. In .data-restore next to ./trivium, which is emptied, on other ports.",
            "Exit code 1 when anything is lost, changed or made up."
        })
final class RestoreBenchCommand implements Callable<Integer> {
    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--seconds",
            defaultValue = "90",
            description = "Traffic until the backup (default: ${DEFAULT-VALUE}); a third as long after it.")
    int seconds = 90;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Moves the backup and the later time by up to a third (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        RestoreReport report = new RestoreBench(options, wait.limit(), seconds, seed).run();
        if (options.json) options.print(report);
        else report.lines().forEach(options.terminal::say);
        return (report.holds() ? ExitCode.OK : ExitCode.FAILURE).code();
    }
}
