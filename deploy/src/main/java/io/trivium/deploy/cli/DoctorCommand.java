package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.standalone.Diagnosis;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.Ports;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Checks what the platform needs of this machine and says how to mend what is missing. */
@Command(
        name = "doctor",
        description = "Check this machine: JDK, tools, memory, disk, ports. Says what to mend, and how.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Platform platform = options.platform();
        Integer asked = options.portBase;
        Ports ports = new Ports(asked == null ? platform.usualPortBase() : asked);
        List<Diagnosis.Finding> findings = new Diagnosis(Installation.current(), platform, ports).findings();
        boolean healthy = findings.stream().allMatch(Diagnosis.Finding::good);
        if (options.json) {
            options.print(Map.of("healthy", healthy, "findings", findings));
        } else {
            Terminal terminal = options.terminal;
            for (Diagnosis.Finding finding : findings) {
                terminal.data()
                        .println(String.format(
                                Locale.ROOT,
                                "%s %-18s %s",
                                finding.good() ? terminal.good("ok ") : terminal.bad("bad"),
                                finding.what(),
                                finding.found()));
                if (!finding.good()) {
                    terminal.data().println("      " + finding.remedy());
                }
            }
        }
        return healthy ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }
}
