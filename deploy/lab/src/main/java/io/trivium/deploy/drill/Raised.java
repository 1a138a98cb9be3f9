package io.trivium.deploy.drill;

import io.trivium.deploy.faults.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The course of an alert that a cause must raise. For one thread. */
final class Raised {
    private final Cause cause;
    private final Expected expected;
    private final Instant begun;
    private final List<Sign.Seen> signs = new ArrayList<>();
    private @Nullable Instant seen;
    private @Nullable Instant putRight;
    private @Nullable Instant over;

    /** @param begun when its cause was */
    Raised(Cause cause, Expected expected, Instant begun) {
        this.cause = cause;
        this.expected = expected;
        this.begun = begun;
    }

    Cause cause() {
        return cause;
    }

    Expected expected() {
        return expected;
    }

    /** Checks its signs at once, while the cause is active. */
    void seen(Instant at) throws InterruptedException {
        seen = at;
        for (Sign sign : expected.signs()) signs.add(sign.take());
    }

    void putRight(Instant at) {
        if (putRight == null) putRight = at;
    }

    void over(Instant at) {
        over = at;
    }

    boolean isSeen() {
        return seen != null;
    }

    boolean isPutRight() {
        return putRight != null;
    }

    boolean isOver() {
        return over != null;
    }

    /** Whether it was raised, all signs matched its runbook, and it was resolved. */
    boolean isAsSaid() {
        return isSeen() && isOver() && signs.stream().allMatch(Sign.Seen::asSaid);
    }

    List<Sign.Seen> signs() {
        return List.copyOf(signs);
    }

    /** From the beginning of the cause to the alert, or a dash. */
    String afterCause() {
        return between(begun, seen);
    }

    /** From the end of the cause to the end of the alert, or a dash. */
    String afterRemedy() {
        return between(putRight, over);
    }

    private static String between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? "-" : Waits.seconds(Duration.between(from, to));
    }

    @Override
    public String toString() {
        return expected.alert() + " (" + expected.page() + ") after " + afterCause() + ", "
                + signs.stream().filter(Sign.Seen::asSaid).count() + " of " + signs.size()
                + " signs as its runbook says";
    }
}
