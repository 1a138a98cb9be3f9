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

/** Looks up stored instances. Of several contents of one instance the newest counts. Thread-safe. */
@ApplicationScoped
public class InstanceRepository {

    private static final int MOST = 20_000;

    private static final String SELECT = """
            select distinct on (study_instance_uid, series_instance_uid, instance_number, sop_instance_uid)
                study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid, transfer_syntax_uid, sha256,
                version, size_bytes, data_set_offset, received_at
            from instance where study_instance_uid = ?""";

    private static final String ORDER =
            " order by study_instance_uid, series_instance_uid, instance_number, sop_instance_uid, version desc limit "
                    + MOST;

    private final TenantTransactions transactions;

    InstanceRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** All instances of a study, by series and instance number. */
    public List<StoredInstance> ofStudy(TenantId tenant, String study) {
        return select(tenant, SELECT + ORDER, study);
    }

    /** All instances of a series, by instance number. */
    public List<StoredInstance> ofSeries(TenantId tenant, String study, String series) {
        return select(tenant, SELECT + " and series_instance_uid = ?" + ORDER, study, series);
    }

    public Optional<StoredInstance> find(TenantId tenant, String study, String series, String instance) {
        return select(
                        tenant,
                        SELECT + " and series_instance_uid = ? and sop_instance_uid = ?" + ORDER,
                        study,
                        series,
                        instance)
                .stream()
                .findFirst();
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
