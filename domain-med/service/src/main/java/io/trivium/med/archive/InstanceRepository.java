package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up stored instances. Of several contents that came under one SOP Instance UID the one that was stored first is served:
 * what was read yesterday is not replaced by what another sender has sent under the same UID since. The others are kept, and are
 * reached by {@link #contents}. Thread-safe.
 */
@ApplicationScoped
public class InstanceRepository {

    private static final int MOST = 20_000;

    private static final String SELECT = """
            select * from (
                select distinct on (study_instance_uid, series_instance_uid, sop_instance_uid)
                    study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid, transfer_syntax_uid, sha256,
                    version, size_bytes, data_set_offset, received_at, instance_number
                from instance where study_instance_uid = ?%s
                order by study_instance_uid, series_instance_uid, sop_instance_uid, version, received_at, sha256) served
            order by series_instance_uid, instance_number, sop_instance_uid limit
            """ + MOST;

    private static final String CONTENTS = """
            select i.study_instance_uid, i.series_instance_uid, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid,
                i.sha256, i.version, i.size_bytes, i.data_set_offset, i.received_at, i.source, i.header_problem,
                i.study_instance_uid is not null and i.series_instance_uid is not null
                    and not exists (select from instance f where f.tenant_id = i.tenant_id
                        and f.sop_instance_uid = i.sop_instance_uid
                        and (f.version, f.received_at, f.sha256) < (i.version, i.received_at, i.sha256)
                        and f.study_instance_uid = i.study_instance_uid
                        and f.series_instance_uid = i.series_instance_uid) as served
            from instance i where""";

    private final TenantTransactions transactions;

    InstanceRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** All instances of a study, by series and instance number. */
    public List<StoredInstance> ofStudy(TenantId tenant, String study) {
        return select(tenant, SELECT.formatted(""), study);
    }

    /** All instances of a series, by instance number. */
    public List<StoredInstance> ofSeries(TenantId tenant, String study, String series) {
        return select(tenant, SELECT.formatted(" and series_instance_uid = ?"), study, series);
    }

    public Optional<StoredInstance> find(TenantId tenant, String study, String series, String instance) {
        return select(
                        tenant,
                        SELECT.formatted(" and series_instance_uid = ? and sop_instance_uid = ?"),
                        study,
                        series,
                        instance)
                .stream()
                .findFirst();
    }

    /** All contents that were stored under a SOP Instance UID, the first first; none for an unknown one. */
    public List<InstanceContent> contents(TenantId tenant, String instance) {
        return contents(
                tenant,
                " i.sop_instance_uid = ? order by i.version, i.received_at, i.sha256",
                statement -> statement.setString(1, instance));
    }

    /**
     * The instances that a person should look at, the newest first: contents that came under a SOP Instance UID that was known
     * with another one, and instances stored with a warning.
     *
     * @param study null for all
     */
    public List<InstanceContent> problems(TenantId tenant, @Nullable String study, int limit, int offset) {
        return contents(
                tenant,
                " (i.version > 1 or i.header_problem is not null) and (?::text is null or i.study_instance_uid = ?)"
                        + " order by i.received_at desc, i.sop_instance_uid, i.sha256 limit ? offset ?",
                statement -> {
                    statement.setString(1, study);
                    statement.setString(2, study);
                    statement.setInt(3, limit);
                    statement.setInt(4, offset);
                });
    }

    private interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<InstanceContent> contents(TenantId tenant, String where, Binder parameters) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(CONTENTS + where)) {
                parameters.bind(query);
                try (ResultSet rows = query.executeQuery()) {
                    List<InstanceContent> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(content(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static InstanceContent content(ResultSet rows) throws SQLException {
        return new InstanceContent(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                rows.getInt(7),
                rows.getLong(8),
                rows.getInt(9),
                rows.getObject(10, OffsetDateTime.class).toInstant(),
                rows.getString(11),
                rows.getString(12),
                rows.getBoolean(13));
    }

    private List<StoredInstance> select(TenantId tenant, String sql, String... parameters) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    query.setString(i + 1, parameters[i]);
                }
                try (ResultSet rows = query.executeQuery()) {
                    List<StoredInstance> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(row(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static StoredInstance row(ResultSet rows) throws SQLException {
        return new StoredInstance(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                rows.getInt(7),
                rows.getLong(8),
                rows.getInt(9),
                rows.getObject(10, OffsetDateTime.class).toInstant());
    }
}
