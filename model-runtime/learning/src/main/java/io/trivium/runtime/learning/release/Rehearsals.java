package io.trivium.runtime.learning.release;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.runtime.learning.release.figure.ReleaseMetrics;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies of requests to both versions of a release, one after the other, on one thread of its own that works a
 * small share of the time. Copies that arrive too fast are dropped, and they have no effect on callers: a version that
 * fails, answers nonsense or never returns delays other copies at most. Thread-safe.
 */
@ApplicationScoped
class Rehearsals {
    private static final Logger LOG = Logger.getLogger(Rehearsals.class);
    private static final long MOST_BYTES = 64L << 20;

    private final InferenceService inference;
    private final double share;
    private final Duration hangAfter;
    private final BlockingQueue<Copy> waiting;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Counter dropped;
    private volatile @Nullable RehearsalThread thread;
    private volatile boolean stopping;

    /** One request, as it was given to the champion or challenger. */
    record Copy(InferenceCall call, Lane lane, long bytes) {}

    /**
     * A version that does not return.
     *
     * @param nanos since when
     */
    record Hanging(UUID release, Side side, long nanos) {}

    @Inject
    Rehearsals(InferenceService inference, ReleaseConfig config, MeterRegistry meters) {
        this(inference, config.rehearsalShare(), config.rehearsalQueue(), config.hangAfter(), meters);
    }

    Rehearsals(InferenceService inference, double share, int queue, Duration hangAfter, MeterRegistry meters) {
        this.inference = inference;
        this.share = share;
        this.hangAfter = hangAfter;
        this.waiting = new ArrayBlockingQueue<>(queue);
        this.dropped = meters.counter(ReleaseMetrics.COPIES_DROPPED);
    }

    void start(@Observes StartupEvent event) {
        begin();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    synchronized void begin() {
        if (stopping || thread != null) return;
        RehearsalThread next = new RehearsalThread(inference, share, this::take);
        thread = next;
        next.start();
    }

    synchronized void close() {
        stopping = true;
        if (thread != null) thread.end();
        thread = null;
    }

    /** Takes a copy, or drops it; never waits. */
    void offer(InferenceCall call, Lane lane) {
        long bytes = 0;
        for (Tensor input : call.inputs()) {
            bytes += input.data().remaining();
            for (byte[] text : input.texts()) bytes += text.length;
        }
        if (waitingBytes.addAndGet(bytes) > MOST_BYTES || !waiting.offer(new Copy(call, lane, bytes))) {
            waitingBytes.addAndGet(-bytes);
            dropped.increment();
        }
    }

    private Copy take() throws InterruptedException {
        Copy copy = waiting.take();
        waitingBytes.addAndGet(-copy.bytes());
        return copy;
    }

    /**
     * A version that has computed a copy for too long. Its thread is abandoned, and another continues with the others.
     */
    synchronized @Nullable Hanging hanging() {
        RehearsalThread now = thread;
        Hanging at = now == null ? null : now.running();
        if (now == null || at == null || at.nanos() < hangAfter.toNanos()) return null;
        LOG.errorf(
                "the %s of release %s does not come back from a copy of a request",
                at.side().word(), at.release());
        now.end();
        thread = null;
        waiting.removeIf(copy -> {
            boolean own = copy.lane().release().equals(at.release());
            if (own) waitingBytes.addAndGet(-copy.bytes());
            return own;
        });
        begin();
        return at;
    }
}
