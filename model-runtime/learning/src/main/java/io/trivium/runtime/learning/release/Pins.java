package io.trivium.runtime.learning.release;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Tasks whose champion must stay until a user removes the pin. Thread-safe. */
@ApplicationScoped
class Pins {
    private static final SqlQuery<PinView> FIND = SqlQuery.of(PinView.class, """
            select task, model_name as model, version, pinned_at, pinned_by, reason from learning_pin where task = :task
            """);

    private static final SqlUpdate PUT = SqlUpdate.of("""
            insert into learning_pin (task, model_name, version, pinned_at, pinned_by, reason)
            values (:task, :model, :version, :now, :by, :reason)
            on conflict (task) do update set model_name = excluded.model_name, version = excluded.version,
                pinned_at = excluded.pinned_at, pinned_by = excluded.pinned_by, reason = excluded.reason
            """);

    private static final SqlUpdate REMOVE = SqlUpdate.of("delete from learning_pin where task = :task");

    private final TaskCatalogue catalogue;
    private final ChampionSwitch champions;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    Pins(
            TaskCatalogue catalogue,
            ChampionSwitch champions,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.champions = champions;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    Optional<PinView> find(Connection connection, TaskName task) {
        return FIND.on(connection).set("task", task).first();
    }

    /** @throws PlatformException {@code learning-task-pinned} */
    void refusePinned(Connection connection, TaskName task) {
        Optional<PinView> pin = find(connection, task);
        if (pin.isPresent()) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_TASK_PINNED,
                    "Task " + task + " is pinned to version "
                            + pin.orElseThrow().version() + " by "
                            + pin.orElseThrow().pinnedBy() + "; remove the pin first.");
        }
    }

    /** @throws PlatformException {@code learning-task-not-found} when no model has the task */
    Optional<PinView> find(String task) {
        TaskName named = TaskName.parse(task)
                .filter(catalogue.tasks()::contains)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "No model of task " + task + " is registered."));
        return transactions.withConnection(TenantId.PLATFORM, connection -> find(connection, named));
    }

    static PlatformException notPinned(String name) {
        return new PlatformException(RuntimeErrorCode.LEARNING_PIN_NOT_FOUND, "Task " + name + " is not pinned.");
    }

    static PlatformException notChampion(String name, String number) {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_PIN_NOT_CHAMPION,
                "Version " + number + " is no champion of task " + name + "; promote it first, then pin it.");
    }

    /** Keeps the present champion; another pin of the task is replaced. */
    PinView put(TenantId tenant, String by, TaskName task, VersionNumber version, String reason) {
        ModelName model = catalogue.versions(task).stream()
                .map(each -> new ModelName(each.name().substring(0, each.name().indexOf(':'))))
                .filter(each -> champions.champion(each).equals(Optional.of(version)))
                .findFirst()
                .orElseThrow(() -> notChampion(task.value(), version.value()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return transactions.withConnection(tenant, connection -> {
            PUT.on(connection)
                    .set("task", task)
                    .set("model", model)
                    .set("version", version)
                    .set("now", now)
                    .set("by", by)
                    .set("reason", reason)
                    .run();
            record("learning.pin", tenant, by, task, Map.of("model", model, "version", version, "reason", reason));
            return new PinView(task, model, version, now, by, reason);
        });
    }

    void remove(TenantId tenant, String by, TaskName task, String reason) {
        transactions.withConnection(tenant, connection -> {
            if (REMOVE.on(connection).set("task", task).run() == 0) throw notPinned(task.value());
            record("learning.unpin", tenant, by, task, Map.of("reason", reason));
            return task;
        });
    }

    private void record(String action, TenantId tenant, String by, TaskName task, Map<String, ?> details) {
        audit.append(new AuditEvent(tenant, by, action, "learning-task/" + task, AuditOutcome.SUCCESS, details));
    }
}
