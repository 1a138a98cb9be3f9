package io.trivium.fin.bench;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionWatch;
import io.trivium.fin.replay.Pace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One stretch of load at one rate. Latency counts from the moment at which an authorization was due to be sent, not from
 * the moment at which the sender got round to it, so that a stall is seen by everything it delays.
 */
final class LoadStep implements DecisionWatch.Listener {
    private static final byte[] DEGRADED = "\"degraded\":true".getBytes(StandardCharsets.US_ASCII);

    private final String idPrefix;
    private final List<Authorization> authorizations;
    private final long[] dueNanos;
    private final AtomicLongArray decidedNanos;
    private final AtomicIntegerArray decisions;
    private final AtomicInteger degraded = new AtomicInteger();
    private final CountDownLatch undecided;

    /**
     * @param idPrefix of the authorizations' ids; after it comes their position in the list
     * @param dueNanos when each is due, from the start
     */
    LoadStep(String idPrefix, List<Authorization> authorizations, long[] dueNanos) {
        this.idPrefix = idPrefix;
        this.authorizations = authorizations;
        this.dueNanos = dueNanos;
        this.decidedNanos = new AtomicLongArray(dueNanos.length);
        this.decisions = new AtomicIntegerArray(dueNanos.length);
        this.undecided = new CountDownLatch(dueNanos.length);
    }

    /**
     * The result of a step.
     *
     * @param lost without a decision when the wait ended
     * @param duplicated decided more than once
     * @param degraded decided without the model
     * @param sendLagMs longest time an authorization waited for the sender itself
     */
    record Result(
            double perSecond,
            int sent,
            int lost,
            int duplicated,
            int degraded,
            double sendLagMs,
            LatencySummary latency) {

        /** Whether everything was decided once, and 99 % of it within the limit. */
        boolean holds(double limitMs) {
            return lost == 0 && duplicated == 0 && latency.p99() < limitMs;
        }
    }

    Result run(double perSecond, AuthorizationSender sender, Duration patience) throws InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        long lag = 0;
        for (int i = 0; i < dueNanos.length; i++) {
            Pace.sleepUntil(start + dueNanos[i]);
            lag = Math.max(lag, System.nanoTime() - start - dueNanos[i]);
            sender.send(authorizations.get(i));
        }
        sender.flush();
        boolean complete = undecided.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        int lost = complete ? 0 : (int) undecided.getCount();
        long[] latencies = new long[dueNanos.length - lost];
        int filled = 0;
        int duplicated = 0;
        for (int i = 0; i < dueNanos.length; i++) {
            if (decisions.get(i) > 1) duplicated++;
            if (decisions.get(i) > 0 && filled < latencies.length) {
                latencies[filled++] = decidedNanos.get(i) - start - dueNanos[i];
            }
        }
        return new Result(
                perSecond,
                dueNanos.length,
                lost,
                duplicated,
                degraded.get(),
                lag / 1e6,
                LatencySummary.ofNanos(latencies));
    }

    @Override
    public void decided(ConsumerRecord<String, byte[]> decision, long receivedNanos) {
        if (!decision.key().startsWith(idPrefix)) return;
        int index;
        try {
            index = Integer.parseInt(decision.key().substring(idPrefix.length()));
        } catch (NumberFormatException e) {
            return; // The id of another sender with the same prefix.
        }
        if (index < 0 || index >= dueNanos.length) return;
        if (decisions.getAndIncrement(index) == 0) {
            decidedNanos.set(index, receivedNanos);
            if (contains(decision.value(), DEGRADED)) degraded.incrementAndGet();
            undecided.countDown();
        }
    }

    private static boolean contains(byte[] text, byte[] word) {
        outer:
        for (int from = 0; from <= text.length - word.length; from++) {
            for (int i = 0; i < word.length; i++) {
                if (text[from + i] != word[i]) continue outer;
            }
            return true;
        }
        return false;
    }
}
