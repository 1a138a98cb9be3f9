package io.trivium.industrial.cycle;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CycleStore {
    private static final String COLUMNS =
            "cycle_id, asset_id, version, began_at, ended_at, job, state, reason, tags, shape,"
                    + " waiting_since, defect, probabilities, model_version, judged_at, told, told_by, told_at, note";

    /** The reference cycles: the first ones and those judged good, unless a person has labelled them otherwise. */
    private static final String GOOD = "coalesce(told, defect, case state when 'reference' then '"
            + CycleProfile.GOOD_NAME + "' end) = '" + CycleProfile.GOOD_NAME + "'";

    Optional<StoredCycle> find(Connection connection, TenantId tenant, UUID assetId, UUID cycleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from process_cycle where tenant_id = ? and asset_id = ? and cycle_id = ?")) {
            Binder.of(select).text(tenant.value()).id(assetId).id(cycleId);
            return read(select).stream().findFirst();
        }
    }

    /** The latest first. */
    List<StoredCycle> list(Connection connection, TenantId tenant, UUID assetId, @Nullable PageCursor after, int limit)
            throws SQLException {
        String from = after == null ? "" : " and (began_at, cycle_id) < (?, ?)";
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from process_cycle where tenant_id = ? and asset_id = ?" + from
                + " order by began_at desc, cycle_id desc limit ?")) {
            Binder binder = Binder.of(select).text(tenant.value()).id(assetId);
            if (after != null) {
                binder.time(after.at()).id(after.id());
            }
            binder.whole(limit);
            return read(select);
        }
    }

    /** Returns the complete and unlabelled ones of these, in no order. */
    List<StoredCycle> untold(Connection connection, TenantId tenant, List<UUID> cycleIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from process_cycle where tenant_id = ? and cycle_id = any (?) and told is null"
                + " and state <> 'incomplete'")) {
            Binder.of(select).text(tenant.value()).array("uuid", cycleIds.toArray());
            return read(select);
        }
    }

    /** Returns the cycles that begin in a period, in order. */
    List<StoredCycle> within(Connection connection, TenantId tenant, UUID assetId, Instant from, Instant to)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from process_cycle where tenant_id = ? and asset_id = ? and began_at >= ? and began_at < ?"
                + " order by began_at")) {
            Binder.of(select).text(tenant.value()).id(assetId).time(from).time(to);
            return read(select);
        }
    }

    /** Returns the cycles that wait for the model, the oldest first. */
    List<StoredCycle> waiting(Connection connection, TenantId tenant, UUID assetId, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from process_cycle where tenant_id = ? and asset_id = ? and state = 'waiting'"
                + " order by began_at limit ?")) {
            Binder.of(select).text(tenant.value()).id(assetId).whole(most);
            return read(select);
        }
    }

    /** The latest good ones of a job before a moment, of the same tags. */
    List<CycleShape> good(
            Connection connection,
            TenantId tenant,
            UUID assetId,
            @Nullable Integer job,
            List<String> tags,
            Instant before,
            int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from process_cycle where tenant_id = ? and asset_id = ? and job is not distinct from ?::int"
                + " and tags = ?::text[] and began_at < ? and state in ('reference', 'judged', 'unjudged') and " + GOOD
                + " order by began_at desc limit ?")) {
            Binder.of(select)
                    .text(tenant.value())
                    .id(assetId)
                    .whole(job)
                    .array("text", tags.toArray())
                    .time(before)
                    .whole(most);
            List<CycleShape> shapes = new ArrayList<>();
            for (StoredCycle cycle : read(select)) {
                if (cycle.shape() != null) {
                    shapes.add(cycle.shape());
                }
            }
            return shapes;
        }
    }

    /** Begin of the latest cycle that a model judged; null if it judged none. */
    @Nullable
    Instant latestJudged(Connection connection, TenantId tenant, UUID assetId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select max(began_at) from process_cycle"
                + " where tenant_id = ? and asset_id = ? and state = 'judged'")) {
            Binder.of(select).text(tenant.value()).id(assetId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Columns.of(row).timeOrNull();
            }
        }
    }

    /** Adds a cycle; one that begins at the same time on the asset gives way to it. */
    void put(Connection connection, TenantId tenant, StoredCycle cycle) throws SQLException {
        try (PreparedStatement upsert =
                connection.prepareStatement("insert into process_cycle as c (tenant_id, cycle_id,"
                        + " asset_id, version, began_at, ended_at, job, state, reason, tags, shape, waiting_since)"
                        + " values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?::text[], ?::real[], ?)"
                        + " on conflict (tenant_id, asset_id, began_at) do update set version = c.version + 1,"
                        + " ended_at = excluded.ended_at, job = excluded.job, state = excluded.state,"
                        + " reason = excluded.reason, tags = excluded.tags, shape = excluded.shape,"
                        + " waiting_since = excluded.waiting_since, defect = null, probabilities = null,"
                        + " model_version = null, judged_at = null")) {
            CycleShape shape = cycle.shape();
            Binder binder = Binder.of(upsert)
                    .text(tenant.value())
                    .id(cycle.cycleId())
                    .id(cycle.assetId())
                    .time(cycle.begin())
                    .time(cycle.end())
                    .whole(cycle.job())
                    .text(cycle.state().wireName())
                    .text(cycle.reason())
                    .array("text", cycle.tags().toArray());
            if (shape == null) {
                binder.text(null);
            } else {
                binder.array("float4", boxed(shape.numbers()));
            }
            binder.time(cycle.waitingSince());
            upsert.executeUpdate();
        }
    }

    private static Object[] boxed(float[] numbers) {
        Object[] boxed = new Object[numbers.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = numbers[i];
        }
        return boxed;
    }

    void remove(Connection connection, TenantId tenant, UUID cycleId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from process_cycle where tenant_id = ? and cycle_id = ?")) {
            Binder.of(delete).text(tenant.value()).id(cycleId);
            delete.executeUpdate();
        }
    }

    /** Writes down what became of one that waits; false when it waits no longer or changed meanwhile. */
    boolean decide(
            Connection connection,
            TenantId tenant,
            StoredCycle waiting,
            CycleState state,
            @Nullable String reason,
            StoredCycle.@Nullable Verdict verdict)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update process_cycle set version = version + 1,"
                + " state = ?, reason = ?, waiting_since = null, defect = ?, probabilities = ?::float8[],"
                + " model_version = ?, judged_at = ?"
                + " where tenant_id = ? and cycle_id = ? and state = 'waiting' and version = ?")) {
            Binder binder = Binder.of(update)
                    .text(state.wireName())
                    .text(reason)
                    .text(verdict == null ? null : verdict.defect());
            if (verdict == null) {
                binder.text(null).text(null).time(null);
            } else {
                binder.array("float8", verdict.probabilities().toArray())
                        .text(verdict.modelVersion())
                        .time(verdict.at());
            }
            binder.text(tenant.value()).id(waiting.cycleId()).whole(waiting.version());
            return update.executeUpdate() == 1;
        }
    }

    /** Stores a person's label, null to withdraw it; false when the cycle was changed since that version. */
    boolean tell(Connection connection, TenantId tenant, UUID cycleId, int version, StoredCycle.@Nullable Told told)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update process_cycle set version = version + 1,"
                        + " told = ?, told_by = ?, told_at = ?, note = ? where tenant_id = ? and cycle_id = ? and version = ?")) {
            Binder.of(update)
                    .text(told == null ? null : told.defect())
                    .text(told == null ? null : told.by())
                    .time(told == null ? null : told.at())
                    .text(told == null ? null : told.note())
                    .text(tenant.value())
                    .id(cycleId)
                    .whole(version);
            return update.executeUpdate() == 1;
        }
    }

    /** Removes cycles that ended before; returns how many, at most so many. */
    int purge(Connection connection, TenantId tenant, Instant before, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from process_cycle where tenant_id = ?"
                        + " and cycle_id in (select cycle_id from process_cycle where tenant_id = ? and began_at < ? limit ?)")) {
            Binder.of(delete)
                    .text(tenant.value())
                    .text(tenant.value())
                    .time(before)
                    .whole(most);
            return delete.executeUpdate();
        }
    }

    private static List<StoredCycle> read(PreparedStatement select) throws SQLException {
        List<StoredCycle> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(cycle(row));
            }
        }
        return found;
    }

    private static StoredCycle cycle(ResultSet row) throws SQLException {
        List<String> tags = Arrays.asList((String[]) row.getArray("tags").getArray());
        java.sql.Array shape = row.getArray("shape");
        java.sql.Array probabilities = row.getArray("probabilities");
        String defect = row.getString("defect");
        String told = row.getString("told");
        return new StoredCycle(
                row.getObject("cycle_id", UUID.class),
                row.getObject("asset_id", UUID.class),
                row.getInt("version"),
                time(row, "began_at"),
                time(row, "ended_at"),
                row.getObject("job", Integer.class),
                CycleState.of(row.getString("state")),
                row.getString("reason"),
                tags,
                shape == null ? null : CycleShape.of(tags.size(), unboxed((Float[]) shape.getArray())),
                timeOrNull(row, "waiting_since"),
                defect == null || probabilities == null
                        ? null
                        : new StoredCycle.Verdict(
                                defect,
                                Arrays.asList((Double[]) probabilities.getArray()),
                                row.getString("model_version"),
                                time(row, "judged_at")),
                told == null
                        ? null
                        : new StoredCycle.Told(
                                told, row.getString("told_by"), time(row, "told_at"), row.getString("note")));
    }

    private static float[] unboxed(Float[] numbers) {
        float[] unboxed = new float[numbers.length];
        for (int i = 0; i < unboxed.length; i++) {
            unboxed[i] = numbers[i];
        }
        return unboxed;
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, java.time.OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        java.time.OffsetDateTime time = row.getObject(column, java.time.OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
