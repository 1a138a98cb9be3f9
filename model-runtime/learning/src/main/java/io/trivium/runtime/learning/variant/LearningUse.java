package io.trivium.runtime.learning.variant;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.registry.store.VersionUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.Optional;

/** Versions that a release, a pin or a variant needs. Thread-safe. */
@ApplicationScoped
class LearningUse implements VersionUse {
    private static final SqlQuery<Boolean> RELEASED = SqlQuery.of(Boolean.class, """
            select exists (select from learning_release
                where finished_at is null and model_name = :model and :version in (version, champion))
            """);

    private static final SqlQuery<Boolean> PINNED = SqlQuery.of(Boolean.class, """
            select exists (select from learning_pin where model_name = :model and version = :version)
            """);

    private static final SqlQuery<Boolean> INSTALLED = SqlQuery.of(Boolean.class, """
            select exists (select from learning_variant
                where state = 'installed' and model_name = :model and :version in (version, base_version))
            """);

    private final TenantTransactions transactions;

    LearningUse(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<String> of(TenantId viewer, ModelName model, VersionNumber version) {
        return transactions.withConnection(viewer, connection -> {
            if (finds(connection, RELEASED, model, version)) {
                return Optional.of("a release of it is not finished; veto it or wait");
            }
            if (finds(connection, PINNED, model, version)) {
                return Optional.of("the task is pinned to it; remove the pin first");
            }
            if (finds(connection, INSTALLED, model, version)) {
                return Optional.of("an installed variant uses it; remove the variant first");
            }
            return Optional.empty();
        });
    }

    private static boolean finds(Connection connection, SqlQuery<Boolean> use, ModelName model, VersionNumber version) {
        return use.on(connection).set("model", model).set("version", version).one();
    }
}
