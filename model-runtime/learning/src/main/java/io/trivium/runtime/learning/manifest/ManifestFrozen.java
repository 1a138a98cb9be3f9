package io.trivium.runtime.learning.manifest;

import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import java.util.UUID;

/** A data set was frozen and can be read; observers receive it after the transaction and not in its thread. */
public record ManifestFrozen(TenantId tenant, TaskName task, UUID manifestId) {}
