package io.trivium.runtime.learning.update;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.update.UpdateView.UpdatePage;
import io.trivium.runtime.learning.update.step.UpdateWorker;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.Challengers.Trainable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accepts requests for updates and reports their progress; {@link UpdateWorker} does the work. Thread-safe. */
@ApplicationScoped
public class UpdateService {
    /** The requester of scheduled updates. */
    public static final String SYSTEM = "system:learning-update";

    private final UpdateStore store;
    private final UpdateConfig config;
    private final Challengers challengers;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    UpdateService(
            UpdateStore store,
            UpdateConfig config,
            Challengers challengers,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.store = store;
        this.config = config;
        this.challengers = challengers;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Puts an update into the queue: of the task's model, or of the one of several that has the most newly labelled
     * examples.
     *
     * @throws PlatformException {@code learning-task-not-found} when the task has no champion, {@code
     *     learning-variant-unfit} when it is for one organisation and the champion has no pieces, {@code
     *     learning-update-running} when it has an update that is not over
     */
    UpdateView request(TenantId tenant, TaskName task, String actor, String reason) {
        UpdateRow row = row(tenant, task, mostLabelled(tenant, task), UpdateTrigger.DEMAND, actor, reason);
        return transactions.withConnection(tenant, connection -> {
            if (!store.add(connection, row, null)) {
                Optional<UUID> open = store.open(connection, tenant, task).map(UpdateRow::id);
                throw new PlatformException(
                        RuntimeErrorCode.LEARNING_UPDATE_RUNNING,
                        "The task has an update that is not over; wait for its end or cancel it.",
                        open.<Map<String, Object>>map(id -> Map.of("update", id))
                                .orElse(Map.of()));
            }
            record(row, actor, "learning.update.request", Map.of("task", task, "reason", reason));
            return UpdateView.of(row);
        });
    }

    /** What became of a slot of a task. */
    enum Slot {
        /** An update was put into the queue. */
        QUEUED,
        /** An update of the task is not over, or the organisation has no example of the task yet. */
        WAITS,
        /** Each model of the task has had its update. */
        DONE
    }

    /** Puts the update of a slot into the queue, once for each model of the task, one after the other. */
    Slot schedule(TenantId tenant, TaskName task, Instant slot) {
        boolean waits = transactions.withConnection(
                tenant,
                connection -> !store.hasExamples(connection, tenant, task)
                        || store.open(connection, tenant, task).isPresent());
        if (waits) return Slot.WAITS;
        List<Trainable> champions = requireChampions(task);
        Optional<Trainable> next = transactions.withConnection(
                tenant,
                connection -> champions.stream()
                        .filter(each -> !store.hasSlot(connection, tenant, task, each.model(), slot))
                        .findFirst());
        if (next.isEmpty()) return Slot.DONE;
        UpdateRow row = row(tenant, task, next.orElseThrow(), UpdateTrigger.SCHEDULE, SYSTEM, "due at " + slot);
        return transactions.withConnection(tenant, connection -> {
            if (!store.add(connection, row, slot)) return Slot.WAITS;
            record(row, SYSTEM, "learning.update.request", Map.of("task", task, "slot", slot.toString()));
            return Slot.QUEUED;
        });
    }

    private Trainable mostLabelled(TenantId tenant, TaskName task) {
        List<Trainable> champions = requireChampions(task);
        if (champions.size() == 1) return champions.getFirst();
        Instant now = clock.instant();
        Map<ModelName, Long> fresh = transactions.withConnection(
                tenant,
                connection -> champions.stream()
                        .map(Trainable::model)
                        .collect(Collectors.toMap(
                                model -> model,
                                model -> store.labelled(
                                        connection,
                                        tenant,
                                        task,
                                        model,
                                        store.lastCutoff(connection, tenant, task, model),
                                        now))));
        // Sorting is stable: of equally many the one activated last.
        return champions.stream()
                .sorted(Comparator.comparingLong(champion -> -fresh.getOrDefault(champion.model(), 0L)))
                .findFirst()
                .orElseThrow();
    }

    private UpdateRow row(
            TenantId tenant, TaskName task, Trainable champion, UpdateTrigger trigger, String actor, String reason) {
        UpdateSettings settings =
                UpdateSettings.of(Objects.requireNonNull(config.tasks().get(task.value()), "every task has settings"));
        if (settings.isForTenant() && !champion.isOfPieces()) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_VARIANT_UNFIT,
                    "The champion of task " + task + " is one graph, so no organisation can have pieces of its own in"
                            + " it; set the task's scope to platform.");
        }
        return new UpdateRow(
                tenant,
                UUID.randomUUID(),
                task,
                champion.model(),
                champion.version(),
                trigger,
                actor,
                reason,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                settings,
                UpdateState.QUEUED,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }

    private List<Trainable> requireChampions(TaskName task) {
        List<Trainable> champions = challengers.champions(task);
        if (champions.isEmpty()) throw noChampion(task.value());
        return champions;
    }

    static PlatformException noChampion(String name) {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_TASK_NOT_FOUND,
                "No model of task " + name + " has a champion to begin from.");
    }

    UpdateView require(TenantId tenant, UUID id) {
        return UpdateView.of(transactions.withConnection(
                tenant, connection -> store.find(connection, tenant, id).orElseThrow(() -> notFound(id))));
    }

    UpdatePage list(TenantId tenant, TaskName task, @Nullable UpdateCursor after, int limit) {
        List<UpdateView> found =
                transactions
                        .withConnection(tenant, connection -> store.list(connection, tenant, task, after, limit + 1))
                        .stream()
                        .map(UpdateView::of)
                        .toList();
        if (found.isEmpty() && after == null) requireChampions(task);
        if (found.size() <= limit) return new UpdatePage(found, null);
        UpdateView last = found.get(limit - 1);
        return new UpdatePage(found.subList(0, limit), new UpdateCursor(last.requestedAt(), last.id()).toString());
    }

    /**
     * Ends an update; one that is worked on ends within seconds.
     *
     * @throws PlatformException {@code learning-update-over} when its end cannot be changed any more
     */
    UpdateView cancel(TenantId tenant, UUID id, String actor, String reason) {
        return transactions.withConnection(tenant, connection -> {
            UpdateRow before = store.find(connection, tenant, id).orElseThrow(() -> notFound(id));
            UpdateRow after = store.cancel(connection, tenant, id, actor, reason, clock.instant())
                    .orElseThrow(() -> new PlatformException(
                            RuntimeErrorCode.LEARNING_UPDATE_OVER,
                            "The update is " + before.state().word()
                                    + "; what it released is stopped by a veto of the release.",
                            Map.of("state", before.state().word())));
            record(after, actor, "learning.update.cancel", Map.of("reason", reason));
            return UpdateView.of(after);
        });
    }

    private void record(UpdateRow row, String actor, String action, Map<String, ?> details) {
        audit.append(new AuditEvent(
                row.tenant(), actor, action, "learning-update/" + row.id(), AuditOutcome.SUCCESS, details));
    }

    private static PlatformException notFound(UUID id) {
        return new PlatformException(RuntimeErrorCode.LEARNING_UPDATE_NOT_FOUND, "No update has the id " + id + ".");
    }
}
