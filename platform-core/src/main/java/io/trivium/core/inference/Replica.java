package io.trivium.core.inference;

import io.grpc.ManagedChannel;
import io.trivium.core.inference.CircuitBreaker.State;
import io.trivium.core.model.ModelName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the servers that serve the same models: its connection, its circuit, the calls in progress to it, and the
 * models that it lacked lately. Thread-safe.
 */
final class Replica {
    /** How long a server that lacks the model, or some of its experts, is called last. */
    private static final long LACKING_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ManagedChannel channel;
    private final CircuitBreaker breaker;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<ModelName, Long> lackingSince = new ConcurrentHashMap<>();
    private volatile boolean failedRehearsal;

    Replica(ManagedChannel channel, CircuitBreaker breaker) {
        this.channel = channel;
        this.breaker = breaker;
    }

    ManagedChannel channel() {
        return channel;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    State circuit() {
        return breaker.state();
    }

    int underWay() {
        return underWay.get();
    }

    void began() {
        underWay.incrementAndGet();
    }

    void ended() {
        underWay.decrementAndGet();
    }

    /** Notes that the model was not there, or served without some of its experts; or that all was well. */
    void lacked(ModelName model, boolean lacking) {
        if (lacking) lackingSince.put(model, System.nanoTime());
        else if (!lackingSince.isEmpty()) lackingSince.remove(model);
    }

    boolean isLacking(ModelName model) {
        Long since = lackingSince.get(model);
        return since != null && System.nanoTime() - since < LACKING_NANOS;
    }

    void rehearsed(boolean well) {
        failedRehearsal = !well;
    }

    boolean failedRehearsal() {
        return failedRehearsal;
    }
}
