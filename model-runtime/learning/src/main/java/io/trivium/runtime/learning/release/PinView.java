package io.trivium.runtime.learning.release;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import java.time.Instant;

/** The version that is to stay champion of a task, since when, by whom and why. */
public record PinView(
        TaskName task, ModelName model, VersionNumber version, Instant pinnedAt, String pinnedBy, String reason) {}
