package io.trivium.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Checks the hash-chained audit log. */
@Command(name = "audit", description = "Verify the audit log.")
final class AuditCommand implements Runnable {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: verify");
    }

    @Command(name = "verify", description = "Check every link of a tenant's chain and every signed checkpoint.")
    int verify(
            @Option(names = "--service", defaultValue = "domain-fin") String service,
            @Option(names = "--tenant", defaultValue = "demo-bank", description = "A tenant, or 'platform'.")
                    String tenant)
            throws IOException, InterruptedException {
        JsonNode report =
                ServiceApi.of(trivium.options.platform(), service, tenant).get("/v1/audit/verification");
        boolean intact = report.path("intact").asBoolean(false);
        if (trivium.options.json) {
            trivium.options.print(report);
        } else {
            trivium.options.terminal.say((intact ? "Intact: " : "BROKEN: ") + report);
        }
        return intact ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }
}
