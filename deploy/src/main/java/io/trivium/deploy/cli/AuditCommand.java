package io.trivium.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.ExitCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Checks the hash-chained audit log. */
@Command(name = "audit", description = "Verify the audit log.")
final class AuditCommand implements Runnable {
    private static final List<String> SERVICES = List.of("domain-fin", "model-runtime");
    private static final List<String> TENANTS = List.of("demo-bank", "replay-bank", "other-bank", ServiceApi.PLATFORM);

    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: verify");
    }

    @Command(name = "verify", description = "Check every link of the tenants' chains and every signed checkpoint.")
    int verify(
            @Option(names = "--service", description = "One service (default: all).") @Nullable String service,
            @Option(names = "--tenant", description = "One tenant, or 'platform' (default: all).") @Nullable
                    String tenant)
            throws IOException, InterruptedException {
        List<String> services = service == null ? SERVICES : List.of(service);
        List<String> tenants = tenant == null ? TENANTS : List.of(tenant);
        Map<String, Object> document = new LinkedHashMap<>();
        boolean intact = true;
        for (String each : services) {
            for (String owner : tenants) {
                JsonNode report =
                        ServiceApi.of(trivium.options.platform(), each, owner).get("/v1/audit/verification");
                boolean good = report.path("intact").asBoolean(false);
                intact &= good;
                document.put(each + "/" + owner, report);
                tell(each + "/" + owner, good, report);
            }
        }
        if (trivium.options.json) {
            trivium.options.print(Map.of("intact", intact, "chains", document));
        }
        return intact ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }

    private void tell(String chain, boolean good, JsonNode report) {
        Terminal terminal = trivium.options.terminal;
        terminal.say(String.format(
                Locale.ROOT,
                "%s %-28s %d entries, %d signed checkpoints",
                good ? terminal.good("intact") : terminal.bad("BROKEN"),
                chain,
                report.path("entries").asLong(),
                report.path("checkpoints").asLong()));
        for (JsonNode finding : report.path("findings")) {
            terminal.say("    at " + finding.path("seq").asLong() + ": "
                    + finding.path("problem").asText());
        }
    }
}
