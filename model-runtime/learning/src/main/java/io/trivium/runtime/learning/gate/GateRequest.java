package io.trivium.runtime.learning.gate;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to examine a challenger.
 *
 * @param tenant whose rows it is judged by
 * @param task model task, such as {@code fin-authorization-risk}
 * @param model model name in the registry
 * @param version of the challenger, registered
 * @param champion version that it is compared with
 * @param manifest the frozen data set it learned from; null when it has another source, such as an upload
 * @param rival version of the best simple model of the same data set, registered; null when there is none
 */
public record GateRequest(
        TenantId tenant,
        TaskName task,
        ModelName model,
        VersionNumber version,
        VersionNumber champion,
        @Nullable UUID manifest,
        @Nullable VersionNumber rival) {}
