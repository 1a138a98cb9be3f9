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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Export and import of a whole plant, all or nothing. */
@ApplicationScoped
class PlantExchange {
    private final PlantRepository plant;
    private final TagRepository tags;
    private final AssetTypeRepository types;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Event<PlantChanged> changed;

    PlantExchange(
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

    PlantDocument export(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> document(
                        types.all(connection, tenant),
                        plant.all(connection, tenant, Integer.MAX_VALUE),
                        tags.all(connection, tenant)));
    }

    private static PlantDocument document(List<AssetType> types, List<PlantNode> nodes, List<TagView> tags) {
        Map<UUID, List<TagDefinition>> tagsOf = new HashMap<>();
        for (TagView tag : tags) {
            tagsOf.computeIfAbsent(tag.assetId(), asset -> new ArrayList<>()).add(tag.definition());
        }
        Map<@Nullable UUID, List<PlantNode>> below = new HashMap<>();
        for (PlantNode node : nodes)
            below.computeIfAbsent(node.parentId(), parent -> new ArrayList<>()).add(node);
        return new PlantDocument(
                1,
                types.stream()
                        .map(type -> new PlantDocument.Template(
                                type.name(), type.description(), type.tags(), type.monitor(), type.cycle()))
                        .toList(),
                parts(null, below, tagsOf));
    }

    private static List<PlantDocument.Part> parts(
            @Nullable UUID parent, Map<@Nullable UUID, List<PlantNode>> below, Map<UUID, List<TagDefinition>> tagsOf) {
        return below.getOrDefault(parent, List.of()).stream()
                .map(node -> new PlantDocument.Part(
                        node.level(),
                        node.name(),
                        node.description(),
                        node.assetType(),
                        node.source(),
                        node.level() == PlantLevel.ASSET ? tagsOf.getOrDefault(node.nodeId(), List.of()) : null,
                        parts(node.nodeId(), below, tagsOf)))
                .toList();
    }

    /** Adds and changes what the document names, and removes nothing. A dry run says what would happen. */
    PlantDocument.Summary take(TenantId tenant, PlantDocument document, boolean dryRun) {
        PlantPolicy.check(document);
        PlantDocument.Summary summary;
        try {
            summary = transactions.withConnection(tenant, connection -> {
                Taking taking = new Taking(connection, tenant);
                taking.take(document);
                PlantDocument.Summary done = taking.summary(dryRun);
                if (dryRun) throw new DryRun(done);
                audit.append(
                        "plant.import",
                        "plant",
                        AuditOutcome.SUCCESS,
                        Map.of("created", done.created(), "changed", done.changed()));
                return done;
            });
        } catch (DryRun e) {
            return e.summary;
        }
        changed.fire(new PlantChanged(tenant));
        return summary;
    }

    /** Ends the transaction of a dry run without a trace. */
    private static final class DryRun extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient PlantDocument.Summary summary;

