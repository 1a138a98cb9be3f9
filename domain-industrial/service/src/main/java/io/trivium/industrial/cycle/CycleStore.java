package io.trivium.industrial.cycle;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CycleStore {
    private static final String SELECT = """
        select cycle_id, asset_id, version, began_at as begin, ended_at as end, job, state, reason, tags,
            shape::float8[] as shape, waiting_since,
            case when defect is not null and probabilities is not null then jsonb_build_object('defect', defect,
                'probabilities', probabilities, 'modelVersion', model_version, 'at', judged_at) end as verdict,
            case when told is not null then jsonb_build_object('defect', told, 'by', told_by, 'at', told_at,
                'note', note) end as label
        from process_cycle where tenant_id = :tenant\s""";

    private static final SqlQuery<Row> FIND =
            SqlQuery.of(Row.class, SELECT + "and asset_id = :asset and cycle_id = :cycle");

    private static final SqlQuery<Row> FIRST_PAGE =
            SqlQuery.of(Row.class, SELECT + "and asset_id = :asset order by began_at desc, cycle_id desc limit :limit");

    private static final SqlQuery<Row> NEXT_PAGE = SqlQuery.of(Row.class, SELECT + """
        and asset_id = :asset and (began_at, cycle_id) < (:afterAt, :afterId)
        order by began_at desc, cycle_id desc limit :limit
        """);

    private static final SqlQuery<Row> UNLABELLED = SqlQuery.of(
            Row.class, SELECT + "and cycle_id = any (:cycles::uuid[]) and told is null and state <> 'incomplete'");

    private static final SqlQuery<Row> WITHIN = SqlQuery.of(
            Row.class, SELECT + "and asset_id = :asset and began_at >= :from and began_at < :to order by began_at");

    private static final SqlQuery<Row> WAITING = SqlQuery.of(
            Row.class, SELECT + "and asset_id = :asset and state = 'waiting' order by began_at limit :limit");

    /** The reference cycles: the first ones and those judged good, unless a person has labelled them otherwise. */
    private static final SqlQuery<Shape> GOOD = SqlQuery.of(Shape.class, """
        select cardinality(tags) as tags, shape::float8[] as numbers from process_cycle
        where tenant_id = :tenant and asset_id = :asset and job is not distinct from :job::int
            and tags = :tags::text[] and began_at < :before and state in ('reference', 'judged', 'unjudged')
            and coalesce(told, defect, case state when 'reference' then :good end) = :good
        order by began_at desc limit :limit
        """);

    private static final SqlQuery<Instant> LATEST_JUDGED = SqlQuery.of(Instant.class, """
        select max(began_at) from process_cycle
        where tenant_id = :tenant and asset_id = :asset and state = 'judged' having max(began_at) is not null
        """);

    private static final SqlUpdate PUT = SqlUpdate.of("""
        insert into process_cycle as c (tenant_id, cycle_id, asset_id, version, began_at, ended_at, job, state,
            reason, tags, shape, waiting_since)
        values (:tenant, :cycle, :asset, 1, :begin, :end, :job, :state, :reason, :tags::text[], :shape::real[],
            :waitingSince)
        on conflict (tenant_id, asset_id, began_at) do update set version = c.version + 1,
            ended_at = excluded.ended_at, job = excluded.job, state = excluded.state, reason = excluded.reason,
            tags = excluded.tags, shape = excluded.shape, waiting_since = excluded.waiting_since, defect = null,
            probabilities = null, model_version = null, judged_at = null
        """);

    private static final SqlUpdate REMOVE =
            SqlUpdate.of("delete from process_cycle where tenant_id = :tenant and cycle_id = :cycle");

    private static final SqlUpdate DECIDE = SqlUpdate.of("""
        update process_cycle set version = version + 1, state = :state, reason = :reason, waiting_since = null,
            defect = :defect, probabilities = :probabilities::float8[], model_version = :model, judged_at = :at
        where tenant_id = :tenant and cycle_id = :cycle and state = 'waiting' and version = :version
        """);

    private static final SqlUpdate LABEL = SqlUpdate.of("""
        update process_cycle set version = version + 1, told = :defect, told_by = :by, told_at = :at, note = :note
        where tenant_id = :tenant and cycle_id = :cycle and version = :version
        """);

    private static final SqlUpdate PURGE = SqlUpdate.of("""
        delete from process_cycle where tenant_id = :tenant and cycle_id in (
            select cycle_id from process_cycle where tenant_id = :tenant and began_at < :before limit :limit)
        """);

    /** A cycle with its shape as it is stored. */
    private record Row(
            UUID cycleId,
            UUID assetId,
            int version,
            Instant begin,
            Instant end,
            @Nullable Integer job,
            CycleState state,
            @Nullable String reason,
            List<String> tags,
            @Nullable List<Double> shape,
            @Nullable Instant waitingSince,
            StoredCycle.@Nullable Verdict verdict,
            StoredCycle.@Nullable Label label) {

        StoredCycle cycle() {
            CycleShape stored = shape == null ? null : new Shape(tags.size(), shape).shape();
            return new StoredCycle(
                    cycleId,
                    assetId,
                    version,
                    begin,
                    end,
                    job,
                    state,
                    reason,
                    tags,
                    stored,
                    waitingSince,
                    verdict,
                    label);
        }
    }

    private record Shape(int tags, @Nullable List<Double> numbers) {
        CycleShape shape() {
            List<Double> stored = Objects.requireNonNull(numbers);
            float[] unboxed = new float[stored.size()];
            for (int i = 0; i < unboxed.length; i++) unboxed[i] = stored.get(i).floatValue();
            return CycleShape.of(tags, unboxed);
        }
    }

    Optional<StoredCycle> find(Connection connection, TenantId tenant, UUID assetId, UUID cycleId) {
        return of(FIND, connection, tenant, assetId)
                .set("cycle", cycleId)
                .first()
                .map(Row::cycle);
    }

    /** The latest first. */
    List<StoredCycle> list(
            Connection connection, TenantId tenant, UUID assetId, @Nullable PageCursor after, int limit) {
        SqlQuery.Call<Row> page = of(after == null ? FIRST_PAGE : NEXT_PAGE, connection, tenant, assetId)
                .set("limit", limit);
        if (after != null) page.set("afterAt", after.at()).set("afterId", after.id());
        return cycles(page);
    }

    /** Returns the complete and unlabelled ones of these, in no order. */
    List<StoredCycle> unlabelled(Connection connection, TenantId tenant, List<UUID> cycleIds) {
        return cycles(UNLABELLED.on(connection).set("tenant", tenant).set("cycles", cycleIds));
    }

    /** Returns the cycles that begin in a period, in order. */
    List<StoredCycle> within(Connection connection, TenantId tenant, UUID assetId, Instant from, Instant to) {
        return cycles(of(WITHIN, connection, tenant, assetId).set("from", from).set("to", to));
    }

    /** Returns the cycles that wait for the model, the oldest first. */
    List<StoredCycle> waiting(Connection connection, TenantId tenant, UUID assetId, int most) {
        return cycles(of(WAITING, connection, tenant, assetId).set("limit", most));
    }

    /** The latest good ones of a job before a moment, of the same tags. */
    List<CycleShape> good(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            @Nullable Integer job,
            List<String> tags,
            Instant before,
            int most) {
        return of(GOOD, connection, tenant, assetId)
                .set("job", job)
                .set("tags", tags)
                .set("before", before)
                .set("good", CycleProfile.GOOD_NAME)
                .set("limit", most)
                .list()
                .stream()
                .filter(cycle -> cycle.numbers() != null)
                .map(Shape::shape)
                .toList();
    }

    /** Begin of the latest cycle that a model judged; null if it judged none. */
    @Nullable
    Instant latestJudged(Connection connection, TenantId tenant, UUID assetId) {
        return of(LATEST_JUDGED, connection, tenant, assetId).first().orElse(null);
    }

    /** Adds a cycle; one that begins at the same time on the asset gives way to it. */
    void put(Connection connection, TenantId tenant, StoredCycle cycle) {
        CycleShape shape = cycle.shape();
        SqlUpdate.Call call = PUT.on(connection)
                .set("tenant", tenant)
                .set("cycle", cycle.cycleId())
                .set("asset", cycle.assetId())
                .set("begin", cycle.begin())
                .set("end", cycle.end())
                .set("job", cycle.job())
                .set("state", cycle.state())
                .set("reason", cycle.reason())
                .set("tags", cycle.tags())
                .set("shape", null)
                .set("waitingSince", cycle.waitingSince());
        if (shape != null) call.array("shape", "float4", boxed(shape.numbers()));
        call.run();
    }

    private static Object[] boxed(float[] numbers) {
        Object[] boxed = new Object[numbers.length];
        for (int i = 0; i < boxed.length; i++) boxed[i] = numbers[i];
        return boxed;
    }

    void remove(Connection connection, TenantId tenant, UUID cycleId) {
        REMOVE.on(connection).set("tenant", tenant).set("cycle", cycleId).run();
    }

    /** Writes down what became of one that waits; false when it waits no longer or changed meanwhile. */
    boolean decide(
            Connection connection,
            TenantId tenant,
            StoredCycle waiting,
            CycleState state,
            @Nullable String reason,
            StoredCycle.@Nullable Verdict verdict) {
        return DECIDE.on(connection)
                        .set("tenant", tenant)
                        .set("cycle", waiting.cycleId())
                        .set("version", waiting.version())
                        .set("state", state)
                        .set("reason", reason)
                        .set("defect", verdict == null ? null : verdict.defect())
                        .set("probabilities", verdict == null ? null : verdict.probabilities())
                        .set("model", verdict == null ? null : verdict.modelVersion())
                        .set("at", verdict == null ? null : verdict.at())
                        .run()
                == 1;
    }

    /** Stores a person's label, null to withdraw it; false when the cycle was changed since that version. */
    boolean label(
            Connection connection, TenantId tenant, UUID cycleId, int version, StoredCycle.@Nullable Label label) {
        return LABEL.on(connection)
                        .set("tenant", tenant)
                        .set("cycle", cycleId)
                        .set("version", version)
                        .set("defect", label == null ? null : label.defect())
                        .set("by", label == null ? null : label.by())
                        .set("at", label == null ? null : label.at())
                        .set("note", label == null ? null : label.note())
                        .run()
                == 1;
    }

    /** Removes cycles that ended before; returns how many, at most so many. */
    int purge(Connection connection, TenantId tenant, Instant before, int most) {
        return PURGE.on(connection)
                .set("tenant", tenant)
                .set("before", before)
                .set("limit", most)
                .run();
    }

    private static <T> SqlQuery.Call<T> of(SqlQuery<T> query, Connection connection, TenantId tenant, UUID assetId) {
        return query.on(connection).set("tenant", tenant).set("asset", assetId);
    }

    private static List<StoredCycle> cycles(SqlQuery.Call<Row> call) {
        return call.list().stream().map(Row::cycle).toList();
    }
}
