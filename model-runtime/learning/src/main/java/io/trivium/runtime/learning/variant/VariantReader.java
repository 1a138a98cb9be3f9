package io.trivium.runtime.learning.variant;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.variant.VariantView.VariantPage;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Variants as they are shown to their tenant. Thread-safe. */
@ApplicationScoped
class VariantReader {
    private final TaskCatalogue catalogue;
    private final VariantStore store;
    private final TenantTransactions transactions;

    VariantReader(TaskCatalogue catalogue, VariantStore store, TenantTransactions transactions) {
        this.catalogue = catalogue;
        this.store = store;
        this.transactions = transactions;
    }

    VariantPage list(TenantId tenant, String task, @Nullable UUID after, int limit) {
        TaskName named = TaskName.parse(task)
                .filter(catalogue.tasks()::contains)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "No model of task " + task + " is registered."));
        List<VariantView> found =
                transactions
                        .withConnection(tenant, connection -> store.list(connection, tenant, named, after, limit + 1))
                        .stream()
                        .map(VariantView::of)
                        .toList();
        if (found.size() <= limit) return new VariantPage(found, null);
        return new VariantPage(found.subList(0, limit), found.get(limit - 1).id());
    }

    VariantView require(TenantId tenant, String task, UUID id) {
        return transactions
                .withConnection(tenant, connection -> store.find(connection, tenant, id))
                .filter(variant -> variant.task().value().equals(task))
                .map(VariantView::of)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_VARIANT_NOT_FOUND, "No variant of the task has the id " + id + "."));
    }
}