        DryRun(PlantDocument.Summary summary) {
            super("dry run", null, false, false);
            this.summary = summary;
        }
    }

    /** One import in its transaction. */
    private final class Taking {
        private final Connection connection;
        private final TenantId tenant;
        private final Map<String, AssetType> known = new HashMap<>();
        private final Map<@Nullable UUID, Map<String, PlantNode>> below = new HashMap<>();
        private final Map<UUID, Map<String, TagView>> tagsOf = new HashMap<>();
        private int created;
        private int altered;
        private int unchanged;

        Taking(Connection connection, TenantId tenant) {
            this.connection = connection;
            this.tenant = tenant;
            types.all(connection, tenant).forEach(type -> known.put(type.name(), type));
            for (PlantNode node : plant.all(connection, tenant, Integer.MAX_VALUE)) {
                below.computeIfAbsent(node.parentId(), parent -> new HashMap<>())
                        .put(node.name(), node);
            }
            for (TagView tag : tags.all(connection, tenant)) {
                tagsOf.computeIfAbsent(tag.assetId(), asset -> new HashMap<>())
                        .put(tag.definition().name(), tag);
            }
        }

        PlantDocument.Summary summary(boolean dryRun) {
            return new PlantDocument.Summary(created, altered, unchanged, dryRun);
        }

        void take(PlantDocument document) {
            for (PlantDocument.Template template : document.assetTypes()) take(template);
            for (PlantDocument.Part part : document.plant()) take(null, part);
        }

        private void take(PlantDocument.Template template) {
            AssetType before = known.get(template.name());
            AssetType after = new AssetType(
                    template.name(),
                    template.description(),
                    template.tags(),
                    template.monitor(),
                    template.cycle(),
                    before == null ? 0 : before.version());
            if (after.equals(before)) {
                unchanged++;
                return;
            }
            if (!types.put(connection, tenant, after, caller.name(), clock.instant())) throw meanwhile(template.name());
            known.put(template.name(), after);
            count(before == null);
        }

        private void take(@Nullable UUID parent, PlantDocument.Part part) {
            PlantNode before = below.getOrDefault(parent, Map.of()).get(part.name());
            PlantNode after = new PlantNode(
                    before == null ? UUID.randomUUID() : before.nodeId(),
                    parent,
                    part.level(),
                    part.name(),
                    part.descriptionOrEmpty(),
                    part.assetType(),
                    part.source(),
                    before == null ? 1 : before.version() + 1,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    caller.name());
            String type = part.assetType();
            if (type != null && !known.containsKey(type)) throw AssetTypeService.notFound(type);
            if (before != null && before.level() != part.level()) {
                throw new PlatformException(
                        IndustrialErrorCode.PLANT_INVALID,
                        part.name() + " is of level " + before.level().wireName() + " and cannot become one of "
                                + part.level().wireName());
            }
            if (before != null && saysTheSame(before, after)) {
                unchanged++;
            } else {
                boolean written = before == null
                        ? plant.insert(connection, tenant, after)
                        : plant.update(connection, tenant, after);
                if (!written) {
                    throw new PlatformException(
                            IndustrialErrorCode.PLANT_NAME_TAKEN,
                            part.name() + ": another asset has the source " + part.source());
                }
                count(before == null);
            }
            takeTags(after.nodeId(), part, type);
            for (PlantDocument.Part child : part.childrenOrNone()) take(after.nodeId(), child);
        }

        private void takeTags(UUID assetId, PlantDocument.Part part, @Nullable String type) {
            Map<String, TagView> present = tagsOf.getOrDefault(assetId, Map.of());
            for (TagDefinition tag : part.tagsOrNone()) {
                TagView before = present.get(tag.name());
                if (before == null) {
                    tags.addMissing(connection, tenant, assetId, List.of(tag), caller.name(), clock.instant());
                    created++;
                } else if (before.definition().equals(tag)) {
                    unchanged++;
                } else if (!before.definition().unit().equals(tag.unit())) {
                    throw new PlatformException(
                            IndustrialErrorCode.PLANT_INVALID,
                            part.name() + ": " + tag.name() + " has readings in "
                                    + before.definition().unit() + ", not in " + tag.unit());
                } else {
                    if (!tags.update(connection, tenant, before, tag, caller.name(), clock.instant())) {
                        throw meanwhile(tag.name());
                    }
                    altered++;
                }
            }
            AssetType template = type == null ? null : known.get(type);
            if (template != null) {
                created +=
                        tags.addMissing(connection, tenant, assetId, template.tags(), caller.name(), clock.instant());
            }
        }

        private boolean saysTheSame(PlantNode before, PlantNode after) {
            return new PlantNode(
                            before.nodeId(),
                            before.parentId(),
                            before.level(),
                            before.name(),
                            before.description(),
                            before.assetType(),
                            before.source(),
                            after.version(),
                            after.changedAt(),
                            after.changedBy())
                    .equals(after);
        }

        private void count(boolean isNew) {
            if (isNew) created++;
            else altered++;
        }

        private static PlatformException meanwhile(String name) {
            return new PlatformException(
                    IndustrialErrorCode.PLANT_CHANGED_MEANWHILE, name + " was changed during the import; repeat it.");
        }
    }
}
