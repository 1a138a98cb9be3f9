package io.trivium.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.ServiceApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Shows records that a service could not process, and returns them to it. */
@Command(name = "deadletter", description = "List records that were refused, and replay one after its cause is gone.")
final class DeadLetterCommand implements Runnable {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--service",
            scope = ScopeType.INHERIT,
            defaultValue = "domain-fin",
            description = "domain-fin, domain-med, domain-industrial or model-runtime (default: ${DEFAULT-VALUE}).")
    String service = "domain-fin";

    @Option(
            names = "--tenant",
            scope = ScopeType.INHERIT,
            defaultValue = "demo-bank",
            description = "Whose; platform has those that name no organisation (default: ${DEFAULT-VALUE}).")
    String tenant = "demo-bank";

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list or replay");
    }

    @Command(name = "list", description = "List dead letters, newest first.")
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "open|replayed|discarded",
                            defaultValue = "open",
                            description = "Which (default: ${DEFAULT-VALUE}).")
                    String state,
            @Option(names = "--limit", defaultValue = "50") int limit)
            throws IOException, InterruptedException {
        JsonNode page = api().get("/v1/dead-letters?limit=" + limit + "&state=" + encode(state));
        if (trivium.options.json) {
            trivium.options.print(page);
            return ExitCode.OK.code();
        }
        for (JsonNode item : page.path("items")) {
            trivium.options
                    .terminal
                    .data()
                    .println(String.format(
                            Locale.ROOT,
                            "%s  %s  %-24s %-28s %s",
                            item.path("id").asText(),
                            item.path("failedAt").asText(),
                            item.path("originTopic").asText(),
                            item.path("reason").asText(),
                            item.path("detail").asText("")));
        }
        trivium.options.terminal.say(page.path("items").size() + " dead letter(s), status " + state + ".");
        return ExitCode.OK.code();
    }

    @Command(name = "replay", description = "Publish one again to the topic it came from.")
    int replay(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--payload", paramLabel = "FILE", description = "A corrected record to publish instead.")
                    @Nullable
                    Path payload)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        String body = "{}";
        if (payload != null) {
            if (!Files.isReadable(payload)) {
                throw LauncherException.failure("The file " + payload + " cannot be read; name one with --payload.");
            }
            body = json.createObjectNode()
                    .put("payload", Files.readString(payload))
                    .toString();
        }
        JsonNode answer = api().post("/v1/dead-letters/" + encode(id) + "/replay", body);
        if (trivium.options.json) trivium.options.print(answer);
        else trivium.options.terminal.say("Replayed " + id + ".");
        return ExitCode.OK.code();
    }

    private ServiceApi api() throws IOException, InterruptedException {
        return ServiceApi.of(trivium.options.platform(), service, tenant);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
