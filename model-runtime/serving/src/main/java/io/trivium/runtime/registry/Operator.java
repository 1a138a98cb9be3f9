package io.trivium.runtime.registry;

import io.trivium.core.tenancy.TenantId;

/** The user who makes a change, as the audit log records it. */
record Operator(TenantId tenant, String name) {
    /** The service itself, for its actions at its start. */
    static final Operator SYSTEM = new Operator(TenantId.PLATFORM, "system:registry");
}
