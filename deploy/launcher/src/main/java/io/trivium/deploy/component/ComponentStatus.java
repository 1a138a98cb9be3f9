package io.trivium.deploy.component;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one component as {@code ./trivium status} shows it.
 *
 * @param pid 0 while no process runs
 * @param port 0 when it listens on none
 * @param since when the state began
 * @param restarts starts after the first since {@code up}
 * @param detail the condition that a component that is not ready waits for
 * @param lastFailure why it was last started again
 */
public record ComponentStatus(
        String name,
        ComponentState state,
        long pid,
        int port,
        Instant since,
        int restarts,
        boolean essential,
        @Nullable String detail,
        @Nullable Failure lastFailure) {

    /** The reason of the last failure of the process, in a sentence, with the remedy; null when there was none. */
    public @Nullable String explanation() {
        Failure failure = lastFailure;
        if (failure == null) return null;
        LogReasons.Reason reason = LogReasons.explain(name, failure.reason(), failure.logTail());
        return reason.sentence() + ". " + reason.remedy();
    }

    /**
     * Why a process was given up.
     *
     * @param logTail its last log lines, oldest first
     */
    public record Failure(Instant at, String reason, List<String> logTail) {}
}
