package io.trivium.industrial.asset;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.quality.QualityReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
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

    /** Assets with their tags; an asset without any has one row. */
    private static final SqlQuery<Tag> TAGS = SqlQuery.of(Tag.class, """
        select a.node_id as asset_id, a.source, t.tag_id, t.name, coalesce(t.low, '-infinity') as low,
            coalesce(t.high, 'infinity') as high, coalesce(t.sampling_ms, 0) as sampling_ms
        from plant_node a left join tag t on t.tenant_id = a.tenant_id and t.asset_id = a.node_id
        where a.tenant_id = :tenant and a.level = 'asset'
        """);

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Map<TenantId, Catalogue> catalogues = new ConcurrentHashMap<>();

    private record Tag(
            UUID assetId,
            @Nullable String source,
            @Nullable Integer tagId,
            @Nullable String name,
            double low,
            double high,
            int samplingMs) {}

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
        if (found == null) found = catalogue(tenant, KEPT_ON_MISS).bySource().get(source);
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
        if (present != null && present.loadedAt().plus(kept).isAfter(clock.instant())) return present;
        Instant now = clock.instant();
        Catalogue loaded =
                new Catalogue(transactions.withConnection(tenant, connection -> load(connection, tenant)), now);
        catalogues.put(tenant, loaded);
        return loaded;
    }

    private static Map<String, AssetTags> load(Connection connection, TenantId tenant) {
        Map<String, AssetTags> bySource = new HashMap<>();
        TAGS.on(connection).set("tenant", tenant).fetchSize(5_000).each(tag -> add(bySource, tag));
        return bySource;
    }

    private static void add(Map<String, AssetTags> bySource, Tag tag) {
        AssetTags asset =
                bySource.computeIfAbsent(BY_ID + tag.assetId, key -> new AssetTags(tag.assetId, new HashMap<>()));
        if (tag.source != null) bySource.put(tag.source, asset);
        if (tag.tagId != null && tag.name != null) {
            asset.tags().put(tag.name, new TagRef(tag.tagId, tag.assetId, tag.low, tag.high, tag.samplingMs));
        }
    }
}
