package io.trivium.industrial.alarm;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.alarm.rule.AlarmRuleRepository;
import io.trivium.industrial.alarm.rule.AlarmRulesChanged;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantChanged;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which rules hold for which assets and tags, kept in memory: a change made in this process counts at once, one made in another
 * within {@link #KEPT}. Thread-safe.
 */
@ApplicationScoped
class RuleCatalogue {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final SqlQuery<Tag> TAGS = SqlQuery.of(Tag.class, """
        select tag_id, asset_id, name, unit from tag where tenant_id = :tenant and name = any (:names::text[])
        """);

    private final AlarmRuleRepository rules;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Map<TenantId, Catalogue> kept = new ConcurrentHashMap<>();

    /**
     * The rules of one organisation.
     *
     * @param byTag what watches a tag, by the tag's number
     * @param suppressionOf what may put the alarm of a watch aside
     * @param byAsset rules by asset, those of its type included where it has none of the name
     */
    record Catalogue(
            Map<Integer, List<Watched>> byTag,
            Map<WatchStore.Key, List<Watched>> suppressionOf,
            Map<UUID, List<AlarmRule>> byAsset,
            Instant loadedAt) {

        /** Returns the watches that may suppress the alarm of a watch. */
        List<Watched> suppressions(Watched of) {
            return suppressionOf.getOrDefault(of.key(), List.of());
        }

        List<AlarmRule> rules(UUID assetId, AlarmKind kind) {
            return byAsset.getOrDefault(assetId, List.of()).stream()
                    .filter(rule -> rule.kind() == kind)
                    .toList();
        }
    }

    private record Tag(int tagId, UUID assetId, String name, String unit) {}

    RuleCatalogue(AlarmRuleRepository rules, PlantPlaces places, TenantTransactions transactions, InstantSource clock) {
        this.rules = rules;
        this.places = places;
        this.transactions = transactions;
        this.clock = clock;
    }

    void forget(@Observes PlantChanged change) {
        kept.remove(change.tenant());
    }

    void forget(@Observes AlarmRulesChanged change) {
        kept.remove(change.tenant());
    }

    Catalogue of(TenantId tenant) {
        Catalogue present = kept.get(tenant);
        Instant now = clock.instant();
        if (present != null && present.loadedAt().plus(KEPT).isAfter(now)) return present;
        Map<UUID, AssetPlace> assets = places.all(tenant);
        Catalogue loaded = transactions.withConnection(tenant, connection -> load(connection, tenant, assets, now));
        kept.put(tenant, loaded);
        return loaded;
    }

    private Catalogue load(Connection connection, TenantId tenant, Map<UUID, AssetPlace> assets, Instant now) {
        Map<String, List<AlarmRule>> ofType = new HashMap<>();
        Map<UUID, List<AlarmRule>> ofAsset = new HashMap<>();
        Set<String> tags = new HashSet<>();
        for (AlarmRule rule : rules.all(connection, tenant, null, null)) {
            if (rule.assetId() != null) {
                ofAsset.computeIfAbsent(rule.assetId(), id -> new ArrayList<>()).add(rule);
            } else if (rule.assetType() != null) {
                ofType.computeIfAbsent(rule.assetType(), name -> new ArrayList<>())
                        .add(rule);
            }
            if (rule.tag() != null) tags.add(rule.tag());
            if (rule.suppressWhen() != null) tags.add(rule.suppressWhen().tag());
        }
        Map<UUID, List<AlarmRule>> byAsset = new HashMap<>();
        for (AssetPlace asset : assets.values()) {
            List<AlarmRule> own = ofAsset.getOrDefault(asset.assetId(), List.of());
            List<AlarmRule> shared =
                    asset.assetType() == null ? List.of() : ofType.getOrDefault(asset.assetType(), List.of());
            byAsset.put(asset.assetId(), effective(own, shared));
        }
        Map<Integer, List<Watched>> byTag = watched(connection, tenant, byAsset, assets, tags);
        return new Catalogue(byTag, suppressions(byTag), byAsset, now);
    }

    private static Map<WatchStore.Key, List<Watched>> suppressions(Map<Integer, List<Watched>> byTag) {
        Map<WatchStore.Key, List<Watched>> found = new HashMap<>();
        byTag.values().stream()
                .flatMap(List::stream)
                .filter(watched -> watched.role() == WatchStore.Role.SUPPRESSION)
                .forEach(watched -> found.put(
                        new WatchStore.Key(watched.rule().ruleId(), watched.assetId(), WatchStore.Role.LIMIT),
                        List.of(watched)));
        return found;
    }

    /** The asset's own rules, and its type's whose names it does not have. */
    private static List<AlarmRule> effective(List<AlarmRule> own, List<AlarmRule> shared) {
        Map<String, AlarmRule> byName = new LinkedHashMap<>();
        shared.forEach(rule -> byName.put(rule.name(), rule));
        own.forEach(rule -> byName.put(rule.name(), rule));
        return List.copyOf(byName.values());
    }

    private static Map<Integer, List<Watched>> watched(
            Connection connection,
            TenantId tenant,
            Map<UUID, List<AlarmRule>> byAsset,
            Map<UUID, AssetPlace> assets,
            Set<String> tags) {
        Map<Integer, List<Watched>> found = new HashMap<>();
        if (tags.isEmpty()) return found;
        TAGS.on(connection)
                .set("tenant", tenant)
                .set("names", tags)
                .fetchSize(5_000)
                .each(tag -> {
                    AssetPlace place = assets.get(tag.assetId);
                    List<Watched> watching =
                            place == null ? List.of() : watching(byAsset, place, tag.tagId, tag.name, tag.unit);
                    if (!watching.isEmpty()) found.put(tag.tagId, watching);
                });
        return found;
    }

    private static List<Watched> watching(
            Map<UUID, List<AlarmRule>> byAsset, AssetPlace place, int tagId, String name, String unit) {
        List<Watched> watching = new ArrayList<>();
        for (AlarmRule rule : byAsset.getOrDefault(place.assetId(), List.of())) {
            if (!rule.enabled()) continue;
            if (rule.kind() == AlarmKind.LIMIT && name.equals(rule.tag())) {
                watching.add(new Watched(rule, place, WatchStore.Role.LIMIT, tagId, unit));
            }
            if (rule.suppressWhen() != null && name.equals(rule.suppressWhen().tag())) {
                watching.add(new Watched(rule, place, WatchStore.Role.SUPPRESSION, tagId, unit));
            }
        }
        return List.copyOf(watching);
    }
}
