package io.trivium.fin.casework.queue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which open cases authorizations are alerts of. Thread-safe. */
@ApplicationScoped
public class OpenCases {
    private static final String FIND = "select a.authorization_id, a.case_number from case_alert a"
            + " join fraud_case c using (tenant_id, case_number)"
            + " where a.tenant_id = ? and a.authorization_id = any (?) and c.state <> 'closed'";

    private final TenantTransactions transactions;

    OpenCases(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Case numbers by authorization id, of those that are an alert of an open case. */
    public Map<String, Long> of(TenantId tenant, Collection<String> authorizationIds) {
        if (authorizationIds.isEmpty()) return Map.of();
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement(FIND)) {
                select.setString(1, tenant.value());
                select.setArray(2, connection.createArrayOf("text", authorizationIds.toArray()));
                Map<String, Long> found = new HashMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) found.put(row.getString(1), row.getLong(2));
                }
                return found;
            }
        });
    }
}
