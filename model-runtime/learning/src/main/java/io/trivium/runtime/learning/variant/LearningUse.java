package io.trivium.runtime.learning.variant;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.registry.store.VersionUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Versions that a release, a pin or a variant needs. Thread-safe. */
@ApplicationScoped
class LearningUse implements VersionUse {
    private final TenantTransactions transactions;

    LearningUse(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<String> of(TenantId viewer, String model, String version) {
        return transactions.withConnection(viewer, connection -> {
            if (finds(connection, """
                    select 1 from learning_release where finished_at is null and model_name = ? and ? in (version, champion)
                    """, model, version))
                return Optional.of("a release of it is not finished; veto it or wait");
            if (finds(connection, "select 1 from learning_pin where model_name = ? and version = ?", model, version)) {
                return Optional.of("the task is pinned to it; remove the pin first");
            }
            if (finds(connection, """
                    select 1 from learning_variant
                    where state = 'installed' and model_name = ? and ? in (version, base_version)
                    """, model, version))
                return Optional.of("an installed variant uses it; remove the variant first");
            return Optional.empty();
        });
    }

    private static boolean finds(Connection connection, String sql, String model, String version) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Sql.bind(select, model, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
