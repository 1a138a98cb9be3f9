package io.trivium.industrial.workorder;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** Orders, the latest made first. */
    List<WorkOrderView> list(TenantId tenant, Query query, @Nullable PageCursor after, int limit) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select " + WorkOrderStore.COLUMNS
                    + " from work_order where tenant_id = ? and (?::text is null or state = ?)"
                    + " and (?::uuid is null or asset_id = ?) and (?::timestamptz is null or created_at >= ?)"
                    + " and (?::timestamptz is null or created_at < ?)"
                    + " and (?::timestamptz is null or (created_at, work_order_id) < (?, ?))"
                    + " order by created_at desc, work_order_id desc limit ?")) {
                WorkOrderState state = query.state();
                Binder.of(select)
                        .text(tenant.value())
                        .text(state == null ? null : state.wireName())
                        .text(state == null ? null : state.wireName())
                        .id(query.assetId())
                        .id(query.assetId())
                        .time(query.from())
                        .time(query.from())
                        .time(query.to())
                        .time(query.to())
                        .time(after == null ? null : after.at())
                        .time(after == null ? null : after.at())
                        .id(after == null ? null : after.id())
                        .whole(limit);
                return views(connection, tenant, store.orders(select));
            }
        });
    }

    WorkOrderView require(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, connection -> {
            WorkOrder order = store.find(connection, tenant, id).orElseThrow(WorkOrderReader::notFound);
            return views(connection, tenant, List.of(order)).getFirst();
        });
    }

    private static List<WorkOrderView> views(Connection connection, TenantId tenant, List<WorkOrder> orders)
            throws SQLException {
        Map<UUID, List<WorkOrderView.WorkOrderHistoryEntry>> history = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select work_order_id, at, actor, event, note"
                + " from work_order_event where tenant_id = ? and work_order_id = any (?::uuid[])"
                + " order by event_id desc")) {
            Binder.of(select)
                    .text(tenant.value())
                    .array("uuid", orders.stream().map(WorkOrder::workOrderId).toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Columns columns = Columns.of(row);
                    history.computeIfAbsent(columns.id(), id -> new ArrayList<>())
                            .add(new WorkOrderView.WorkOrderHistoryEntry(
                                    columns.time(), columns.text(), columns.text(), columns.textOrNull()));
                }
            }
        }
        return orders.stream()
                .map(order -> WorkOrderView.of(order, history.getOrDefault(order.workOrderId(), List.of())))
                .toList();
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.WORK_ORDER_NOT_FOUND, IndustrialErrorCode.WORK_ORDER_NOT_FOUND.meaning());
    }
}
