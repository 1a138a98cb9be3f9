package io.trivium.industrial.asset;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tags in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class TagRepository {
    private static final String SELECT = """
        select tag_id, asset_id, name, description, unit, low, high, sampling_ms, version
        from tag where tenant_id = :tenant\s""";

    private static final SqlQuery<TagView> OF_ASSET =
            SqlQuery.of(TagView.class, SELECT + "and asset_id = :asset order by name limit 10000");

    private static final SqlQuery<TagView> ALL = SqlQuery.of(TagView.class, SELECT + "order by asset_id, name");

    private static final SqlQuery<TagView> FIND =
            SqlQuery.of(TagView.class, SELECT + "and asset_id = :asset and name = :name");

    private static final SqlUpdate ADD_MISSING = SqlUpdate.of("""
        insert into tag (tenant_id, asset_id, name, description, unit, low, high, sampling_ms, version, changed_at,
            changed_by)
        select :tenant, :asset, t.name, t.description, t.unit, t.low, t.high, t.sampling_ms, 1, :now, :actor
        from unnest(:names::text[], :descriptions::text[], :units::text[], :lows::float8[], :highs::float8[],
            :samplings::int[]) t (name, description, unit, low, high, sampling_ms)
        on conflict do nothing
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update tag set description = :description, unit = :unit, low = :low, high = :high, sampling_ms = :sampling,
            version = version + 1, changed_at = :now, changed_by = :actor
        where tenant_id = :tenant and tag_id = :tag and version = :version
        """);

    private static final SqlUpdate DELETE =
            SqlUpdate.of("delete from tag where tenant_id = :tenant and tag_id = :tag and version = :version");

    List<TagView> ofAsset(Connection connection, TenantId tenant, UUID assetId) {
        return OF_ASSET.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .list();
    }

    List<TagView> all(Connection connection, TenantId tenant) {
        return ALL.on(connection).set("tenant", tenant).fetchSize(5_000).list();
    }

    Optional<TagView> find(Connection connection, TenantId tenant, UUID assetId, String name) {
        return FIND.on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("name", name)
                .first();
    }

    /** Adds the tags that the asset does not have yet. */
    int addMissing(
            Connection connection, TenantId tenant, UUID assetId, List<TagDefinition> tags, String actor, Instant now) {
        return ADD_MISSING
                .on(connection)
                .set("tenant", tenant)
                .set("asset", assetId)
                .set("now", now)
                .set("actor", actor)
                .array("names", "text", each(tags, TagDefinition::name))
                .array("descriptions", "text", each(tags, TagDefinition::description))
                .array("units", "text", each(tags, tag -> tag.unit().code()))
                .array("lows", "float8", each(tags, TagDefinition::low))
                .array("highs", "float8", each(tags, TagDefinition::high))
                .array("samplings", "int", each(tags, TagDefinition::samplingMs))
                .run();
    }

    private static @Nullable Object[] each(List<TagDefinition> tags, Function<TagDefinition, @Nullable Object> part) {
        return tags.stream().map(part).toArray();
    }

    /** Writes a tag that was seen in this version; false when it now has another. */
    boolean update(Connection connection, TenantId tenant, TagView seen, TagDefinition tag, String actor, Instant now) {
        return UPDATE.on(connection)
                        .set("tenant", tenant)
                        .set("tag", seen.tagId())
                        .set("version", seen.version())
                        .set("description", tag.description())
                        .set("unit", tag.unit())
                        .set("low", tag.low())
                        .set("high", tag.high())
                        .set("sampling", tag.samplingMs())
                        .set("now", now)
                        .set("actor", actor)
                        .run()
                == 1;
    }

    /** False when the tag now has another version. */
    boolean delete(Connection connection, TenantId tenant, int tagId, int version) {
        return DELETE.on(connection)
                        .set("tenant", tenant)
                        .set("tag", tagId)
                        .set("version", version)
                        .run()
                == 1;
    }
}
