package io.trivium.runtime.registry;

import io.trivium.core.tenancy.TenantId;

/** Who makes a change, as the audit log records it. */
record Operator(TenantId tenant, String name) {
    /** The service itself, for what it does at its start. */
    static final Operator SYSTEM = new Operator(TenantId.PLATFORM, "system:registry");
}
