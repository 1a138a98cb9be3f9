package io.trivium.runtime.learning.lineage;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.lineage.LineageView.LabelSource;
import io.trivium.runtime.learning.lineage.LineageView.LearnedManifest;
import io.trivium.runtime.learning.lineage.LineageView.Membership;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Which data sets a version learned from, and which an example is in. Thread-safe. */
@ApplicationScoped
public class LineageReader {
    private static final int MOST = 50;

    private static final String LEARNED = """
            select m.manifest_id, m.hash, m.created_at, (m.header::jsonb ->> 'cutoff')::timestamptz as cutoff,
                (m.header::jsonb ->> 'entries')::int as entries
            from learning_manifest_version v join learning_manifest m using (tenant_id, manifest_id)
            where v.tenant_id = ? and v.model_name = ? and v.version = ?
            order by m.created_at desc, m.manifest_id desc limit ?""";

    private static final String LABELS = """
            select label_source, label, count(*) as entries from learning_manifest_entry
            where tenant_id = ? and manifest_id = ? and salt is not null
            group by label_source, label order by label_source, label""";

    private static final String HELD = """
            select m.manifest_id, m.created_at, e.ordinal, e.part, e.label, e.label_source, e.label_observed_at,
                array(select v.model_name || ':' || v.version from learning_manifest_version v
                    where v.tenant_id = m.tenant_id and v.manifest_id = m.manifest_id
                    order by v.recorded_at, v.model_name, v.version limit ?) as versions
            from learning_manifest m join learning_manifest_entry e using (tenant_id, manifest_id)
            where m.tenant_id = ? and m.task = ? and e.example_id = ?
            order by m.created_at desc, m.manifest_id desc limit ?""";

    private final TenantTransactions transactions;

    LineageReader(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The tenant's data sets that a version learned from, the latest 50. */
    public List<LearnedManifest> learned(TenantId tenant, String model, String version) {
        return transactions.withConnection(tenant, connection -> {
            List<LearnedManifest> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(LEARNED)) {
                Sql.bind(select, tenant.value(), model, version, MOST);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) found.add(learned(connection, tenant, row));
                }
            }
            return found;
        });
    }

    private static LearnedManifest learned(Connection connection, TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject("manifest_id", UUID.class);
        return new LearnedManifest(
                id,
                row.getString("hash"),
                Sql.time(row, "created_at"),
                Sql.time(row, "cutoff"),
                row.getInt("entries"),
                labels(connection, tenant, id));
    }

    private static List<LabelSource> labels(Connection connection, TenantId tenant, UUID manifest) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LABELS)) {
            Sql.bind(select, tenant.value(), manifest);
            List<LabelSource> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new LabelSource(
                            row.getString("label_source"), row.getString("label"), row.getLong("entries")));
                }
            }
            return found;
        }
    }

    /** The tenant's data sets that an example is in, the latest 50. */
    List<Membership> held(TenantId tenant, String task, String exampleId) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(HELD)) {
                Sql.bind(select, MOST, tenant.value(), task, exampleId, MOST);
                List<Membership> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) found.add(membership(row));
                }
                return found;
            }
        });
    }

    private static Membership membership(ResultSet row) throws SQLException {
        Array versions = row.getArray("versions");
        return new Membership(
                row.getObject("manifest_id", UUID.class),
                Sql.time(row, "created_at"),
                row.getInt("ordinal"),
                row.getString("part"),
                row.getString("label"),
                row.getString("label_source"),
                Sql.time(row, "label_observed_at"),
                List.of((String[]) versions.getArray()));
    }
}
