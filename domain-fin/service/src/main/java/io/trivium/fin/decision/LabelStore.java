package io.trivium.fin.decision;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
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

    private static final SqlQuery<Long> LOCK = SqlQuery.of(Long.class, """
        select count(pg_advisory_xact_lock(key)) from (
            select distinct hashtextextended(:tenant || '/' || id, 1) as key from unnest(:ids::text[]) as id
            order by key) as keys
        """);

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into label_observation (tenant_id, authorization_id, label, source, observed_at)
        values (:tenant, :id, :label, :source, :observedAt) on conflict do nothing
        """);

    private static final SqlQuery<Observed> SELECT = SqlQuery.of(Observed.class, """
        select authorization_id, label, source, observed_at from label_observation
        where tenant_id = :tenant and authorization_id = any (:ids) order by observed_at, source, label
        """);

    private static final SqlUpdate UPSERT = SqlUpdate.of("""
        insert into authorization_label as kept (tenant_id, authorization_id, label, source, observed_at)
        values (:tenant, :id, :label, :source, :observedAt)
        on conflict (tenant_id, authorization_id) do update
            set label = excluded.label, source = excluded.source, observed_at = excluded.observed_at
            where (kept.label, kept.source, kept.observed_at)
                is distinct from (excluded.label, excluded.source, excluded.observed_at)
        """);

    private record Observed(String authorizationId, LabelObservation observation) {}

    private final TenantTransactions transactions;

    LabelStore(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Keeps the observations and what follows from them, inside the caller's transaction of this tenant. */
    static void keep(Connection connection, TenantId tenant, List<LabelObserved> labels) {
        Set<String> ids = new LinkedHashSet<>();
        labels.forEach(label -> ids.add(label.exampleId()));
        LOCK.on(connection).set("tenant", tenant).set("ids", ids).one();
        INSERT.batch(
                connection,
                labels,
                (values, label) -> values.set("tenant", tenant)
                        .set("id", label.exampleId())
                        .set("label", label.label())
                        .set("source", label.source())
                        .set("observedAt", label.observedAt()));
        List<Observed> effective = new ArrayList<>();
        read(connection, tenant, ids).forEach((id, history) -> {
            LabelObservation label = EffectiveLabel.of(history);
            if (label != null) effective.add(new Observed(id, label));
        });
        UPSERT.batch(
                connection,
                effective,
                (values, each) -> values.set("tenant", tenant)
                        .set("id", each.authorizationId)
                        .set("label", each.observation.label())
                        .set("source", each.observation.source())
                        .set("observedAt", each.observation.observedAt()));
    }

    /** All labels of one authorization, by time. */
    public List<LabelObservation> history(TenantId tenant, String authorizationId) {
        return transactions.withConnection(
                tenant,
                connection ->
                        read(connection, tenant, Set.of(authorizationId)).getOrDefault(authorizationId, List.of()));
    }

    /** Which of these observations counts; null of none. */
    public @Nullable LabelObservation effective(List<LabelObservation> history) {
        return EffectiveLabel.of(history);
    }

    private static Map<String, List<LabelObservation>> read(Connection connection, TenantId tenant, Set<String> ids) {
        Map<String, List<LabelObservation>> found = new TreeMap<>();
        SELECT.on(connection)
                .set("tenant", tenant)
                .set("ids", ids)
                .each(each -> found.computeIfAbsent(each.authorizationId, id -> new ArrayList<>())
                        .add(each.observation));
        return found;
    }
}
