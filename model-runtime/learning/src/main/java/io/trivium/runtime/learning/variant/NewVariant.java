package io.trivium.runtime.learning.variant;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import java.util.UUID;

/**
 * A version that passed its gates and is to serve its tenant.
 *
 * @param base the champion it was trained from
 * @param version registered as the tenant's own
 * @param by who requested the update
 */
public record NewVariant(
        TenantId tenant,
        TaskName task,
        ModelName model,
        VersionNumber base,
        VersionNumber version,
        UUID update,
        UUID manifest,
        String by) {}
