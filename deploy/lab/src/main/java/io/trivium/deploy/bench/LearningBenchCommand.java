package io.trivium.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.bench.report.LatencyBeside;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.faults.RuntimeApi;
import io.trivium.deploy.faults.learning.UpdateKills;
import io.trivium.deploy.releases.ReleaseReport;
import io.trivium.deploy.releases.ReleaseTrial;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures daily updates on a platform of its own; never the platform people use. */
@Command(
        name = "learning",
        description = {
            "Measure daily updates: good and bad challengers at the gates, how long an update of a task takes and what it does",
            "to the latency of authorizations, kill -9 of trainer, runtime, broker and database during updates, the proof of an",
            "erasure, and good and bad challengers on live traffic. Starts and stops a platform in .data-learning next to",
            "./trivium, on other ports; --data-dir and --port-base name another.",
            "Exit code 0 when every promise was kept, 1 when one was broken."
        })
final class LearningBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 24_000;
    private static final String TASK = "fin-authorization-risk";
    private static final Set<String> OVER = Set.of("released", "refused", "failed", "cancelled", "unchanged");

    /** Measurements of latency before each update, and after it. */
    private static final int ALONE = 6;

    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    /** The parts that can be measured separately. */
    enum Part {
        gates,
        update,
        kills,
        erasure,
        releases
    }

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Measure only these: ${COMPLETION-CANDIDATES} (default: all).")
    Set<Part> only = EnumSet.noneOf(Part.class);

    @Option(names = "--seed", defaultValue = "20261127", description = "Seed of all (default: ${DEFAULT-VALUE}).")
    long seed = 20_261_127;

    @Option(
            names = "--each",
            defaultValue = "50",
            description =
                    "Good challengers, and bad ones, at the gates and on live traffic (default: ${DEFAULT-VALUE}).")
    int each = 50;

    @Option(names = "--kills", defaultValue = "20", description = "Updates with a kill (default: ${DEFAULT-VALUE}).")
    int kills = 20;

    @Option(names = "--days", defaultValue = "52", description = "Days of payments (default: ${DEFAULT-VALUE}).")
    int days = 52;

    @Option(names = "--cards", defaultValue = "5000", description = "Cards that pay (default: ${DEFAULT-VALUE}).")
    int cards = 5_000;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Authorizations a second during an update (default: ${DEFAULT-VALUE}).")
    int rate = 100;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "Length of each measurement of latency (default: ${DEFAULT-VALUE}).")
    int seconds = 15;

    @Option(
            names = "--lanes",
            defaultValue = "10",
            description = "Models with challengers on live traffic side by side (default: ${DEFAULT-VALUE}).")
    int lanes = 10;

    @Mixin
    WaitOption wait = new WaitOption();

    private final Tools tools = new Tools(Installation.current());
    private final ObjectNode report = JSON.createObjectNode();
    private boolean kept = true;

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        report.put("seed", seed);
        if (wanted(Part.gates)) gates();
        if (wanted(Part.update) || wanted(Part.kills) || wanted(Part.erasure)) {
            Platform platform = BenchPlatform.open(options, ".data-learning", PORT_BASE);
            BenchPlatform.measure(options, platform, wait, status -> {
                report.put(
                        "examples",
                        LearningWorld.fill(platform, status, TASK, days, cards, seed, options.terminal::say));
                Duration typical = Duration.ofSeconds(60);
                if (wanted(Part.update)) typical = update(platform, status);
                if (wanted(Part.kills)) kill(platform, status, typical);
                if (wanted(Part.erasure)) erase(platform, status);
                return 0;
            });
        }
        if (wanted(Part.releases)) releases();
        if (options.json) options.print(report);
        return (kept ? ExitCode.OK : ExitCode.FAILURE).code();
    }

    private boolean wanted(Part part) {
        return only.isEmpty() || only.contains(part);
    }

    private void say(String line) {
        bench.trivium.options.terminal.say(line);
    }

    private void promise(boolean holds, String what) {
        if (holds) return;
        kept = false;
        say("BROKEN: " + what);
    }

    private void gates() throws InterruptedException {
        say(each + " good and " + each + " bad challengers at the gates");
        JsonNode trial = json(tools.runtimeOutput(List.of(
                "evaluate", "gates", "--each", Integer.toString(each), "--seed", Long.toString(seed), "--json")));
        report.set("gates", trial);
    }

    private void releases() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-learning", PORT_BASE);
        say(each + " good and " + each + " bad challengers on live traffic");
        ReleaseReport outcome =
                ReleaseBench.run(options, platform, wait, tools, new ReleaseTrial(seed, lanes, this::say), each);
        report.set("releases", outcome.json());
        outcome.violations().forEach(violation -> promise(false, violation));
    }

    /**
     * Latency before, during and after an update; returns how long the update took. Another update runs first as a
     * warm-up, so that the figures before and after are comparable.
     */
    private Duration update(Platform platform, PlatformStatus status) throws InterruptedException {
        RuntimeApi api = new RuntimeApi(platform, status, LearningWorld.TENANT);
        ObjectNode node = report.putObject("update");
        try (LatencyBeside latency = LatencyBeside.start(platform, status, rate, seconds)) {
            latency.await(ALONE);
            Updated rehearsal = runUpdate(api);
            node.set("rehearsal", rehearsal.view());
            latency.awaitUntil(rehearsal.finished().plusSeconds((long) ALONE * seconds));
            Updated measured = runUpdate(api);
            latency.awaitUntil(measured.finished().plusSeconds((long) ALONE * seconds));
            node.set("view", measured.view());
            node.set("latency", latency.report(rehearsal.finished(), measured.started(), measured.finished()));
            Duration took = Duration.between(measured.started(), measured.finished());
            node.put("seconds", took.toSeconds());
            say("The update ended as " + measured.state() + " after " + took.toSeconds() + " s; "
                    + node.path("latency").path("sentence").asText());
            for (Updated each : List.of(rehearsal, measured)) {
                promise(
                        !each.state().equals("failed"),
                        each.view().path("message").asText());
            }
            return took;
        }
    }

    /** An update that is over. */
    private record Updated(JsonNode view) {
        String state() {
            return view.path("state").asText();
        }

        Instant started() {
            return Instant.parse(view.path("startedAt").asText());
        }

        Instant finished() {
            return Instant.parse(view.path("finishedAt").asText());
        }
    }

    private Updated runUpdate(RuntimeApi api) throws InterruptedException {
        String id = request(api);
        say("Update " + id + " begins");
        return new Updated(awaitEnd(api, id));
    }

    private void kill(Platform platform, PlatformStatus status, Duration typical) throws InterruptedException {
        RuntimeApi api = new RuntimeApi(platform, status, LearningWorld.TENANT);
        if (!wanted(Part.update)) awaitEnd(api, request(api));
        UpdateKills run = new UpdateKills(platform, status, LearningWorld.TENANT, TASK, seed, this::say);
        run.run(kills, typical);
        ObjectNode node = report.putObject("kills");
        node.put("labels", run.labels());
        node.set("updates", JSON.valueToTree(run.outcomes()));
        node.set("violations", JSON.valueToTree(run.violations()));
        run.violations().forEach(violation -> promise(false, violation));
    }

    /** Erases the subject of an example of the newest data set, and looks for it afterwards. */
    private void erase(Platform platform, PlatformStatus status) throws InterruptedException {
        RuntimeApi api = new RuntimeApi(platform, status, LearningWorld.TENANT);
        JsonNode newest = api.get("/v1/learning/manifests?task=" + TASK + "&limit=1")
                .path("items")
                .path(0);
        String manifest = newest.path("id").asText();
        String card = LearningWorld.card(platform, status);
        JsonNode erased = api.delete("/v1/learning/subjects/" + card + "?reason=bench");
        ObjectNode node = report.putObject("erasure");
        node.set("proof", erased);
        promise(erased.path("examples").asLong() > 0, "the erasure found nothing: " + erased);
        JsonNode verified = api.get("/v1/learning/manifests/" + manifest + "/verification");
        node.set("manifest", verified);
        promise(verified.path("valid").asBoolean(), "the data set does not verify after the erasure: " + verified);
        JsonNode audit = api.get("/v1/audit/verification");
        node.set("audit", audit);
        promise(audit.path("intact").asBoolean(), "the audit log is not intact: " + audit.path("findings"));
        JsonNode again = api.delete("/v1/learning/subjects/" + card + "?reason=bench");
        node.put("left_behind", again.path("examples").asLong());
        promise(again.path("examples").asLong() == 0, "examples were left behind: " + again);
    }

    private static String request(RuntimeApi api) throws InterruptedException {
        JsonNode update = api.post("/v1/learning/tasks/" + TASK + "/updates", Map.of("reason", "bench learning"));
        if (!update.hasNonNull("id")) throw LauncherException.failure("The update is refused: " + update);
        return update.path("id").asText();
    }

    private static JsonNode awaitEnd(RuntimeApi api, String id) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            JsonNode update = api.get("/v1/learning/updates/" + id);
            if (OVER.contains(update.path("state").asText())) return update;
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        }
        throw LauncherException.failure("Update " + id + " is not over after " + LONGEST.toMinutes() + " minutes.");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw LauncherException.failure("A tool printed no JSON: " + e.getMessage());
        }
    }
}
