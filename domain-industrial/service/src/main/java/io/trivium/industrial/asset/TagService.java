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
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The tags of assets. Every change names the version that it saw. */
@ApplicationScoped
class TagService {
    private final TagRepository tags;
    private final PlantRepository plant;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Event<PlantChanged> changed;

    TagService(
            TagRepository tags,
            PlantRepository plant,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock,
            Event<PlantChanged> changed) {
        this.tags = tags;
        this.plant = plant;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        this.changed = changed;
    }

    List<TagView> ofAsset(TenantId tenant, UUID assetId) {
        return transactions.withConnection(tenant, connection -> {
            requireAsset(connection, tenant, assetId);
            return tags.ofAsset(connection, tenant, assetId);
        });
    }

    /**
     * Writes a tag. A unit can only become one of the same dimension, and then values that are stored keep the old one: so it
     * is refused unless it is the same unit.
     *
     * @param version the caller saw; 0 for a tag that is not there yet
     */
    TagView put(TenantId tenant, UUID assetId, int version, TagDefinition tag) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TagView after = transactions.withConnection(tenant, connection -> {
            requireAsset(connection, tenant, assetId);
            if (version == 0) {
                if (tags.addMissing(connection, tenant, assetId, List.of(tag), caller.name(), now) == 0) {
                    throw changedMeanwhile(tag.name());
                }
            } else {
                TagView before = require(connection, tenant, assetId, tag.name());
                if (!before.definition().unit().equals(tag.unit())) {
                    throw new PlatformException(
                            IndustrialErrorCode.PLANT_INVALID,
                            tag.name() + " has readings in "
                                    + before.definition().unit() + "; make a tag of another name for those in "
                                    + tag.unit() + ".");
                }
                if (before.version() != version || !tags.update(connection, tenant, before, tag, caller.name(), now)) {
                    throw changedMeanwhile(tag.name());
                }
            }
            record("tag.put", assetId, tag.name());
            return require(connection, tenant, assetId, tag.name());
        });
        changed.fire(new PlantChanged(tenant));
        return after;
    }

    /** Removes a tag that was seen in this version; its readings stay, unnamed, until their time is over. */
    void remove(TenantId tenant, UUID assetId, String name, int version) {
        transactions.withConnection(tenant, connection -> {
            TagView tag = require(connection, tenant, assetId, name);
            if (!tags.delete(connection, tenant, tag.tagId(), version)) throw changedMeanwhile(name);
            record("tag.remove", assetId, name);
            return tag;
        });
        changed.fire(new PlantChanged(tenant));
    }

    private TagView require(Connection connection, TenantId tenant, UUID assetId, String name) {
        return tags.find(connection, tenant, assetId, name)
                .orElseThrow(() ->
                        new PlatformException(IndustrialErrorCode.TAG_NOT_FOUND, "The asset has no tag " + name + "."));
    }

    private void requireAsset(Connection connection, TenantId tenant, UUID assetId) {
        if (plant.find(connection, tenant, assetId)
                .filter(node -> node.level() == PlantLevel.ASSET)
                .isEmpty()) {
            throw PlantService.notFound();
        }
    }

    private void record(String action, UUID assetId, String name) {
        audit.append(action, "plant/" + assetId, AuditOutcome.SUCCESS, Map.of("tag", name));
    }

    private static PlatformException changedMeanwhile(String name) {
        return new PlatformException(
                IndustrialErrorCode.PLANT_CHANGED_MEANWHILE, "The tag " + name + " does not have this version.");
    }
}
