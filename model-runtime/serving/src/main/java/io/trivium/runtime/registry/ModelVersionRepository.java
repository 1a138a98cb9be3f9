package io.trivium.runtime.registry;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.registry.store.VersionState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Models and versions; every method needs a transaction. Enums are stored in capitals. Thread-safe. */
@ApplicationScoped
class ModelVersionRepository {
    private static final String SELECT = """
            select model_name, version, lower(state) as state, task, sha256, path, lower(source) as source, provenance,
                registered_at, registered_by, activated_at, failure, own_tenant as owner, signature_waived, row_version
            from model_version
            """;

    private static final String LATEST = " order by registered_at desc limit 1000";

    private static final SqlQuery<ModelVersion> FIND = SqlQuery.of(ModelVersion.class, SELECT + "where id = :id");

    private static final SqlQuery<ModelVersion> OF_MODEL =
            SqlQuery.of(ModelVersion.class, SELECT + "where model_name = :model and state <> 'DELETED'" + LATEST);

    private static final SqlQuery<ModelVersion> OF_TASK =
            SqlQuery.of(ModelVersion.class, SELECT + "where task = :task and state <> 'DELETED'" + LATEST);

    private static final SqlQuery<ModelVersion> IN_MEMORY_OR = SqlQuery.of(ModelVersion.class, SELECT + """
            where state in ('LOADED', 'ACTIVE') or state = 'FAILED' and activated_at is not null or id = any (:ids)
            order by model_name, registered_at desc
            """);

    private static final SqlQuery<ModelVersion> ALL = SqlQuery.of(
            ModelVersion.class, SELECT + "where state <> 'DELETED' order by model_name, registered_at desc limit 1000");

    private static final SqlQuery<TaskName> TASKS_OF_MODEL = SqlQuery.of(TaskName.class, """
            select distinct task from model_version where model_name = :model and state <> 'DELETED'
            """);

    private static final SqlQuery<TaskName> TASKS =
            SqlQuery.of(TaskName.class, "select distinct task from model_version where state <> 'DELETED'");

    private static final SqlQuery<Changes> CHANGES = SqlQuery.of(Changes.class, """
            select coalesce(sum(row_version), 0)::bigint as made, count(*) as rows from model_version
            """);

    private static final SqlUpdate ADD_MODEL =
            SqlUpdate.of("insert into model (name, created_at) values (:model, :now) on conflict do nothing");

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into model_version (id, model_name, version, state, task, sha256, path, source, provenance,
                registered_at, registered_by, own_tenant, signature_waived, row_version)
            values (:id, :model, :version, upper(:state), :task, :sha256, :path, upper(:source), :provenance,
                :registeredAt, :registeredBy, :owner, :signatureWaived, :rowVersion)
            """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
            update model_version set state = upper(:state), activated_at = :activatedAt, failure = :failure,
                row_version = row_version + 1
            where id = :id and row_version = :rowVersion
            """);

    private final TenantTransactions transactions;

    ModelVersionRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Two numbers that differ after each change of a version: the numbers of changes and of rows. */
    record Changes(long made, long rows) {}

    /** A version, a deleted one too. */
    Optional<ModelVersion> find(ModelName model, VersionNumber version) {
        return transactions.withOpenConnection(connection ->
                FIND.on(connection).set("id", ModelVersion.id(model, version)).first());
    }

    /** A version that is not deleted. */
    Optional<ModelVersion> findExisting(ModelName model, VersionNumber version) {
        return find(model, version).filter(found -> found.state() != VersionState.DELETED);
    }

    /** Versions of one model that are not deleted, the latest registered first; at most 1,000. */
    List<ModelVersion> ofModel(ModelName model) {
        return transactions.withOpenConnection(
                connection -> OF_MODEL.on(connection).set("model", model).list());
    }

    /** The tasks of all versions of a model that are not deleted, however many there are. */
    List<TaskName> tasks(ModelName model) {
        return transactions.withOpenConnection(
                connection -> TASKS_OF_MODEL.on(connection).set("model", model).list());
    }

    /** Versions of every model of one task that are not deleted; at most 1,000, the latest registered. */
    List<ModelVersion> ofTask(TaskName task) {
        return transactions.withOpenConnection(
                connection -> OF_TASK.on(connection).set("task", task).list());
    }

    /** The tasks of all versions that are not deleted. */
    List<TaskName> tasks() {
        return transactions.withOpenConnection(
                connection -> TASKS.on(connection).list());
    }

    /**
     * Versions that are in memory or were activated and failed, and those of {@code ids} in any state; by model name and
     * then the latest registered first. Not limited: versions that are only registered cannot hide those that serve.
     */
    List<ModelVersion> inMemoryOr(Collection<String> ids) {
        return transactions.withOpenConnection(
                connection -> IN_MEMORY_OR.on(connection).set("ids", ids).list());
    }

    /** All versions that are not deleted, by model name and then the latest registered first; at most 1,000. */
    List<ModelVersion> all() {
        return transactions.withOpenConnection(connection -> ALL.on(connection).list());
    }

    Changes changes() {
        return transactions.withOpenConnection(
                connection -> CHANGES.on(connection).one());
    }

    void add(ModelVersion version, Instant now) {
        transactions.withOpenConnection(connection -> {
            ADD_MODEL
                    .on(connection)
                    .set("model", version.modelName())
                    .set("now", now)
                    .run();
            return ADD.on(connection)
                    .set("id", version.id())
                    .set("model", version.modelName())
                    .set("version", version.version())
                    .set("state", version.state())
                    .set("task", version.task())
                    .set("sha256", version.sha256())
                    .set("path", version.path())
                    .set("source", version.source())
                    .set("provenance", version.provenance())
                    .set("registeredAt", version.registeredAt())
                    .set("registeredBy", version.registeredBy())
                    .set("owner", version.owner())
                    .set("signatureWaived", version.signatureWaived())
                    .set("rowVersion", version.rowVersion())
                    .run();
        });
    }

    /**
     * Stores the state of a version; does nothing where it is the same.
     *
     * @param read as the transaction read it
     * @throws PlatformException {@code conflict} when another transaction has changed it since
     */
    void update(ModelVersion read, ModelVersion changed) {
        if (changed.equals(read)) return;
        int rows = transactions.withOpenConnection(connection -> UPDATE.on(connection)
                .set("id", read.id())
                .set("rowVersion", read.rowVersion())
                .set("state", changed.state())
                .set("activatedAt", changed.activatedAt())
                .set("failure", changed.failure())
                .run());
        if (rows == 0) {
            throw new PlatformException(
                    CoreErrorCode.CONFLICT,
                    "Version " + read.version() + " of model " + read.modelName()
                            + " was changed by another request; read it again.");
        }
    }
}
