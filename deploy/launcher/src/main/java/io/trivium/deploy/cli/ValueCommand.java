package io.trivium.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.cli.option.ValueTable;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Queries the domains of a running platform for its value to an organisation of each. */
@Command(name = "value", description = "Print what the platform was worth: money, hours and risk of each domain.")
final class ValueCommand implements Runnable {
    private static final Map<String, String> DEMO = demo();
    private static final int MOST_DAYS = 400;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--days", defaultValue = "30", description = "Until now, 1 to 400 (default: ${DEFAULT-VALUE}).")
    int days = 30;

    @Option(names = "--service", description = "One domain's service, with --tenant (default: the demo's three).")
    @Nullable
    String service;

    @Option(names = "--tenant", description = "The organisation asked about, with --service.")
    @Nullable
    String tenant;

    @Override
    public void run() {
        if (days < 1 || days > MOST_DAYS) {
            throw new ParameterException(spec.commandLine(), "Give --days a number from 1 to " + MOST_DAYS + ".");
        }
        try {
            Map<String, JsonNode> views = views();
            if (trivium.options.json) {
                trivium.options.print(Map.of("domains", views, "sums", ValueTable.sums(views.values())));
            } else {
                ValueTable.lines(views).forEach(trivium.options.terminal.data()::println);
            }
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILURE, "A service did not answer: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILURE, "Interrupted before every service had answered.");
        }
    }

    private Map<String, JsonNode> views() throws IOException, InterruptedException {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String path = "/v1/value?from=" + end.minus(Duration.ofDays(days)) + "&to=" + end;
        Map<String, JsonNode> views = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : asked().entrySet()) {
            views.put(
                    each.getValue(),
                    ServiceApi.of(trivium.options.platform(), each.getKey(), each.getValue())
                            .get(path));
        }
        return views;
    }

    /** The service with the requested organisation, or those of the demo whose services run. */
    private Map<String, String> asked() {
        if (service != null && tenant != null) return Map.of(service, tenant);
        if (service != null || tenant != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Give --service and --tenant together; services are " + String.join(", ", DEMO.keySet()) + ".");
        }
        Platform platform = trivium.options.platform();
        if (!platform.isRunning()) {
            throw LauncherException.notReady("The platform is not running; start it with ./trivium up.");
        }
        Map<String, String> asked = new LinkedHashMap<>(DEMO);
        asked.keySet()
                .removeIf(name -> platform.status()
                        .flatMap(status -> status.component(name))
                        .isEmpty());
        return asked;
    }

    private static Map<String, String> demo() {
        Map<String, String> demo = new LinkedHashMap<>();
        for (String[] each : List.of(
                new String[] {"domain-fin", "demo-bank"},
                new String[] {"domain-med", "demo-hospital"},
                new String[] {"domain-industrial", "demo-plant"})) {
            demo.put(each[0], each[1]);
        }
        return demo;
    }
}
