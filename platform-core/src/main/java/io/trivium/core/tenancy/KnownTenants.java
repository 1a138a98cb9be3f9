package io.trivium.core.tenancy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** The organisations this installation serves ({@code platform.tenancy.tenants}); thread-safe. */
@ApplicationScoped
public class KnownTenants {

    private final Set<TenantId> tenants;

    KnownTenants(TenancyConfig config) {
        this.tenants = config.tenants().stream().map(TenantId::new).collect(Collectors.toUnmodifiableSet());
    }

    public boolean contains(TenantId tenant) {
        return tenants.contains(tenant);
    }

    public Set<TenantId> all() {
        return tenants;
    }
}
