package io.trivium.deploy.releases;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests of one model that name no version, and who answered them and how. Thread-safe. */
final class CourseTraffic implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("\"model_version\":\"([0-9.]+)\"");
    private static final int CALLERS = 2;
    private static final int RATE_OF_EACH = 50;
    private static final double LABELLED = 0.2;

    private final RuntimeCalls calls;
    private final String model;
    private final Course course;
    private final LateLabels labels;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread[] threads = new Thread[CALLERS];
    private volatile boolean triggering;
    private Tally tally = new Tally(0, 0, 0, 0, 0, 0, null, null, null);

    CourseTraffic(RuntimeCalls calls, String model, Course course, LateLabels labels) {
        this.calls = calls;
        this.model = model;
        this.course = course;
        this.labels = labels;
    }

    /**
     * The answers that callers received; times are {@link System#nanoTime}.
     *
     * @param challenger answers of the version that is released
     * @param bad requests that were answered badly, or not at all, for the fault of the version that is released
     * @param afterOnset requests since the fault began
     * @param failed requests that were not answered although no fault was planned for them
     * @param firstTrigger when the first request that triggers the fault was sent
     * @param firstBad when the first bad answer arrived
     * @param other since when the other version gave all answers; null when the last did not
     */
    record Tally(
            long requests,
            long challenger,
            long bad,
            long afterOnset,
            long failed,
            long lastBad,
            @Nullable Long firstTrigger,
            @Nullable Long firstBad,
            @Nullable Long other) {}

    void start(long seed) {
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed * CALLERS + i);
            threads[i] = Thread.ofVirtual().name("release-traffic").start(() -> run(random));
        }
    }

    /** From now on the course's share of the requests triggers the fault. */
    void trigger() {
        triggering = true;
    }

    boolean isTriggering() {
        return triggering;
    }

    synchronized Tally tally() {
        return tally;
    }

    private void run(Random random) {
        long interval = Duration.ofSeconds(1).toNanos() / RATE_OF_EACH;
        long next = System.nanoTime() + random.nextLong(interval);
        try {
            while (!end.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                next = Math.max(next + interval, System.nanoTime() - interval);
                ask(random);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Random random) throws InterruptedException {
        boolean begun = triggering;
        float[] row = SimulatedTask.row(random, begun && random.nextDouble() < course.share());
        long sent = System.nanoTime();
        Integer version = null;
        try {
            HttpResponse<String> answer = calls.infer(model, row);
            Matcher found = VERSION.matcher(answer.body());
            if (answer.statusCode() == 200 && found.find()) version = Integer.valueOf(found.group(1));
        } catch (IOException e) {
            if (end.getCount() == 0) return;
        }
        note(begun, sent, version, row);
        if (random.nextDouble() < LABELLED) labels.asked(random, row);
    }

    private synchronized void note(boolean begun, long sent, @Nullable Integer version, float... row) {
        long now = System.nanoTime();
        boolean ours = version != null && version == course.version();
        boolean spoiled = course.fault().spoils(row) && (ours || version == null);
        boolean triggered = begun && SimulatedTask.triggers(row);
        tally = new Tally(
                tally.requests() + 1,
                tally.challenger() + (ours ? 1 : 0),
                tally.bad() + (spoiled ? 1 : 0),
                tally.afterOnset() + (begun ? 1 : 0),
                tally.failed() + (version == null && !spoiled ? 1 : 0),
                spoiled ? now : tally.lastBad(),
                tally.firstTrigger() == null && triggered ? Long.valueOf(sent) : tally.firstTrigger(),
                tally.firstBad() == null && spoiled ? Long.valueOf(now) : tally.firstBad(),
                ours || version == null ? null : tally.other() == null ? Long.valueOf(now) : tally.other());
    }

    @Override
    public void close() {
        end.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
