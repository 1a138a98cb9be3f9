package io.trivium.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.AuditChains;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.util.ArrayList;
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
    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: verify");
    }

    @Command(name = "verify", description = "Check chains, signed checkpoints, and what was shipped of the log.")
    int verify(
            @Option(names = "--service", description = "One service (default: all).") @Nullable String service,
            @Option(names = "--tenant", description = "One tenant, or 'platform' (default: all).") @Nullable
                    String tenant)
            throws IOException, InterruptedException {
        Map<String, Object> document = new LinkedHashMap<>();
        boolean intact = true;
        for (String each : services(service)) {
            for (String owner : AuditChains.owners(each, tenant)) {
                JsonNode report = AuditChains.verify(trivium.options.platform(), each, owner);
                JsonNode shipped = AuditChains.shipped(trivium.options.platform(), each, owner);
                boolean good = report.path("intact").asBoolean(false);
                intact &= good && shipped.path("intact").asBoolean(false);
                if (report instanceof ObjectNode object) object.set("shipped", shipped);
                document.put(each + "/" + owner, report);
                tell(each + "/" + owner, good, report);
                shipped.path("destinations").forEach(this::tellShipped);
            }
        }
        if (document.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No chain of '" + tenant + "' is kept; the tenants are " + String.join(", ", known()));
        }
        if (trivium.options.json) trivium.options.print(Map.of("intact", intact, "chains", document));
        return intact ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }

    /** The requested services, or all that run. */
    private List<String> services(@Nullable String asked) {
        if (asked != null) {
            if (!AuditChains.TENANTS.containsKey(asked)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no service '" + asked + "': " + String.join(", ", AuditChains.TENANTS.keySet()));
            }
            return List.of(asked);
        }
        Platform platform = trivium.options.platform();
        if (!platform.isRunning()) {
            throw LauncherException.notReady("The platform is not running; start it with ./trivium up.");
        }
        return AuditChains.running(platform);
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(AuditChains.TENANTS.values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList());
        known.add(ServiceApi.PLATFORM);
        return known;
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
        tellFindings(report);
    }

    private void tellShipped(JsonNode shipped) {
        Terminal terminal = trivium.options.terminal;
        boolean good = shipped.path("findings").isEmpty();
        String read = shipped.path("read").asBoolean()
                ? String.format(
                        Locale.ROOT,
                        "%d segments, %d entries compared",
                        shipped.path("segments").asLong(),
                        shipped.path("entries").asLong())
                : "cannot be read back, the cursor was compared";
        terminal.say(String.format(
                Locale.ROOT,
                "    %s %s %s: %s, %d entries wait%s",
                good ? terminal.good("equal") : terminal.bad("DIFFERS"),
                shipped.path("destination").asText(),
                shipped.path("location").asText(),
                read,
                shipped.path("waiting").asLong(),
                shipped.path("error").asText().isEmpty()
                        ? ""
                        : "; " + shipped.path("error").asText()));
        tellFindings(shipped);
    }

    private void tellFindings(JsonNode report) {
        for (JsonNode finding : report.path("findings")) {
            trivium.options.terminal.say("    at " + finding.path("seq").asLong() + ": "
                    + finding.path("problem").asText());
        }
    }
}
