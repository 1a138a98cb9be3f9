package io.trivium.deploy.faults.learning;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.faults.Killing;
import io.trivium.deploy.faults.RuntimeApi;
import io.trivium.deploy.faults.Timer;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.KafkaSender;
import io.trivium.deploy.faults.fin.Label;
import io.trivium.deploy.faults.fin.Ledger;
import io.trivium.deploy.faults.fin.Traffic;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests updates of a task and kills, once during each, the trainer, the model runtime, the broker or the database.
 * Meanwhile labels are sent. After each update the champion must be one that loads; in the end every label that was
 * acknowledged must be in the store once, and no update may have made two data sets or two versions. For one thread.
 */
public final class UpdateKills {
    /** The process to kill. */
    enum Prey {
        TRAINER,
        RUNTIME,
        BROKER,
        DATABASE
    }

    private static final Set<String> OVER = Set.of("released", "refused", "failed", "cancelled", "unchanged");
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration FEED_INTERVAL = Duration.ofMillis(50);

    private final Platform platform;
    private final RuntimeApi api;
    private final String task;
    private final Random random;
    private final Instant started = Instant.now();
    private final Waits waits;
    private final Killing killing;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final KafkaAccess kafka;
    private final String tenant;
    private int acknowledged;

    /**
     * One update.
     *
     * @param prey the process killed during it; null when it was over before
     * @param state of the update when it was killed
     * @param end state in which the update ended
     */
    public record Outcome(
            int round, @Nullable String prey, @Nullable String state, String end, long seconds, int attempts) {}

    /** @param talk receives progress lines */
    public UpdateKills(
            Platform platform, PlatformStatus status, String tenant, String task, long seed, Consumer<String> talk) {
        this.platform = platform;
        this.api = new RuntimeApi(platform, status, tenant);
        this.kafka = platform.kafka();
        this.tenant = tenant;
        this.task = task;
        this.random = new Random(seed);
        this.waits = new Waits(started, talk);
        this.killing = new Killing(platform, waits);
    }

    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Labels that were acknowledged while processes were killed. */
    public int labels() {
        return acknowledged;
    }

