package io.trivium.industrial.asset;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The positions of an organisation's assets in the plant, cached: a change made in this process is visible at once, one
 * made in another within {@link #KEPT}. Thread-safe.
 */
@ApplicationScoped
public class PlantPlaces {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final PlantRepository plant;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Map<TenantId, Places> kept = new ConcurrentHashMap<>();

    private record Places(Map<UUID, AssetPlace> byId, Instant loadedAt) {}

    PlantPlaces(PlantRepository plant, TenantTransactions transactions, InstantSource clock) {
        this.plant = plant;
        this.transactions = transactions;
        this.clock = clock;
    }

    void forget(@Observes PlantChanged change) {
        kept.remove(change.tenant());
    }

    /** All assets by id, in the order of the plant. */
    public Map<UUID, AssetPlace> all(TenantId tenant) {
        Places present = kept.get(tenant);
        Instant now = clock.instant();
        if (present == null || !present.loadedAt().plus(KEPT).isAfter(now)) {
            present = new Places(transactions.withConnection(tenant, connection -> load(connection, tenant)), now);
            kept.put(tenant, present);
        }
        return present.byId();
    }

    public Optional<AssetPlace> find(TenantId tenant, UUID assetId) {
        return Optional.ofNullable(all(tenant).get(assetId));
    }

    /** As {@link #find}, for an asset that a caller names. */
    public AssetPlace require(TenantId tenant, UUID assetId) {
        return find(tenant, assetId).orElseThrow(PlantService::notFound);
    }

    /** Refuses the name of a type that is not there. */
    public void requireType(TenantId tenant, String name) throws PlatformException {
        if (!transactions.withConnection(tenant, connection -> plant.hasType(connection, tenant, name))) {
            throw AssetTypeService.notFound(name);
        }
    }

    private Map<UUID, AssetPlace> load(Connection connection, TenantId tenant) {
        Map<UUID, PlantNode> nodes = new HashMap<>();
        Map<UUID, AssetPlace> places = new LinkedHashMap<>();
        for (PlantNode node : plant.all(connection, tenant, PlantPolicy.MOST_PARTS)) nodes.put(node.nodeId(), node);
        for (PlantNode node : nodes.values()) {
            if (node.level() == PlantLevel.ASSET) places.put(node.nodeId(), place(node, nodes));
        }
        List<AssetPlace> ordered = new ArrayList<>(places.values());
        ordered.sort((a, b) -> {
            int byPath = String.join("/", a.path()).compareTo(String.join("/", b.path()));
            return byPath != 0 ? byPath : a.name().compareTo(b.name());
        });
        places.clear();
        ordered.forEach(place -> places.put(place.assetId(), place));
        return places;
    }

    private static AssetPlace place(PlantNode asset, Map<UUID, PlantNode> nodes) {
        PlantNode group = asset;
        for (PlantNode above = parent(asset, nodes); above != null; above = parent(above, nodes)) {
            group = above;
            if (above.level() != PlantLevel.ASSET) break;
        }
        List<String> groupPath = path(group, nodes);
        groupPath.add(group.name());
        return new AssetPlace(
                asset.nodeId(),
                asset.name(),
                asset.description(),
                asset.assetType(),
                asset.source(),
                group.nodeId(),
                group.name(),
                List.copyOf(groupPath),
                List.copyOf(path(asset, nodes)));
    }

    private static List<String> path(PlantNode node, Map<UUID, PlantNode> nodes) {
        List<String> names = new ArrayList<>();
        for (PlantNode above = parent(node, nodes); above != null; above = parent(above, nodes)) {
            names.addFirst(above.name());
        }
        return names;
    }

    private static @Nullable PlantNode parent(PlantNode node, Map<UUID, PlantNode> nodes) {
        return node.parentId() == null ? null : nodes.get(node.parentId());
    }
}
