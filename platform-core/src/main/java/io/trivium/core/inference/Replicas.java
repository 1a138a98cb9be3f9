package io.trivium.core.inference;

import io.trivium.core.inference.CircuitBreaker.State;
import io.trivium.core.model.ModelName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The servers that serve the same models, and which of them gets a call: one whose circuit is closed and that has the
 * model with all its experts, and of these the one with the fewest calls in progress. Thread-safe.
 */
final class Replicas {
    private final List<Replica> all;
    private final AtomicInteger turn = new AtomicInteger();
    /** Whether failed servers are probed in the background; otherwise calls probe them. */
    private volatile boolean watched;

    Replicas(List<Replica> all) {
        this.all = List.copyOf(all);
    }

    /** A server and the permit to call it, whose outcome is to be reported. */
    record Turn(Replica replica, CircuitBreaker.Permit permit) {}

    List<Replica> all() {
        return all;
    }

    boolean areSeveral() {
        return all.size() > 1;
    }

    /** Configures that failed servers are probed in the background from now on. */
    void watched() {
        watched = true;
    }

    /**
     * The server to call next, or null when none may be called now.
     *
     * @param tried servers that failed this call already; they come last
     */
    @Nullable
    Turn next(ModelName model, Set<Replica> tried) {
        for (Replica each : all.size() == 1 ? all : inOrder(model, tried)) {
            CircuitBreaker.Permit permit = each.breaker().tryAcquire();
            if (permit != null) return new Turn(each, permit);
        }
        return null;
    }

    private record Rank(Replica replica, boolean tried, int circuit, boolean lacking, int underWay) {
        static final Comparator<Rank> ORDER = Comparator.comparing(Rank::tried)
                .thenComparingInt(Rank::circuit)
                .thenComparing(Rank::lacking)
                .thenComparingInt(Rank::underWay);
    }

    private List<Replica> inOrder(ModelName model, Set<Replica> tried) {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        return IntStream.range(0, all.size())
                .mapToObj(i -> all.get((first + i) % all.size()))
                .map(each -> new Rank(
                        each, tried.contains(each), rank(each.circuit()), each.isLacking(model), each.underWay()))
                .sorted(Rank.ORDER)
                .map(Rank::replica)
                .toList();
    }

    /** A server to be tried again receives one call, first, unless it is probed in the background. */
    private int rank(State circuit) {
        return switch (circuit) {
            case CLOSED -> 1;
            case HALF_OPEN -> watched ? 2 : 0;
            case OPEN -> 3;
        };
    }

    /** Whether there is a server that has not failed this call and is not known to fail. */
    boolean hasAnother(Set<Replica> tried) {
        return all.stream().anyMatch(each -> !tried.contains(each) && each.circuit() == State.CLOSED);
    }

    /** The best state of all: calls pass as long as one server takes them. */
    State circuit() {
        return all.stream()
                .map(Replica::circuit)
                .min(Comparator.comparingInt(Replicas::goodness))
                .orElseThrow();
    }

    private static int goodness(State circuit) {
        return switch (circuit) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    /** All servers, each time another one first. */
    List<Replica> rotated() {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        return IntStream.range(0, all.size())
                .mapToObj(i -> all.get((first + i) % all.size()))
                .toList();
    }

    /** As {@link #rotated()}, those that did not answer the last time after all others. */
    List<Replica> forRehearsal() {
        return rotated().stream()
                .sorted(Comparator.comparing(Replica::failedRehearsal))
                .toList();
    }
}