    /** The broken guarantees, in words. */
    public List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        waits.stalls().forEach(stall -> all.add(stall.toString()));
        return all;
    }

    /**
     * Kills the given number of times.
     *
     * @param typical how long an update takes when nothing is killed; kills are drawn from that time
     */
    public void run(int kills, Duration typical) throws InterruptedException {
        List<String> examples = examples();
        long before = statements();
        Ledger ledger = new Ledger();
        try (KafkaSender sender = new KafkaSender(kafka, ledger)) {
            Timer timer = new Timer();
            Thread feed =
                    Thread.ofPlatform().name("update-kills-labels").daemon().start(() -> feed(examples, sender, timer));
            try {
                rounds(kills, typical);
            } finally {
                timer.stop();
                feed.join(Duration.ofMinutes(4));
                sender.flush();
            }
        }
        acknowledged = ledger.labels().size();
        ledger.surprises().forEach(violations::add);
        long expected = before + acknowledged;
        if (!waits.await(
                "the store has the " + acknowledged + " labels that were acknowledged, each once",
                Duration.ofMinutes(2),
                () -> statements() == expected)) {
            violations.add("the store has " + (statements() - before) + " new labels, not " + acknowledged);
        }
        once();
    }

    /** Says of one example after the other, again and again, that it is genuine, each time a little later. */
    private void feed(List<String> examples, KafkaSender sender, Timer timer) {
        try {
            for (long n = 0; !timer.pause(FEED_INTERVAL); n++) {
                Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                sender.send(new Traffic.Step.Observe(
                        new Label(tenant, examples.get((int) (n % examples.size())), false, at)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ids of examples that the newest data set has. */
    private List<String> examples() throws InterruptedException {
        JsonNode newest = api.get("/v1/learning/manifests?task=" + task + "&limit=1")
                .path("items")
                .path(0);
        if (newest.isMissingNode()) {
            throw LauncherException.failure("Nothing was frozen for " + task + " yet; ask for an update first.");
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode line : api.get(
                        "/v1/learning/manifests/" + newest.path("id").asText() + "/entries?limit=1000")
                .path("items")) {
            if (line.path("entry").path("label").asText().equals("genuine")) {
                ids.add(line.path("entry").path("exampleId").asText());
            }
        }
        if (ids.isEmpty()) {
            throw LauncherException.failure("The newest data set of " + task + " has no genuine example.");
        }
        return ids;
    }

    private long statements() throws InterruptedException {
        return api.get("/v1/learning/tasks/" + task + "/coverage")
                .path("statements")
                .asLong();
    }

    private void rounds(int kills, Duration typical) throws InterruptedException {
        for (int round = 0; round < kills; round++) {
            Prey prey = Prey.values()[round % Prey.values().length];
            String id = request();
            Killed killed = kill(id, prey, Duration.ofMillis(random.nextLong(500, typical.toMillis())));
            JsonNode end = awaitEnd(id);
            Outcome outcome = new Outcome(
                    round,
                    killed == null ? null : prey.name(),
                    killed == null ? null : killed.state(),
                    end.path("state").asText(),
                    Duration.between(Instant.parse(end.path("requestedAt").asText()), Instant.now())
                            .toSeconds(),
                    end.path("attempts").asInt());
            outcomes.add(outcome);
            waits.say("  " + outcome);
            if (end.path("state").asText().equals("failed")) {
                violations.add(
                        "update " + id + " failed: " + end.path("message").asText());
            }
            champion(end.path("model").asText());
        }
    }

    private record Killed(String state) {}

    private String request() throws InterruptedException {
        JsonNode answer = api.post("/v1/learning/tasks/" + task + "/updates", Map.of("reason", "kill -9 meanwhile"));
        String id = answer.path("id").asText();
        if (!id.isEmpty()) return id;
        // requested again after an answer that was lost
        if (answer.path("code").asText().equals("learning-update-running")) {
            for (JsonNode update :
                    api.get("/v1/learning/tasks/" + task + "/updates?limit=5").path("items")) {
                if (!OVER.contains(update.path("state").asText()))
                    return update.path("id").asText();
            }
        }
        throw LauncherException.failure("The update is refused: " + answer);
    }

    /** Kills after the delay, or earlier when the prey lives only now; null when the update was over before. */
    private @Nullable Killed kill(String id, Prey prey, Duration delay) throws InterruptedException {
        Instant due = Instant.now().plus(delay);
        while (true) {
            String state = api.get("/v1/learning/updates/" + id).path("state").asText();
            if (OVER.contains(state)) return null;
            if (prey == Prey.TRAINER
                    ? state.equals("training") && killTrainer()
                    : Instant.now().isAfter(due) && kill(prey)) {
                return new Killed(state);
            }
            waits.poll();
        }
    }

    private boolean kill(Prey prey) throws InterruptedException {
        String component = switch (prey) {
            case RUNTIME, TRAINER -> "model-runtime";
            case BROKER -> "kafka";
            case DATABASE -> "postgres";
        };
        return killing.kill(component).isPresent();
    }

    /** The process that learns, alone; false while there is none. */
    private boolean killTrainer() throws InterruptedException {
        List<ProcessHandle> trainers = Processes.of(platform.data()).stream()
                .filter(UpdateKills::trains)
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        if (trainers.isEmpty()) return false;
        // it has learned for a while
        waits.pause(Duration.ofMillis(random.nextLong(500, 5_000)));
        Processes.kill(trainers, Duration.ofSeconds(20));
        waits.say("kill -9 of the trainer");
        return true;
    }

    private static boolean trains(ProcessHandle process) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        List<String> all = List.of(arguments);
        return all.contains("io.trivium.runtime.tool.RuntimeTool") && all.contains("train");
    }

    private JsonNode awaitEnd(String id) throws InterruptedException {
        Instant deadline = Instant.now().plus(LONGEST);
        while (true) {
            JsonNode update = api.get("/v1/learning/updates/" + id);
            if (OVER.contains(update.path("state").asText())) return update;
            if (Instant.now().isAfter(deadline)) {
                violations.add("update " + id + " is " + update.path("state").asText() + " after " + LONGEST.toMinutes()
                        + " minutes");
                return update;
            }
            waits.pause(Duration.ofSeconds(1));
        }
    }

    /** The champion's name leads to a version that is on record and serves. */
    private void champion(String model) throws InterruptedException {
        for (JsonNode alias : api.get("/v1/models/" + model + "/aliases")) {
            if (!alias.path("alias").asText().equals("champion")) continue;
            String version = alias.path("version").asText();
            JsonNode found = api.get("/v1/models/" + model + "/versions/" + version);
            if (found.has("httpStatus")) violations.add("the champion " + version + " is not on record: " + found);
            return;
        }
        violations.add("no version is champion");
    }

    /** No update made two data sets or versions. */
    private void once() throws InterruptedException {
        Set<String> manifests = new HashSet<>();
        Set<String> challengers = new HashSet<>();
        for (JsonNode update :
                api.get("/v1/learning/tasks/" + task + "/updates?limit=200").path("items")) {
            if (update.hasNonNull("manifest")
                    && !manifests.add(update.path("manifest").asText())) {
                violations.add("two updates share the data set "
                        + update.path("manifest").asText());
            }
            if (update.hasNonNull("challenger")
                    && !challengers.add(update.path("challenger").asText())) {
                violations.add("two updates share the version "
                        + update.path("challenger").asText());
            }
        }
        int frozen = 0;
        for (JsonNode manifest :
                api.get("/v1/learning/manifests?task=" + task + "&limit=200").path("items")) {
            if (!manifests.contains(manifest.path("id").asText())) frozen++;
        }
        if (frozen > 0) violations.add(frozen + " data sets belong to no update");
    }
}
