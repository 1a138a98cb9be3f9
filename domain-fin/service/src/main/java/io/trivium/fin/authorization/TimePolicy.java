package io.trivium.fin.authorization;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which event times a tenant may send: live tenants within a window around now, historical ones any past time.
 *
 * @param historicalTenants names of the tenants that replay the past
 */
public record TimePolicy(Set<String> historicalTenants, Duration maxAge, Duration maxAhead) {

    public static TimePolicy of(AuthorizationConfig config) {
        return new TimePolicy(config.historicalTenants().orElse(Set.of()), config.maxAge(), config.maxAhead());
    }

    /** Why the time is not acceptable, or null; both ends of the window are acceptable. */
    public @Nullable FinErrorCode refusal(TenantId tenant, Instant occurredAt, Instant now) {
        if (occurredAt.isAfter(now.plus(maxAhead))) return FinErrorCode.AUTHORIZATION_IN_FUTURE;
        if (!historicalTenants.contains(tenant.value()) && occurredAt.isBefore(now.minus(maxAge))) {
            return FinErrorCode.AUTHORIZATION_TOO_OLD;
        }
        return null;
    }
}
