package io.trivium.industrial.asset;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.quality.QualityReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps a source's names to asset and tag, cached: a change made in this process is visible at once, one made in another
 * within {@link #KEPT}. Thread-safe.
 */
@ApplicationScoped
public class TagCatalogue {
    /** Before an asset's id: the source of readings that name the asset itself. */
    public static final String BY_ID = "asset:";

    private static final Duration KEPT = Duration.ofSeconds(30);
    /** An unknown source may have been added a moment ago. */
    private static final Duration KEPT_ON_MISS = Duration.ofSeconds(3);

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Map<TenantId, Catalogue> catalogues = new ConcurrentHashMap<>();

    private record Catalogue(Map<String, AssetTags> bySource, Instant loadedAt) {}

    TagCatalogue(TenantTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    void forget(@Observes PlantChanged change) {
        catalogues.remove(change.tenant());
    }

    /** The asset that has this source, or that {@link #BY_ID} names. */
    public Optional<AssetTags> find(TenantId tenant, String source) {
        AssetTags found = catalogue(tenant, KEPT).bySource().get(source);
        if (found == null) {
            found = catalogue(tenant, KEPT_ON_MISS).bySource().get(source);
        }
        return Optional.ofNullable(found);
    }

    /** Returns the tag of that name, or null; queries again for one that was added a moment ago. */
    public @Nullable TagRef tag(TenantId tenant, String source, String name) {
        TagRef found = tag(catalogue(tenant, KEPT), source, name);
        return found != null ? found : tag(catalogue(tenant, KEPT_ON_MISS), source, name);
    }

    /** What is missing when {@link #tag} finds nothing: the source, or the tag of a known source. */
    public QualityReason missing(TenantId tenant, String source) {
        return find(tenant, source).isEmpty() ? QualityReason.UNKNOWN_SOURCE : QualityReason.UNKNOWN_TAG;
    }

    private static @Nullable TagRef tag(Catalogue catalogue, String source, String name) {
        AssetTags asset = catalogue.bySource().get(source);
        return asset == null ? null : asset.tags().get(name);
    }

    private Catalogue catalogue(TenantId tenant, Duration kept) {
        Catalogue present = catalogues.get(tenant);
        if (present != null && present.loadedAt().plus(kept).isAfter(clock.instant())) {
            return present;
        }
        Instant now = clock.instant();
        Catalogue loaded =
                new Catalogue(transactions.withConnection(tenant, connection -> load(connection, tenant)), now);
        catalogues.put(tenant, loaded);
        return loaded;
    }

    private static Map<String, AssetTags> load(Connection connection, TenantId tenant) throws SQLException {
        Map<String, AssetTags> bySource = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select a.node_id, a.source, t.tag_id, t.name, t.low, t.high, t.sampling_ms
                from plant_node a left join tag t on t.tenant_id = a.tenant_id and t.asset_id = a.node_id
                where a.tenant_id = ? and a.level = 'asset'""")) {
            select.setString(1, tenant.value());
            select.setFetchSize(5_000);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    add(bySource, row);
                }
            }
        }
        return bySource;
    }

    private static void add(Map<String, AssetTags> bySource, ResultSet row) throws SQLException {
        UUID assetId = row.getObject(1, UUID.class);
        AssetTags asset = bySource.computeIfAbsent(BY_ID + assetId, key -> new AssetTags(assetId, new HashMap<>()));
        String source = row.getString(2);
        if (source != null) {
            bySource.put(source, asset);
        }
        int tagId = row.getInt(3);
        if (!row.wasNull()) {
            double low = row.getDouble(5);
            boolean unboundedBelow = row.wasNull();
            double high = row.getDouble(6);
            boolean unboundedAbove = row.wasNull();
            asset.tags()
                    .put(
                            row.getString(4),
                            new TagRef(
                                    tagId,
                                    assetId,
                                    unboundedBelow ? Double.NEGATIVE_INFINITY : low,
                                    unboundedAbove ? Double.POSITIVE_INFINITY : high,
                                    row.getInt(7)));
        }
    }
}
