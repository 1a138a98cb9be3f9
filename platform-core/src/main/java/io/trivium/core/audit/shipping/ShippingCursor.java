package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import io.trivium.core.tenancy.TenantId;

/**
 * How far a destination has a chain.
 *
 * @param seq of the last entry that it has; 0 before the first
 * @param hash of that entry; before the first the beginning of the chain
 * @param segment number of the last segment; 0 before the first, and for destinations without segments
 */
record ShippingCursor(TenantId tenant, long seq, String hash, long segment) {

    static ShippingCursor start(TenantId tenant) {
        return new ShippingCursor(tenant, 0, AuditEntry.genesis(tenant.value()), 0);
    }

    /** The cursor after these entries. */
    ShippingCursor after(AuditEntry last, long nextSegment) {
        return new ShippingCursor(tenant, last.seq(), last.hash(), nextSegment);
    }
}
