package io.trivium.industrial.asset;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Templates of assets. A tag that a template gains is added to its assets; what an asset has already is left alone. */
@ApplicationScoped
class AssetTypeService {
    private final AssetTypeRepository types;
    private final PlantRepository plant;
    private final TagRepository tags;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Event<PlantChanged> changed;

    AssetTypeService(
            AssetTypeRepository types,
            PlantRepository plant,
            TagRepository tags,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock,
            Event<PlantChanged> changed) {
        this.types = types;
        this.plant = plant;
        this.tags = tags;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        this.changed = changed;
    }

    List<AssetType> all(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> types.all(connection, tenant));
    }

    AssetType require(TenantId tenant, String name) {
        return transactions.withConnection(
                tenant, connection -> types.find(connection, tenant, name).orElseThrow(() -> notFound(name)));
    }

    /** Writes a type whose version says what the caller saw: 0 for one that is not there yet. */
    AssetType put(TenantId tenant, AssetType type) {
        PlantPolicy.checkTags(type.name(), type.tags());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        AssetType after = transactions.withConnection(tenant, connection -> {
            if (!types.put(connection, tenant, type, caller.name(), now)) {
                throw new PlatformException(
                        IndustrialErrorCode.PLANT_CHANGED_MEANWHILE,
                        "The asset type " + type.name() + " does not have the version " + type.version() + ".");
            }
            for (UUID asset : plant.assetsOfType(connection, tenant, type.name())) {
                tags.addMissing(connection, tenant, asset, type.tags(), caller.name(), now);
            }
            audit.append(
                    "asset-type.put",
                    "asset-type/" + type.name(),
                    AuditOutcome.SUCCESS,
                    Map.of("tags", type.tags().size(), "version", type.version() + 1));
            return new AssetType(
                    type.name(), type.description(), type.tags(), type.monitor(), type.cycle(), type.version() + 1);
        });
        changed.fire(new PlantChanged(tenant));
        return after;
    }

    static PlatformException notFound(String name) {
        return new PlatformException(
                IndustrialErrorCode.ASSET_TYPE_NOT_FOUND, "There is no asset type " + name + ".", Map.of("name", name));
    }
}
