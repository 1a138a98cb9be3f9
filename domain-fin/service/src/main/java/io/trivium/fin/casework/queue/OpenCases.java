package io.trivium.fin.casework.queue;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Which open cases authorizations are alerts of. Thread-safe. */
@ApplicationScoped
public class OpenCases {
    private static final SqlQuery<Found> FIND = SqlQuery.of(Found.class, """
        select a.authorization_id, a.case_number from case_alert a join fraud_case c using (tenant_id, case_number)
        where a.tenant_id = :tenant and a.authorization_id = any (:ids) and c.state <> 'closed'
        """);

    private final TenantTransactions transactions;

    OpenCases(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Case numbers by authorization id, of those that are an alert of an open case. */
    public Map<String, Long> of(TenantId tenant, Collection<String> authorizationIds) {
        if (authorizationIds.isEmpty()) return Map.of();
        return transactions.withConnection(
                tenant,
                connection -> FIND.on(connection).set("tenant", tenant).set("ids", authorizationIds).list().stream()
                        .collect(Collectors.toMap(Found::authorizationId, Found::caseNumber)));
    }

    private record Found(String authorizationId, long caseNumber) {}
}
