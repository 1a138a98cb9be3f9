package io.trivium.runtime.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.lab.demo.DemoClient.Answer;
import io.trivium.runtime.lab.demo.SimulatedPayments.Pattern;
import io.trivium.runtime.lab.demo.SimulatedPayments.Payment;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Three updates of one task on a simulated history of reviewed card payments, through the platform's public interfaces: wrong labels
 * of the last days make the gates refuse the first challenger; with corrected labels the second is promoted; the third has
 * learned a pattern of fraud that ends, and its watch rolls it back. Done steps are remembered in a folder, so that a run
 * continues after an interruption. For one thread.
 */
public final class LearningDemo {
    /** Task and model. */
    public static final String TASK = "simulated-alert-triage";

    /** Exists when a step has failed too often to be tried again; contains the reason. */
    static final String GIVEN_UP = "given-up";

    private static final Set<String> FINAL = Set.of("released", "refused", "failed", "cancelled", "unchanged");
    private static final int MOST_FAILURES = 3;
    /** Live payments are dated between the batches, so that updates learn from the batches alone. */
    private static final int LIVE_DAYS_AGO = 30;

    private static final int DAYS = 24;
    private static final int PAYMENTS_A_DAY = 150;
    /** The second pattern follows long after the first batch, so that no update learns from both batches. */
    private static final int FIRST_BATCH_DAYS_AGO = 60;

    private static final int WRONG_DAYS = 7;
    private static final int BASELINE_ROWS = 3_000;
    private static final long SEED = 20_261_130;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_PAYMENTS = Duration.ofMillis(50);
    private static final int PAYMENTS_A_POLL = 20;
    /** Longest time without a new label in the store before the rest counts as stored already. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final DemoClient client;
    private final Target target;
    private final Consumer<String> done;
    private final CountDownLatch never = new CountDownLatch(1);

    private LearningDemo(DemoClient client, Target target, Consumer<String> done) {
        this.client = client;
        this.target = target;
        this.done = done;
    }

    /**
     * Where to run.
     *
     * @param service address of the model runtime
     * @param bootstrap of Kafka
     * @param tokens of a client of the organisation with the roles {@code model-operator} and {@code inference-client}
     * @param signer signs the first version; empty where no signature is required
     * @param folder remembers the steps that are done
     * @param patience longest wait for one update or release
     */
    public record Target(
            URI service,
            String bootstrap,
            TenantId tenant,
            Supplier<String> tokens,
            Optional<PackSigner> signer,
            Path folder,
            Duration patience) {}

