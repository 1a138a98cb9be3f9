package io.trivium.runtime.learning.release;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateResult;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The release of a challenger, as recorded.
 *
 * @param champion the version that it replaces or replaced
 * @param highRisk whether a second person has to agree
 * @param finishedAt when it was over; null while it is under way or watched
 * @param ordinal number of transitions so far
 * @param code why it ended, such as the alarm's; null when there was no fault
 */
record Release(
        UUID id,
        TaskName task,
        ModelName model,
        VersionNumber version,
        VersionNumber champion,
        @Nullable UUID manifest,
        @Nullable UUID update,
        ReleaseState state,
        boolean highRisk,
        List<GateResult> gates,
        Instant offeredAt,
        String offeredBy,
        Instant stateSince,
        @Nullable Instant finishedAt,
        int ordinal,
        @Nullable String code,
        @Nullable String message) {
    Release {
        gates = List.copyOf(gates);
    }

    boolean isOpen() {
        return finishedAt == null;
    }

    String object() {
        return "learning-release/" + id;
    }
}
