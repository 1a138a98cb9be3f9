package io.trivium.runtime.tool.course;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.tool.course.CardWorld.Pattern;
import io.trivium.runtime.tool.course.CardWorld.Payment;
import io.trivium.runtime.tool.course.CourseApi.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Three updates of one task on a simulated history of card payments, through the platform's own interfaces: a broken feed
 * of labels makes the gates refuse the first challenger; with corrected labels the second is promoted; the third has
 * learned a pattern of fraud that ends, and its watch rolls it back. Each step is remembered, so that the course goes on
 * after an interruption. For one thread.
 */
public final class LearningCourse {
    /** Task and model. */
    public static final String TASK = "simulated-card-fraud";

    static final String FRAUD = "fraud";
    static final String GENUINE = "genuine";

    private static final Set<String> UPDATE_OVER = Set.of("released", "refused", "failed", "cancelled", "unchanged");
    private static final int MOST_FAILURES = 3;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int ROWS_OF_CHAMPION = 900;
    private static final int ROWS_A_DAY = 60;
    private static final int HISTORY_DAYS = 34;
    /** From here on the first pattern is about. */
    private static final int PATTERN_DAYS = 20;

    private static final int BROKEN_DAYS = 4;
    private static final int FASHION_DAYS = 12;
    private static final int FASHION_ROWS = 3_000;
    /** Of live payments while the second version is watched: more would drown the next pattern in its test rows. */
    private static final int SOME_LABELS = 4;

    private static final long SEED = 20_261_130;

    private final CourseApi api;
    private final CourseFeed feed;
    private final Path folder;
    private final Duration patience;
    private final Consumer<String> talk;
    private final CountDownLatch never = new CountDownLatch(1);

    private LearningCourse(CourseApi api, CourseFeed feed, Path folder, Duration patience, Consumer<String> talk) {
        this.api = api;
        this.feed = feed;
        this.folder = folder;
        this.patience = patience;
        this.talk = talk;
    }

    /**
     * Runs what is left of the course.
     *
     * @param service address of the model runtime
     * @param tokens of a client of the organisation with the roles {@code model-operator} and {@code inference-client}
     * @param bootstrap of Kafka
     * @param folder remembers the steps that are done
     * @param patience longest wait for one update or release
     * @param talk is given one line for each step
     * @throws IllegalStateException when a step did not end as it should within that time
     */
    @SuppressWarnings("TooManyParameters") // where the platform is
    public static void run(
            URI service,
            Supplier<String> tokens,
            String bootstrap,
            TenantId tenant,
            Path folder,
            Duration patience,
            Consumer<String> talk)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (CourseApi api = new CourseApi(service, tokens);
                CourseFeed feed = new CourseFeed(bootstrap, tenant, TASK)) {
            new LearningCourse(api, feed, folder, patience, talk).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        step("champion", this::champion);
        step("history", this::history);
        step("refused", () -> {
            JsonNode update = update("labels of the last days, as their feed sent them");
            expect("the update", "refused", update.path("state").asText(), update);
        });
        step("corrected", () -> sendLabels(false));
        step("promoted", () -> released("labels corrected: the feed had reported all night payments as genuine", true));
        step("fashion", this::fashion);
        step("rolled-back", () -> released("a pattern of fraud at young terminals", false));
    }