    /**
     * Runs the steps that are left.
     *
     * @param done accepts the name of each step that was done
     * @throws IllegalStateException when a step did not end as intended within the patience, or had failed three times before
     */
    public static void run(Target target, Consumer<String> done) throws IOException, InterruptedException {
        Files.createDirectories(target.folder());
        try (DemoClient client = new DemoClient(target)) {
            new LearningDemo(client, target, done).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Path givenUp = target.folder().resolve(GIVEN_UP);
        if (Files.exists(givenUp)) throw new IllegalStateException(Files.readString(givenUp));
        step("baseline", this::baseline);
        step("history", () -> {
            send("history", batch(SEED + 1, Pattern.CARD_TESTING), FIRST_BATCH_DAYS_AGO);
            label(true);
        });
        step("refused", () -> {
            JsonNode update = update("refused", "labels as the feed sent them");
            require("refused", update);
        });
        step("corrected", () -> label(false));
        step(
                "promoted",
                () -> release("promoted", "corrected labels: the feed had reported frauds at night as genuine"));
        step("shifted-pattern", () -> {
            List<Payment> payments = batch(SEED + 2, Pattern.CARD_TESTING, Pattern.NEW_TERMINAL);
            long labels = labels();
            Instant first = send("shifted", payments, DAYS);
            for (int i = 0; i < payments.size(); i++) {
                client.label(
                        "shifted-" + i,
                        payments.get(i).fraud(),
                        at(first, payments.get(i)).plusSeconds(1));
            }
            awaitLabels(labels + payments.size());
        });
        step("rolled-back", () -> {
            activate(Files.readString(file("promoted.version")), "The version before the next update");
            release("rolled-back", "a new pattern: small amounts at new terminals");
        });
    }

    /** Something to do once. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private Path file(String name) {
        return target.folder().resolve(name);
    }

    private void step(String name, Step step) throws IOException, InterruptedException {
        if (Files.exists(file(name + ".done"))) return;
        try {
            step.run();
        } catch (IllegalStateException e) {
            Files.deleteIfExists(file(name + ".update"));
            Path failures = file(name + ".failed");
            Files.writeString(
                    failures,
                    Instant.now() + " " + e.getMessage() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            if (Files.readAllLines(failures).size() >= MOST_FAILURES) {
                Files.writeString(
                        file(GIVEN_UP),
                        "The step " + name + " failed " + MOST_FAILURES + " times, see " + failures + "; delete "
                                + target.folder() + " to try again.");
            }
            throw e;
        }
        Files.writeString(file(name + ".done"), Instant.now().toString());
        done.accept(name);
    }

    private static void require(String state, JsonNode found) {
        String ended = found.path("state").asText();
        if (!ended.equals(state)) {
            throw new IllegalStateException("ended as " + ended + " instead of " + state + ": " + found);
        }
    }

    /** Trains the first version on payments without any pattern, and activates it. */
    private void baseline() throws IOException, InterruptedException {
        if (client.get("/v1/models/" + TASK + "/versions/1").status() != 200) {
            Path work = file("baseline");
            PackWriter.deleteTree(work);
            Path pack = train(Files.createDirectory(work));
            if (target.signer().isPresent()) target.signer().orElseThrow().sign(pack);
            register(pack);
            PackWriter.deleteTree(work);
        }
        activate("1", "First version, trained on simulated payments");
    }

    private void activate(String version, String reason) throws IOException, InterruptedException {
        String served =
                client.get("/v1/models/" + TASK).body().path("servingVersion").asText();
        if (served.equals(version)) return;
        Answer active =
                client.post("/v1/models/" + TASK + "/aliases/champion", Map.of("version", version, "reason", reason));
        if (!active.isGood()) throw new IllegalStateException("cannot activate " + version + ": " + active.body());
    }

    /** In a process of its own, whose memory is free afterwards. */
    private static Path train(Path work) throws IOException, InterruptedException {
        Files.writeString(work.resolve("spec.yaml"), SimulatedPayments.SPEC.formatted(TASK));
        write(work.resolve("train.safetensors"), new SimulatedPayments(SEED).days(1, BASELINE_ROWS));
        write(work.resolve("validation.safetensors"), new SimulatedPayments(SEED - 1).days(1, BASELINE_ROWS / 3));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "io.trivium.runtime.tool.RuntimeTool",
                        "train",
                        "--spec=" + work.resolve("spec.yaml"),
                        "--data=" + work.resolve("train.safetensors"),
                        "--validation=" + work.resolve("validation.safetensors"),
                        "--data-name=simulated card payments of demo-learning",
                        "--threads=1",
                        "--out=" + work.resolve("pack"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(work.resolve("train.log").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process training = builder.start();
        try {
            if (training.waitFor() == 0) return work.resolve("pack");
        } finally {
            training.destroy();
        }
        throw new IllegalStateException("training failed: " + Files.readString(work.resolve("train.log")));
    }

    private static void write(Path file, List<Payment> payments) throws IOException {
        int rows = payments.size();
        float[] features = new float[rows * SimulatedPayments.FEATURES];
        float[] labels = new float[rows];
        long[] hashes = new long[rows];
        for (int row = 0; row < rows; row++) {
            Payment payment = payments.get(row);
            System.arraycopy(
                    payment.features(), 0, features, row * SimulatedPayments.FEATURES, SimulatedPayments.FEATURES);
            labels[row] = payment.fraud() ? 1 : 0;
            hashes[row] = Arrays.hashCode(payment.features());
        }
        new SafetensorsWriter()
                .add("features", new long[] {rows, SimulatedPayments.FEATURES}, features)
                .add("label", new long[] {rows}, labels)
                .add("rowhash", new long[] {rows}, hashes)
                .write(file);
    }

    private void register(Path pack) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(pack)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        Answer answer = client.post("/v1/models/" + TASK + "/versions", "application/zip", bytes.toByteArray());
        if (!answer.isGood()) throw new IllegalStateException("the first version was refused: " + answer.body());
    }

    private static List<Payment> batch(long seed, Pattern... patterns) {
        return new SimulatedPayments(seed).days(DAYS, PAYMENTS_A_DAY, patterns);
    }

    /** The beginning of a batch, as a number of days before the beginning of the steps. */
    private Instant first(int daysAgo) throws IOException {
        return Instant.parse(Files.readString(file("baseline.done"))).minus(Duration.ofDays(daysAgo));
    }

    private static Instant at(Instant first, Payment payment) {
        return first.plusSeconds((long) (payment.day() * Duration.ofDays(1).toSeconds()));
    }

    private Instant send(String batch, List<Payment> payments, int daysAgo) throws IOException {
        Instant first = first(daysAgo);
        for (int i = 0; i < payments.size(); i++) {
            Payment payment = payments.get(i);
            client.example(batch + "-" + i, at(first, payment), payment.features(), null, null);
        }
        return first;
    }

    /** Labels of the history: while the feed is wrong, no fraud at night in the last days; then the corrections alone. */
    private void label(boolean isFeedWrong) throws IOException, InterruptedException {
        Instant first = first(FIRST_BATCH_DAYS_AGO);
        List<Payment> payments = batch(SEED + 1, Pattern.CARD_TESTING);
        long labels = labels();
        int sent = 0;
        for (int i = 0; i < payments.size(); i++) {
            Payment payment = payments.get(i);
            boolean isWrong = payment.fraud() && payment.isAtNight() && payment.day() >= DAYS - WRONG_DAYS;
            if (!isFeedWrong && !isWrong) continue;
            Instant known = isFeedWrong ? at(first, payment).plusSeconds(1) : Instant.now();
            client.label("history-" + i, payment.fraud() && !(isFeedWrong && isWrong), known);
            sent++;
        }
        awaitLabels(labels + sent);
    }

    private long labels() throws IOException, InterruptedException {
        Answer coverage = client.get("/v1/learning/tasks/" + TASK + "/coverage");
        return coverage.isGood() ? coverage.body().path("statements").asLong() : 0;
    }

    /** Waits for the sent labels; labels that were sent before an interruption, too, count once. */
    private void awaitLabels(long expected) throws IOException, InterruptedException {
        client.flush();
        long stored = labels();
        Instant since = Instant.now();
        while (stored < expected && since.plus(QUIET).isAfter(Instant.now())) {
            pause(POLL);
            long now = labels();
            if (now > stored) since = Instant.now();
            stored = now;
        }
    }

    /** Requests an update, unless the step did so before an interruption, and waits until it is over. */
    private JsonNode update(String step, String reason) throws IOException, InterruptedException {
        Path asked = file(step + ".update");
        if (!Files.exists(asked)) {
            Answer answer = client.post("/v1/learning/tasks/" + TASK + "/updates", Map.of("reason", reason));
            if (!answer.isGood()) throw new IllegalStateException("no update: " + answer.body());
            Files.writeString(asked, answer.body().path("id").asText());
        }
        String path = "/v1/learning/updates/" + Files.readString(asked);
        for (Instant end = end(); Instant.now().isBefore(end); pause(POLL)) {
            JsonNode update = client.get(path).body();
            if (FINAL.contains(update.path("state").asText())) return update;
        }
        throw new IllegalStateException(
                "the update did not end in time: " + client.get(path).body());
    }

    private Instant end() {
        return Instant.now().plus(target.patience());
    }

    /** Updates, and sends live payments until the release has ended; their outcomes are known after the promotion. */
    private void release(String outcome, String reason) throws IOException, InterruptedException {
        JsonNode update = update(outcome, reason);
        require("released", update);
        String path = "/v1/learning/releases/" + update.path("release").asText();
        SimulatedPayments payments = new SimulatedPayments(System.nanoTime());
        String ids = "live-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
        List<Payment> unlabelled = new ArrayList<>();
        int labelled = 0;
        for (Instant end = end(); Instant.now().isBefore(end); ) {
            JsonNode release = client.get(path).body();
            if (release.has("finishedAt")) {
                require(outcome, release);
                Files.writeString(
                        file(outcome + ".version"), release.path("version").asText());
                return;
            }
            Instant next = Instant.now();
            for (int i = 0; i < PAYMENTS_A_POLL; i++) {
                Payment payment = payments.next(0, Pattern.CARD_TESTING);
                if (score(ids + (labelled + unlabelled.size()), payment)) unlabelled.add(payment);
                next = next.plus(BETWEEN_PAYMENTS);
                pause(Duration.between(Instant.now(), next));
            }
            if (release.path("state").asText().equals("promoted")) {
                for (Payment payment : unlabelled) client.label(ids + labelled++, payment.fraud(), Instant.now());
                unlabelled.clear();
                client.flush();
            }
        }
        throw new IllegalStateException(
                "the release did not end in time: " + client.get(path).body());
    }

    /** Whether the payment was scored; a payment refused under load is not sent again. */
    private boolean score(String id, Payment payment) throws IOException, InterruptedException {
        Answer answer = client.post(
                "/v2/models/" + TASK + "/infer",
                Map.of(
                        "inputs",
                        List.of(Map.of(
                                "name",
                                "features",
                                "shape",
                                List.of(1, SimulatedPayments.FEATURES),
                                "datatype",
                                "FP32",
                                "data",
                                payment.features()))));
        if (!answer.isGood()) return false;
        double score =
                answer.body().path("outputs").path(0).path("data").path(0).asDouble();
        String version = answer.body().path("model_version").asText();
        client.example(id, first(LIVE_DAYS_AGO), payment.features(), score, version);
        return true;
    }

    private void pause(Duration time) throws InterruptedException {
        never.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
