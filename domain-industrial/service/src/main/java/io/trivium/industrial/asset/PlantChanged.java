package io.trivium.industrial.asset;

import io.trivium.core.tenancy.TenantId;

/** CDI event: the plant's model of an organisation was changed here, and the change is committed. */
public record PlantChanged(TenantId tenant) {}
