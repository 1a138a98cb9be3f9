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
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The plant's hierarchy: adding, changing and removing its parts. Every change names the version that it saw. */
@ApplicationScoped
class PlantService {
    private final PlantRepository plant;
    private final TagRepository tags;
    private final AssetTypeRepository types;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Event<PlantChanged> changed;

    PlantService(
            PlantRepository plant,
            TagRepository tags,
            AssetTypeRepository types,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock,
            Event<PlantChanged> changed) {
        this.plant = plant;
        this.tags = tags;
        this.types = types;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        this.changed = changed;
    }

    List<PlantNode> all(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> plant.all(connection, tenant, PlantPolicy.MOST_PARTS));
    }

    PlantNode require(TenantId tenant, UUID nodeId) {
        return transactions.withConnection(
                tenant, connection -> plant.find(connection, tenant, nodeId).orElseThrow(PlantService::notFound));
    }

    /** A new part; an asset of a type gets the type's tags. */
    PlantNode add(TenantId tenant, @Nullable UUID parentId, PlantLevel level, PlantNodeDraft draft) {
        PlantNode added = transactions.withConnection(tenant, connection -> {
            @Nullable
            PlantLevel parent = parentId == null
                    ? null
                    : plant.lock(connection, tenant, parentId)
                            .orElseThrow(PlantService::notFound)
                            .level();
            PlantPolicy.check(draft.name(), level, parent, draft.assetType(), draft.source());
            PlantNode node = node(UUID.randomUUID(), parentId, level, draft, 1);
            List<TagDefinition> template = template(connection, tenant, draft.assetType());
            if (!plant.insert(connection, tenant, node)) throw taken();
            tags.addMissing(connection, tenant, node.nodeId(), template, caller.name(), node.changedAt());
            record("plant.add", node);
            return node;
        });
        changed.fire(new PlantChanged(tenant));
        return added;
    }

    /** Changes a part that was seen in this version. A new type adds its tags and removes none. */
    PlantNode change(TenantId tenant, UUID nodeId, int version, PlantNodeDraft draft) {
        PlantNode after = transactions.withConnection(tenant, connection -> {
            PlantNode before = lock(connection, tenant, nodeId, version);
            PlantPolicy.check(draft.name(), before.level(), parentOf(before), draft.assetType(), draft.source());
            PlantNode node = node(nodeId, before.parentId(), before.level(), draft, version + 1);
            List<TagDefinition> template = template(connection, tenant, draft.assetType());
            if (!plant.update(connection, tenant, node)) throw taken();
            tags.addMissing(connection, tenant, nodeId, template, caller.name(), node.changedAt());
            record("plant.change", node);
            return node;
        });
        changed.fire(new PlantChanged(tenant));
        return after;
    }

    /** Removes a part that has no parts, as it was seen in this version. */
    void remove(TenantId tenant, UUID nodeId, int version) {
        transactions.withConnection(tenant, connection -> {
            PlantNode node = lock(connection, tenant, nodeId, version);
            if (plant.hasParts(connection, tenant, nodeId)) {
                throw new PlatformException(
                        IndustrialErrorCode.PLANT_NODE_IN_USE, node.name() + " has parts below it; remove them first.");
            }
            plant.delete(connection, tenant, nodeId);
            record("plant.remove", node);
            return nodeId;
        });
        changed.fire(new PlantChanged(tenant));
    }

    /** Returns any level that may be above it: a change does not move a part. */
    private static @Nullable PlantLevel parentOf(PlantNode node) {
        return node.parentId() == null ? null : PlantLevel.ENTERPRISE;
    }

    private PlantNode lock(Connection connection, TenantId tenant, UUID nodeId, int version) {
        PlantNode node = plant.lock(connection, tenant, nodeId).orElseThrow(PlantService::notFound);
        if (node.version() != version) {
            throw new PlatformException(
                    IndustrialErrorCode.PLANT_CHANGED_MEANWHILE,
                    node.name() + " has version " + node.version() + " by now, changed by " + node.changedBy() + ".",
                    Map.of("version", node.version()));
        }
        return node;
    }

    private List<TagDefinition> template(Connection connection, TenantId tenant, @Nullable String type) {
        return type == null
                ? List.of()
                : types.find(connection, tenant, type)
                        .orElseThrow(() -> AssetTypeService.notFound(type))
                        .tags();
    }

    private PlantNode node(UUID nodeId, @Nullable UUID parentId, PlantLevel level, PlantNodeDraft draft, int version) {
        return new PlantNode(
                nodeId,
                parentId,
                level,
                draft.name(),
                draft.description(),
                draft.assetType(),
                draft.source(),
                version,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                caller.name());
    }

    private void record(String action, PlantNode node) {
        audit.append(
                action,
                "plant/" + node.nodeId(),
                AuditOutcome.SUCCESS,
                Map.of("level", node.level().wireName(), "name", node.name(), "version", node.version()));
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.PLANT_NODE_NOT_FOUND, IndustrialErrorCode.PLANT_NODE_NOT_FOUND.meaning());
    }

    private static PlatformException taken() {
        return new PlatformException(
                IndustrialErrorCode.PLANT_NAME_TAKEN, IndustrialErrorCode.PLANT_NAME_TAKEN.meaning());
    }
}
