package io.trivium.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.bench.report.DemoFindings;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Watches the running demo and judges the results that a newcomer sees. */
@Command(
        name = "demo",
        description = {
            "Watch the running demo (./trivium demo) for some hours and judge it: share of referred and declined"
                    + " payments by",
            "ten minutes, degraded decisions, open cases, queues, points in Monitoring's charts, releases of the"
                    + " platform's own",
            "learning, closed work orders, processed studies. It changes nothing.",
            "Exit code 0 when every target was met, 1 when one was missed."
        })
final class DemoBenchCommand implements Callable<Integer> {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--hours", defaultValue = "3", description = "How long, such as 0.25 (default: ${DEFAULT-VALUE}).")
    double hours = 3;

    @Option(
            names = "--warm-up",
            defaultValue = "2",
            description = "Minutes before anything is counted (default: ${DEFAULT-VALUE}).")
    double warmUpMinutes = 2;

    @Override
    public Integer call() throws InterruptedException {
        if (!(hours > 0 && hours <= 48) || !(warmUpMinutes >= 0 && warmUpMinutes <= 60)) {
            throw new ParameterException(
                    spec.commandLine(), "Give --hours a number up to 48 and --warm-up one from 0 to 60.");
        }
        GlobalOptions options = bench.trivium.options;
        Instant started = Instant.now();
        try {
            DemoFindings findings = watch(options.platform(), started);
            List<DemoFindings.Target> targets = findings.targets();
            if (options.json) {
                ReportJson report =
                        new ReportJson(started, String.format(Locale.ROOT, "the demo's own traffic for %.2f h", hours));
                targets.forEach(one -> report.target(one.name(), one.value(), one.unit(), one.target(), one.met()));
                options.terminal.data().println(report.text());
            } else {
                targets.forEach(target -> options.terminal.data().println(line(target)));
            }
            return targets.stream().anyMatch(target -> Boolean.FALSE.equals(target.met())) ? 1 : 0;
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILURE, "A service did not answer: " + e.getMessage() + ".");
        }
    }

    private static String line(DemoFindings.Target target) {
        return String.format(
                Locale.ROOT,
                "%-32s %10s %-10s target %8s  %s",
                target.name(),
                Double.isNaN(target.value()) ? "-" : String.format(Locale.ROOT, "%.4g", target.value()),
                target.unit(),
                target.target() == null ? "-" : String.format(Locale.ROOT, "%.4g", target.target()),
                target.met() == null ? "" : target.met() ? "met" : "MISSED");
    }

    private DemoFindings watch(Platform platform, Instant started) throws IOException, InterruptedException {
        sleepUntil(started.plusMillis((long) (warmUpMinutes * 60_000)));
        Instant first = Instant.now();
        Instant end = first.plusMillis((long) (hours * 3_600_000));
        List<DemoFindings.Counts> counts = new ArrayList<>(List.of(counts(platform, first)));
        List<Long> openCases = new ArrayList<>(List.of(open(queues(platform))));
        Instant next = first;
        while (next.isBefore(end)) {
            next = next.plus(WINDOW).isBefore(end) ? next.plus(WINDOW) : end;
            sleepUntil(next);
            counts.add(counts(platform, first));
            JsonNode queues = queues(platform);
            openCases.add(open(queues));
            bench.trivium.options.terminal.say(
                    counts.getLast().decisions() + " decisions so far, " + openCases.getLast() + " open cases");
        }
        Instant now = Instant.now();
        JsonNode month = bank(platform).get("/v1/monitoring?from=" + now.minus(Duration.ofDays(30)) + "&to=" + now);
        return new DemoFindings(
                counts,
                openCases,
                queues(platform),
                month,
                releases(platform),
                workOrders(platform),
                studies(platform));
    }

    /** Decisions about payments of these days; their differences are those of the windows. */
    private static DemoFindings.Counts counts(Platform platform, Instant first)
            throws IOException, InterruptedException {
        Instant from = first.minus(Duration.ofHours(1));
        JsonNode view = bank(platform).get("/v1/monitoring?from=" + from + "&to=" + Instant.now());
        return DemoFindings.Counts.of(view.path("series"));
    }

    private static JsonNode queues(Platform platform) throws IOException, InterruptedException {
        return bank(platform).get("/v1/case-queues");
    }

    private static long open(JsonNode queues) {
        long open = 0;
        for (JsonNode queue : queues) open += queue.path("open").asLong();
        return open;
    }

    /**
     * How releases ended, and challengers that the gates refused; a release seen by several organisations counts once.
     */
    private static List<String> releases(Platform platform) throws IOException, InterruptedException {
        Map<String, String> states = new LinkedHashMap<>();
        for (String tenant : List.of("demo-bank", "demo-hospital", "demo-plant")) {
            @Nullable ServiceApi api = api(platform, "model-runtime", tenant);
            if (api == null) continue;
            for (JsonNode task : api.get("/v1/learning/tasks").path("items")) {
                String path = "/v1/learning/tasks/" + task.path("task").asText();
                for (JsonNode one : api.get(path + "/releases?limit=200").path("items")) {
                    if (one.hasNonNull("finishedAt"))
                        states.put(one.path("id").asText(), one.path("state").asText());
                }
                for (JsonNode one : api.get(path + "/updates?limit=200").path("items")) {
                    if (one.path("state").asText().equals("refused"))
                        states.put(one.path("id").asText(), "refused");
                }
            }
        }
        return List.copyOf(states.values());
    }

    private static int workOrders(Platform platform) throws IOException, InterruptedException {
        @Nullable ServiceApi plant = api(platform, "domain-industrial", "demo-plant");
        return plant == null
                ? 0
                : plant.get("/v1/work-orders?state=done&limit=1000")
                        .path("items")
                        .size();
    }

    private static int studies(Platform platform) throws IOException, InterruptedException {
        @Nullable ServiceApi hospital = api(platform, "domain-med", "demo-hospital");
        return hospital == null
                ? 0
                : hospital.post("/v1/worklist", "{\"limit\": 200, \"states\": [\"done\"]}")
                        .path("items")
                        .size();
    }

    private static ServiceApi bank(Platform platform) throws IOException, InterruptedException {
        return ServiceApi.of(platform, "domain-fin", "demo-bank");
    }

    /** Null where the service does not run. */
    private static @Nullable ServiceApi api(Platform platform, String service, String tenant)
            throws IOException, InterruptedException {
        boolean runs =
                platform.status().flatMap(status -> status.component(service)).isPresent();
        return runs ? ServiceApi.of(platform, service, tenant) : null;
    }

    private static void sleepUntil(Instant instant) throws InterruptedException {
        long millis = Duration.between(Instant.now(), instant).toMillis();
        if (millis > 0) TimeUnit.MILLISECONDS.sleep(millis);
    }
}
