package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When a label last came in, per tenant: a stalled label feed starves the risk features. Thread-safe. */
public final class LabelClock {

    private final Map<TenantId, Instant> last = new ConcurrentHashMap<>();

    void received(TenantId tenant, Instant at) {
        last.merge(tenant, at, (before, after) -> after.isAfter(before) ? after : before);
    }

    /** Empty until the first label since this process started. */
    public Optional<Instant> last(TenantId tenant) {
        return Optional.ofNullable(last.get(tenant));
    }

    /** The newest over all tenants. */
    public Optional<Instant> last() {
        return last.values().stream().max(Instant::compareTo);
    }
}