    /** Something to do once. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void step(String name, Step step) throws IOException, InterruptedException {
        Path mark = folder.resolve(name + ".done");
        if (Files.exists(mark)) return;
        Path failed = folder.resolve(name + ".failed");
        try {
            step.run();
        } catch (IllegalStateException e) {
            Files.writeString(failed, e.getMessage() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            throw e;
        }
        Files.writeString(mark, Instant.now().toString());
        talk.accept(name);
    }

    /** Whether a step failed so often that the course is not to be tried again. */
    public static boolean isGivenUp(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".failed")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    if (lines.count() >= MOST_FAILURES) return true;
                }
            }
        }
        return false;
    }

    private static void expect(String what, String wanted, String found, JsonNode detail) {
        if (!wanted.equals(found)) {
            throw new IllegalStateException(what + " ended as " + found + " instead of " + wanted + ": " + detail);
        }
    }

    /** Trains the first version on payments without any pattern, and puts it into service. */
    private void champion() throws IOException, InterruptedException {
        if (api.get("/v1/models/" + TASK + "/versions/1").status() != 200) {
            Path work = Files.createTempDirectory("learning-course");
            try {
                register(train(work));
            } finally {
                delete(work);
            }
        }
        Answer active = api.post(
                "/v1/models/" + TASK + "/aliases/champion",
                Map.of("version", "1", "reason", "First version of the learning course on simulated history"));
        if (!active.isGood()) throw new IllegalStateException("version 1 cannot be activated: " + active.body());
    }

    private static Path train(Path work) throws IOException, InterruptedException {
        Files.writeString(work.resolve("spec.yaml"), CardWorld.SPEC.formatted(TASK));
        CardWorld world = new CardWorld(SEED);
        write(work.resolve("train.safetensors"), world, ROWS_OF_CHAMPION);
        write(work.resolve("validation.safetensors"), world, ROWS_OF_CHAMPION / 3);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "io.trivium.runtime.tool.RuntimeTool",
                "train",
                "--spec",
                work.resolve("spec.yaml").toString(),
                "--data",
                work.resolve("train.safetensors").toString(),
                "--validation",
                work.resolve("validation.safetensors").toString(),
                "--data-name",
                "simulated card payments, made by the learning course",
                "--out",
                work.resolve("pack").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(work.resolve("train.log").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MKL_NUM_THREADS", "1");
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    "the first version cannot be trained: " + Files.readString(work.resolve("train.log")));
        }
        return work.resolve("pack");
    }

    private static void write(Path file, CardWorld world, int rows) throws IOException {
        float[] features = new float[rows * CardWorld.FEATURES];
        float[] labels = new float[rows];
        long[] hashes = new long[rows];
        Random ids = new Random(SEED + rows);
        for (int row = 0; row < rows; row++) {
            Payment payment = world.next();
            System.arraycopy(payment.features(), 0, features, row * CardWorld.FEATURES, CardWorld.FEATURES);
            labels[row] = payment.fraud() ? 1 : 0;
            hashes[row] = ids.nextLong();
        }
        new SafetensorsWriter()
                .add("features", new long[] {rows, CardWorld.FEATURES}, features)
                .add("label", new long[] {rows}, labels)
                .add("rowhash", new long[] {rows}, hashes)
                .write(file);
    }

    private void register(Path pack) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(pack)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : all) {
                zip.putNextEntry(new ZipEntry(pack.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        Answer answer = api.post("/v1/models/" + TASK + "/versions", "application/zip", bytes.toByteArray());
        if (!answer.isGood()) throw new IllegalStateException("the first version is refused: " + answer.body());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = new ArrayList<>(files.toList());
            for (Path file : all.reversed()) Files.delete(file);
        }
    }

    /** A payment of the history, with its time as days before the course began. */
    private record Past(String id, Payment payment, double daysAgo) {}

    private static List<Past> past() {
        CardWorld world = new CardWorld(SEED + 1);
        List<Past> past = new ArrayList<>();
        int rows = HISTORY_DAYS * ROWS_A_DAY;
        for (int row = 0; row < rows; row++) {
            double daysAgo = HISTORY_DAYS - (row + 1.0) / ROWS_A_DAY;
            Payment payment = daysAgo < PATTERN_DAYS ? world.next(Pattern.FOREIGN_SMALL) : world.next();
            past.add(new Past("past-" + row, payment, daysAgo));
        }
        return past;
    }

    /** When the course began: the history lies before it. */
    private Instant begin() throws IOException {
        return Instant.parse(Files.readString(folder.resolve("champion.done"))).minus(Duration.ofMinutes(1));
    }

    private void history() throws IOException, InterruptedException {
        Instant begin = begin();
        for (Past each : past()) {
            feed.example(each.id(), each.payment().features(), ago(begin, each.daysAgo()), null, null);
        }
        sendLabels(true);
    }

    /** What is known of the history; while the feed is broken, no fraud at night of the last days. */
    private void sendLabels(boolean broken) throws IOException, InterruptedException {
        Instant begin = begin();
        long labels = labels();
        long sent = 0;
        for (Past each : past()) {
            boolean wrong = each.daysAgo() < BROKEN_DAYS
                    && each.payment().atNight()
                    && each.payment().fraud();
            if (!broken && !wrong) continue;
            Instant known = broken ? ago(begin, each.daysAgo()).plusSeconds(1) : Instant.now();
            feed.label(each.id(), each.payment().fraud() && !(broken && wrong), known);
            sent++;
        }
        awaitLabels(labels + sent);
    }

    private void fashion() throws IOException, InterruptedException {
        CardWorld world = new CardWorld(SEED + 2);
        Instant begin = begin();
        long labels = labels();
        for (int row = 0; row < FASHION_ROWS; row++) {
            Payment payment = world.next(Pattern.FOREIGN_SMALL, Pattern.YOUNG_TERMINAL);
            Instant at = ago(begin, FASHION_DAYS * (1 - (row + 1.0) / FASHION_ROWS));
            feed.example("fashion-" + row, payment.features(), at, null, null);
            feed.label("fashion-" + row, payment.fraud(), at.plusSeconds(1));
        }
        awaitLabels(labels + FASHION_ROWS);
    }

    private static Instant ago(Instant begin, double days) {
        return begin.minusMillis((long) (days * Duration.ofDays(1).toMillis()));
    }

    private long labels() throws IOException, InterruptedException {
        Answer answer = api.get("/v1/learning/tasks/" + TASK + "/coverage");
        return answer.isGood() ? answer.body().path("statements").asLong() : 0;
    }

    /** Labels that were sent before an interruption count once. */
    private void awaitLabels(long expected) throws IOException, InterruptedException {
        feed.flush();
        long before = -1;
        for (long now = labels(); now < expected && now > before; now = labels()) {
            before = now;
            pause(Duration.ofSeconds(5));
        }
    }

    /** Asks for an update and waits until it is over. */
    private JsonNode update(String reason) throws IOException, InterruptedException {
        String path = "/v1/learning/tasks/" + TASK + "/updates";
        Answer asked = api.post(path, Map.of("reason", "Learning course on simulated history: " + reason));
        String id = asked.isGood()
                ? asked.body().path("id").asText()
                : api.get(path + "?limit=1")
                        .body()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText();
        if (id.isEmpty()) throw new IllegalStateException("the update is refused: " + asked.body());
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode update = api.get("/v1/learning/updates/" + id).body();
            if (UPDATE_OVER.contains(update.path("state").asText())) return update;
            if (System.nanoTime() > end) throw new IllegalStateException("the update is not over in time: " + update);
            pause(POLL);
        }
    }

    /** Updates, and answers payments until the release has ended: as champion, or rolled back by its watch. */
    private void released(String reason, boolean lasting) throws IOException, InterruptedException {
        JsonNode update = update(reason);
        expect("the update", "released", update.path("state").asText(), update);
        String release = update.path("release").asText();
        long end = System.nanoTime() + patience.toNanos();
        CardWorld world = new CardWorld(SEED + (lasting ? 3 : 4));
        try (CourseTraffic traffic = new CourseTraffic(api, feed, TASK, world, Pattern.FOREIGN_SMALL)) {
            while (true) {
                JsonNode now = api.get("/v1/learning/releases/" + release).body();
                // outcomes are known some time after the payments
                if (now.path("state").asText().equals("promoted")) traffic.labelEvery(lasting ? SOME_LABELS : 1);
                if (now.has("finishedAt")) {
                    expect(
                            "the release",
                            lasting ? "promoted" : "rolled-back",
                            now.path("state").asText(),
                            now);
                    return;
                }
                if (System.nanoTime() > end) throw new IllegalStateException("the release is not over in time: " + now);
                pause(POLL);
            }
        }
    }

    private void pause(Duration time) throws InterruptedException {
        never.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
