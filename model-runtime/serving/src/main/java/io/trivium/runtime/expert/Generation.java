package io.trivium.runtime.expert;

import io.trivium.core.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sets of pieces a model begins requests with: the common one, and one for each tenant that has pieces of its own.
 */
record Generation(PieceSet base, Map<TenantId, Variant> tenants) {

    /** @param changes the tenant's own pieces */
    record Variant(PieceChanges changes, PieceSet set) {}

    Generation {
        tenants = Map.copyOf(tenants);
    }

    /** @param tenant null for a request of no particular tenant */
    PieceSet of(@Nullable TenantId tenant) {
        Variant variant = tenant == null ? null : tenants.get(tenant);
        return variant == null ? base : variant.set();
    }

    /** With common pieces replaced; tenants keep their own. */
    Generation with(PieceChanges changes) {
        PieceSet newBase = base.with(null, changes);
        Map<TenantId, Variant> all = new HashMap<>();
        tenants.forEach((tenant, variant) ->
                all.put(tenant, new Variant(variant.changes(), newBase.with(tenant, variant.changes()))));
        return new Generation(newBase, all);
    }

    Generation withTenant(TenantId tenant, PieceChanges changes) {
        Variant before = tenants.get(tenant);
        PieceChanges whole = before == null ? changes : changes.after(before.changes());
        Map<TenantId, Variant> all = new HashMap<>(tenants);
        all.put(tenant, new Variant(whole, base.with(tenant, whole)));
        return new Generation(base, all);
    }

    Generation withoutTenant(TenantId tenant) {
        Map<TenantId, Variant> all = new HashMap<>(tenants);
        all.remove(tenant);
        return new Generation(base, all);
    }

    List<PieceSet> sets() {
        List<PieceSet> sets = new ArrayList<>();
        sets.add(base);
        for (Variant variant : tenants.values()) sets.add(variant.set());
        return sets;
    }
}
