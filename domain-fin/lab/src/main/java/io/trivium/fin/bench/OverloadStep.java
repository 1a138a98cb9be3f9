package io.trivium.fin.bench;

import io.trivium.fin.replay.Pace;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * One stretch of requests that some will be refused. Latency counts from sending to the whole answer: at ten times what a
 * machine can do, the sender itself is late, which is its own fault.
 */
final class OverloadStep {
    private static final long PATIENCE_SECONDS = 25;

    /** The outcome of a request. */
    enum Outcome {
        DECIDED,
        REFUSED,
        FAILED,
        UNANSWERED
    }

    private final List<byte[]> bodies;
    private final long[] dueNanos;
    private final long[] sentNanos;
    private final Outcome[] outcomes;
    private final AtomicLongArray answeredNanos;
    private final CountDownLatch open;

    /** @param dueNanos when each is due, from the start */
    OverloadStep(List<byte[]> bodies, long[] dueNanos) {
        this.bodies = bodies;
        this.dueNanos = dueNanos;
        this.sentNanos = new long[dueNanos.length];
        this.outcomes = new Outcome[dueNanos.length];
        Arrays.fill(outcomes, Outcome.UNANSWERED);
        this.answeredNanos = new AtomicLongArray(dueNanos.length);
        this.open = new CountDownLatch(dueNanos.length);
    }

    /**
     * The result of a step.
     *
     * @param seconds from the first request to the last
     * @param decided latency of admitted requests
     * @param refused latency of refusals
     * @param settledAfter seconds from the start after which no second had a refusal, a failure, or a p99 over the limit
     */
    record Result(
            int sent,
            double seconds,
            LatencySummary decided,
            LatencySummary refused,
            int failed,
            int unanswered,
            double settledAfter) {
        double decidedPerSecond() {
            return decided.count() / seconds;
        }
    }

    Result run(OverloadClient client, double limitMillis) throws InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        for (int i = 0; i < dueNanos.length; i++) {
            Pace.sleepUntil(start + dueNanos[i]);
            int index = i;
            sentNanos[i] = System.nanoTime() - start;
            client.post(bodies.get(i), outcome -> {
                outcomes[index] = outcome;
                answeredNanos.set(index, System.nanoTime() - start);
                open.countDown();
            });
        }
        boolean _ = open.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        double seconds = Math.max(1e-3, sentNanos[sentNanos.length - 1] / 1e9);
        return new Result(
                dueNanos.length,
                seconds,
                latency(Outcome.DECIDED, 0, dueNanos.length),
                latency(Outcome.REFUSED, 0, dueNanos.length),
                count(Outcome.FAILED),
                (int) open.getCount(),
                settledAfter(seconds, limitMillis));
    }

    /** Whole seconds, the last bad one's end. */
    private double settledAfter(double seconds, double limitMillis) {
        int from = 0;
        double settled = 0;
        for (int second = 0; second < (int) seconds; second++) {
            int to = from;
            while (to < sentNanos.length && sentNanos[to] < (second + 1) * 1e9) to++;
            if (!isWell(from, to, limitMillis)) settled = second + 1;
            from = to;
        }
        return settled;
    }

    private boolean isWell(int from, int to, double limitMillis) {
        return IntStream.range(from, to).allMatch(i -> outcomes[i] == Outcome.DECIDED)
                && !(latency(Outcome.DECIDED, from, to).p99() > limitMillis);
    }

    private LatencySummary latency(Outcome outcome, int from, int to) {
        return LatencySummary.ofNanos(IntStream.range(from, to)
                .filter(i -> answeredNanos.get(i) != 0 && outcomes[i] == outcome)
                .mapToLong(i -> answeredNanos.get(i) - sentNanos[i])
                .toArray());
    }

    private int count(Outcome outcome) {
        return (int) IntStream.range(0, dueNanos.length)
                .filter(i -> answeredNanos.get(i) != 0 && outcomes[i] == outcome)
                .count();
    }
}
