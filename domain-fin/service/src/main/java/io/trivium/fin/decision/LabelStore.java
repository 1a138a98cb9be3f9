package io.trivium.fin.decision;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores labels: every observation is kept, and the effective one ({@link EffectiveLabel}) is written with the
 * decision. Two transactions that label the same authorization are serialised. Thread-safe.
 */
@ApplicationScoped
public class LabelStore {

    private static final String LOCK = """
            select pg_advisory_xact_lock(key) from (
                select distinct hashtextextended(? || '/' || id, 1) as key from unnest(?) as id order by key) as keys""";

    private static final String INSERT = """
            insert into label_observation (tenant_id, authorization_id, label, source, observed_at)
            values (?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String SELECT = """
            select authorization_id, label, source, observed_at from label_observation
            where tenant_id = ? and authorization_id = any (?) order by observed_at, source, label""";

    private static final String UPSERT = """
            insert into authorization_label as kept (tenant_id, authorization_id, label, source, observed_at)
            values (?, ?, ?, ?, ?)
            on conflict (tenant_id, authorization_id) do update
                set label = excluded.label, source = excluded.source, observed_at = excluded.observed_at
                where (kept.label, kept.source, kept.observed_at)
                    is distinct from (excluded.label, excluded.source, excluded.observed_at)""";

    private final TenantTransactions transactions;

    LabelStore(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Keeps the observations and what follows from them, inside the caller's transaction of this tenant. */
    static void keep(Connection connection, TenantId tenant, List<LabelObserved> labels) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        labels.forEach(label -> ids.add(label.exampleId()));
        String[] all = ids.toArray(String[]::new);
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, tenant.value());
            lock.setArray(2, connection.createArrayOf("text", all));
            lock.execute();
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (LabelObserved label : labels) {
                bind(
                        insert,
                        tenant,
                        label.exampleId(),
                        new LabelObservation(label.label(), label.source(), label.observedAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (Map.Entry<String, List<LabelObservation>> each :
                    read(connection, tenant, all).entrySet()) {
                LabelObservation effective = EffectiveLabel.of(each.getValue());
                if (effective != null) {
                    bind(upsert, tenant, each.getKey(), effective);
                    upsert.addBatch();
                }
            }
            upsert.executeBatch();
        }
    }

    /** All labels of one authorization, by time. */
    public List<LabelObservation> history(TenantId tenant, String authorizationId) {
        return transactions.withConnection(
                tenant,
                connection -> read(connection, tenant, new String[] {authorizationId})
                        .getOrDefault(authorizationId, List.of()));
    }

    /** Which of these observations counts; null of none. */
    public @Nullable LabelObservation effective(List<LabelObservation> history) {
        return EffectiveLabel.of(history);
    }

    private static Map<String, List<LabelObservation>> read(Connection connection, TenantId tenant, String[] ids)
            throws SQLException {
        Map<String, List<LabelObservation>> found = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, tenant.value());
            select.setArray(2, connection.createArrayOf("text", ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                            .add(new LabelObservation(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return found;
    }

    private static void bind(
            PreparedStatement statement, TenantId tenant, String authorizationId, LabelObservation observation)
            throws SQLException {
        statement.setString(1, tenant.value());
        statement.setString(2, authorizationId);
        statement.setString(3, observation.label());
        statement.setString(4, observation.source());
        statement.setObject(5, observation.observedAt().atOffset(ZoneOffset.UTC));
    }
}
