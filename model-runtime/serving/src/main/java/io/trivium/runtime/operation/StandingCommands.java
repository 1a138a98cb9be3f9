package io.trivium.runtime.operation;

import io.trivium.runtime.moe.ExpertId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The combined commands to a version's experts: the last command for each.
 *
 * @param masked whether it is to be out of use; experts without a command are not included
 * @param pinned whether it is to stay in memory, likewise
 */
record StandingCommands(Map<ExpertId, Boolean> masked, Map<ExpertId, Boolean> pinned) {
    StandingCommands {
        masked = Map.copyOf(masked);
        pinned = Map.copyOf(pinned);
    }

    /** @param commands in their order */
    static StandingCommands of(List<RecordedCommand> commands) {
        Map<ExpertId, Boolean> masked = new HashMap<>();
        Map<ExpertId, Boolean> pinned = new HashMap<>();
        for (RecordedCommand each : commands) {
            for (String name : each.experts()) {
                ExpertId.parse(name).ifPresent(id -> {
                    switch (each.command()) {
                        case MASK -> masked.put(id, true);
                        case UNMASK -> masked.put(id, false);
                        case PIN -> pinned.put(id, true);
                        case UNPIN -> pinned.put(id, false);
                    }
                });
            }
        }
        return new StandingCommands(masked, pinned);
    }
}
