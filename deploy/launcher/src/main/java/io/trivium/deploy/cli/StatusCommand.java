package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.option.StatusReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Shows every component, and why one that is not ready is not. */
@Command(
        name = "status",
        description = "Show every component and why one is not ready. Exit code 3 unless all are ready.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() {
        StatusReport report = new StatusReport(trivium.options.platform());
        if (trivium.options.json) trivium.options.print(report.document());
        else report.lines(trivium.options.terminal).forEach(trivium.options.terminal.data()::println);
        return report.ready() ? ExitCode.OK.code() : ExitCode.NOT_READY.code();
    }
}
