package io.trivium.core.inference;

import io.trivium.core.inference.CircuitBreaker.State;
import io.trivium.core.model.ModelName;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Probes failed servers in the background, with longer timeouts than calls have: a server that has just started answers
 * in hundreds of milliseconds, and receives calls again when it answers as fast as they need. Thread-safe.
 */
final class ReplicaWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReplicaWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int GOOD_CALLS = 50;
    private static final int MOST_CALLS = 500;

    private final Replicas replicas;
    private final BiConsumer<Replica, InferenceRequest> call;
    private final ToLongFunction<ModelName> patience;
    private volatile @Nullable InferenceRequest rehearsal;
    private volatile @Nullable Thread thread;

    /**
     * A watch that begins with the first rehearsal.
     *
     * @param call runs a request on a server; throws {@link InferenceException}
     * @param patience of calls of a model, in nanoseconds
     */
    ReplicaWatch(Replicas replicas, BiConsumer<Replica, InferenceRequest> call, ToLongFunction<ModelName> patience) {
        this.replicas = replicas;
        this.call = call;
        this.patience = patience;
    }

    /** Takes this request to try servers with. */
    synchronized void rehearseWith(InferenceRequest request) {
        rehearsal = request;
        if (thread != null || !replicas.areSeveral()) return;
        replicas.watched();
        thread = Thread.ofVirtual().name("inference-replica-watch").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                for (Replica each : replicas.all()) {
                    if (each.circuit() == State.HALF_OPEN) look(each);
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Replica replica) {
        InferenceRequest request = rehearsal;
        if (request == null) return;
        CircuitBreaker.Permit permit = replica.breaker().tryAcquire();
        if (permit == null) return;
        try {
            long limit = patience.applyAsLong(request.modelName());
            int good = 0;
            for (int made = 0; made < MOST_CALLS && good < GOOD_CALLS; made++) {
                long begin = System.nanoTime();
                call.accept(replica, request);
                good = System.nanoTime() - begin <= limit ? good + 1 : 0;
            }
            permit.succeeded();
            replica.rehearsed(true);
            LOG.info("a replica of the model runtime answers again");
        } catch (InferenceException e) {
            LOG.debugf("a replica of the model runtime does not answer yet: %s", e.getMessage());
            permit.failed();
        } finally {
            permit.abandoned();
        }
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        if (running != null) running.interrupt();
    }
}
