package io.trivium.runtime.learning.release;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateReport;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered version that is a candidate for the champion's place.
 *
 * @param task model task, such as {@code fin-authorization-risk}
 * @param model model name in the registry
 * @param version its version in the registry, which is registered and not yet champion
 * @param champion version that was champion when the challenger was trained and compared
 * @param manifest the frozen data set it learned from; null when it has another source, such as an upload
 * @param update the daily update that made it; null when it has another source
 * @param insteadOf version that was refused and in whose place this one is offered; null when it is offered by itself
 * @param gates the findings of the gates, all passed
 */
public record Challenger(
        TaskName task,
        ModelName model,
        VersionNumber version,
        VersionNumber champion,
        @Nullable UUID manifest,
        @Nullable UUID update,
        @Nullable VersionNumber insteadOf,
        GateReport gates) {}
