package io.trivium.industrial.workorder;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries of work orders for the screens. Thread-safe. */
@ApplicationScoped
class WorkOrderReader {
    private static final SqlQuery<Entry> HISTORY = SqlQuery.of(Entry.class, """
        select work_order_id, at, actor, event, note from work_order_event
        where tenant_id = :tenant and work_order_id = any (:orders::uuid[]) order by event_id desc
        """);

    private final WorkOrderStore store;
    private final TenantTransactions transactions;

    WorkOrderReader(WorkOrderStore store, TenantTransactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * The filter of orders; null for any.
     *
     * @param from begin of the range of {@code createdAt}
     * @param to end of it, exclusive
     */
    record Query(
            @Nullable WorkOrderState state,
            @Nullable UUID assetId,
            @Nullable Instant from,
            @Nullable Instant to) {}

    private record Entry(UUID workOrderId, WorkOrderView.WorkOrderHistoryEntry history) {}

    /** Orders, the latest made first. */
    List<WorkOrderView> list(TenantId tenant, Query query, @Nullable PageCursor after, int limit) {
        return transactions.withConnection(
                tenant, connection -> views(connection, tenant, store.list(connection, tenant, query, after, limit)));
    }

    WorkOrderView require(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, connection -> {
            WorkOrder order = store.find(connection, tenant, id).orElseThrow(WorkOrderReader::notFound);
            return views(connection, tenant, List.of(order)).getFirst();
        });
    }

    private static List<WorkOrderView> views(Connection connection, TenantId tenant, List<WorkOrder> orders) {
        Map<UUID, List<WorkOrderView.WorkOrderHistoryEntry>> history = new HashMap<>();
        HISTORY.on(connection)
                .set("tenant", tenant)
                .set("orders", orders.stream().map(WorkOrder::workOrderId).toList())
                .each(entry -> history.computeIfAbsent(entry.workOrderId, id -> new ArrayList<>())
                        .add(entry.history));
        return orders.stream()
                .map(order -> WorkOrderView.of(order, history.getOrDefault(order.workOrderId(), List.of())))
                .toList();
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.WORK_ORDER_NOT_FOUND, IndustrialErrorCode.WORK_ORDER_NOT_FOUND.meaning());
    }
}
