package io.trivium.industrial.cycle;

import io.trivium.industrial.asset.CyclePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detects cycles in readings in the order of their time at the sensor: a cycle begins when the plan's tag reaches a
 * value, and ends when it falls below another. A cycle that is interrupted by silence, is too long or has an unobserved
 * begin is incomplete; one that is too short is ignored. Starts between cycles. Not thread-safe.
 */
final class CycleDetector {
    private final CyclePlan plan;
    private final List<Found> found = new ArrayList<>();

    /** The tag was below the end since the last cycle, so that the next begin is one. */
    private boolean armed;

    /** It may have been below unheard. */
    private boolean lost;

    private @Nullable Instant heard;
    private @Nullable Instant began;
    private @Nullable String flaw;

    /**
     * A cycle.
     *
     * @param end time of the first reading behind it; of an incomplete one the last of it
     * @param flaw why it is incomplete; null for a whole one
     */
    record Found(Instant begin, Instant end, @Nullable String flaw) {}

    /** A reading of the plan's tag. */
    record Reading(Instant at, double value) {}

    /** @param before the last reading of the plan's tag before; null if there is none */
    CycleDetector(CyclePlan plan, @Nullable Reading before) {
        this.plan = plan;
        this.armed = before != null && before.value() < plan.end();
        this.lost = before == null;
        this.heard = before == null ? null : before.at();
    }

    /** Handles a reading of another tag of the plan: the asset is not silent. */
    void hear(Instant at) {
        silence(at);
        heard = at;
    }

    /** A reading of the plan's tag. */
    void follow(Instant at, double value) {
        silence(at);
        heard = at;
        Instant since = began;
        if (value < plan.end()) {
            close(at, flaw);
            armed = true;
            lost = false;
        } else if (since == null && value >= plan.begin() && (armed || lost)) {
            began = at;
            flaw = armed ? null : "its begin was not heard";
            armed = false;
            lost = false;
        } else if (since != null && Duration.between(since, at).toMillis() > plan.longestMs()) {
            close(at, "it lasted longer than " + seconds(plan.longestMs()));
        }
    }

    /** Ends what is silent by then. */
    void end(Instant until) {
        silence(until);
    }

    /** Returns the begin of the current cycle; null between cycles. */
    @Nullable
    Instant underWay() {
        return began;
    }

    /** Cycles that are over, in order. */
    List<Found> found() {
        return List.copyOf(found);
    }

    private void silence(Instant at) {
        Instant last = heard;
        if (last != null && Duration.between(last, at).toMillis() > plan.silenceMs()) {
            close(last, "nothing was heard for more than " + seconds(plan.silenceMs()));
            lost = !armed;
        }
    }

    private void close(Instant end, @Nullable String why) {
        Instant begin = began;
        if (begin != null && (why != null || Duration.between(begin, end).toMillis() >= plan.shortestMs())) {
            found.add(new Found(begin, end, why));
        }
        began = null;
        flaw = null;
    }

    private static String seconds(int millis) {
        return millis / 1_000.0 + " s";
    }
}
