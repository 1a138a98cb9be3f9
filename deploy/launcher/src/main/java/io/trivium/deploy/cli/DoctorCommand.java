package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.check.Diagnosis;
import io.trivium.deploy.check.Finding;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.standalone.Installation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Checks the machine, the data directory and the platform in it, and reports how to fix faults. */
@Command(
        name = "doctor",
        description = "Check this machine, the data directory and the running platform. Says what to correct, and how."
                + " Exit code 1 when something is wrong, 3 when something only is not ready yet.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        List<Finding> findings = new Diagnosis(Installation.current(), options.platform(), options.portBase).findings();
        ExitCode code = verdict(findings);
        if (options.json) options.print(Map.of("healthy", code == ExitCode.OK, "findings", findings));
        else findings.forEach(this::show);
        return code.code();
    }

    static ExitCode verdict(List<Finding> findings) {
        ExitCode code = ExitCode.OK;
        for (Finding finding : findings) {
            switch (finding.level()) {
                case BAD -> {
                    return ExitCode.FAILURE;
                }
                case WAITING -> code = ExitCode.NOT_READY;
                case GOOD -> {}
            }
        }
        return code;
    }

    private void show(Finding finding) {
        Terminal terminal = trivium.options.terminal;
        String mark = switch (finding.level()) {
            case GOOD -> terminal.good("ok  ");
            case WAITING -> "wait";
            case BAD -> terminal.bad("bad ");
        };
        terminal.data().println(String.format(Locale.ROOT, "%s %-18s %s", mark, finding.what(), finding.found()));
        if (!finding.good()) terminal.data().println("       " + finding.remedy());
    }
}
