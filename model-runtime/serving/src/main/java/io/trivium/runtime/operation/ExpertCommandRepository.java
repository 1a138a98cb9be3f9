package io.trivium.runtime.operation;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Commands to experts, which are only added; every method needs a transaction. Thread-safe. */
@ApplicationScoped
class ExpertCommandRepository {
    private static final SqlQuery<RecordedCommand> OF_VERSION = SqlQuery.of(RecordedCommand.class, """
            select lower(command) as command, experts from expert_command
            where model_name = :model and version = :version order by id
            """);

    private static final SqlQuery<Long> COUNT = SqlQuery.of(Long.class, "select count(*) from expert_command");

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into expert_command (model_name, version, command, experts, changed_at, changed_by, reason)
            values (:model, :version, upper(:command), :experts, :now, :by, :reason)
            """);

    private final TenantTransactions transactions;

    ExpertCommandRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** All of one version, in their order. */
    List<RecordedCommand> of(ModelName model, VersionNumber version) {
        return transactions.withOpenConnection(connection -> OF_VERSION
                .on(connection)
                .set("model", model)
                .set("version", version)
                .list());
    }

    /** The number of rows: rows are only added, but one with a greater number may be visible before a smaller one. */
    long count() {
        return transactions.withOpenConnection(
                connection -> COUNT.on(connection).one());
    }

    /** Adds a command to experts of a version of the change's model. */
    void add(ExpertCommand command, ExpertChange change, VersionNumber version, Instant now, String by) {
        transactions.withOpenConnection(connection -> ADD.on(connection)
                .set("model", change.model())
                .set("version", version)
                .set("command", command)
                .set("experts", change.experts())
                .set("now", now)
                .set("by", by)
                .set("reason", change.reason())
                .run());
    }
}
