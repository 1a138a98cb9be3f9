package io.trivium.deploy.standalone;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./trivium status} shows of one component.
 *
 * @param pid 0 while no process runs
 * @param port 0 when it listens on none
 * @param since when the state began
 * @param restarts starts after the first since {@code up}
 * @param detail what a component that is not ready waits for
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

    /**
     * Why a process was given up.
     *
     * @param logTail its last log lines, oldest first
     */
    public record Failure(Instant at, String reason, List<String> logTail) {}
}
