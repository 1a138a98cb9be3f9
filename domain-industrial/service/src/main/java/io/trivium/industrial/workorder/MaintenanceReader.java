package io.trivium.industrial.workorder;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.value.ValuePeriod;
import io.trivium.industrial.reading.ObservedTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads finished work orders for figures. Orders in another currency than the present one are left out. Thread-safe. */
@ApplicationScoped
class MaintenanceReader {
    private static final int MOST_ORDERS = 100_000;

    private static final SqlQuery<FinishedOrder> FINISHED = SqlQuery.of(FinishedOrder.class, """
        select asset_id, asset_name, outcome, source <> 'manual' as predicted,
            coalesce(downtime_minutes, 0) as downtime_minutes, cost
        from work_order
        where tenant_id = :tenant and state = 'done' and done_at >= :from and done_at < :to and currency = :currency
            and (:asset::uuid is null or asset_id = :asset) and (:task::text is null or task = :task)
        order by done_at desc limit :limit
        """);

    private final EconomicsStore economics;
    private final TenantTransactions transactions;

    MaintenanceReader(EconomicsStore economics, TenantTransactions transactions) {
        this.economics = economics;
        this.transactions = transactions;
    }

    MaintenanceView figures(TenantId tenant, @Nullable UUID assetId, @Nullable String task, Instant asked, Instant to) {
        return transactions.withConnection(tenant, connection -> {
            Instant from = ObservedTime.later(asked, to, ObservedTime.since(connection, tenant));
            Duration period = Duration.between(from, to);
            MaintenanceEconomics costs = economics.of(connection, tenant);
            Map<UUID, Asset> assets = finished(connection, tenant, assetId, task, from, to, costs.currency());
            List<MaintenanceView.AssetMaintenance> each = new ArrayList<>();
            List<MaintenanceFigures.Finished> all = new ArrayList<>();
            assets.forEach((id, asset) -> {
                all.addAll(asset.orders());
                each.add(MaintenanceView.AssetMaintenance.of(
                        id, asset.name(), MaintenanceFigures.of(asset.orders(), costs, period, 1)));
            });
            each.sort(Comparator.comparingInt(MaintenanceView.AssetMaintenance::failures)
                    .reversed()
                    .thenComparing(MaintenanceView.AssetMaintenance::assetName));
            return new MaintenanceView(
                    costs.currency(),
                    period.toMinutes() / 60.0,
                    each,
                    MaintenanceView.AssetMaintenance.of(
                            null, "", MaintenanceFigures.of(all, costs, period, assets.size())),
                    MaintenanceView.Formulas.SHOWN);
        });
    }

    /**
     * Finished orders of a time, in the present currency.
     *
     * @param costs as they are now
     */
    record Finances(MaintenanceEconomics costs, List<MaintenanceFigures.Finished> orders) {}

    /** The part of a time in which the plant was observed. */
    ValuePeriod observed(TenantId tenant, ValuePeriod asked) {
        return transactions.withConnection(tenant, connection -> asked.since(ObservedTime.since(connection, tenant)));
    }

    Finances finances(TenantId tenant, Instant from, Instant to) {
        return transactions.withConnection(tenant, connection -> {
            MaintenanceEconomics costs = economics.of(connection, tenant);
            return new Finances(
                    costs,
                    finished(connection, tenant, null, null, from, to, costs.currency()).values().stream()
                            .flatMap(asset -> asset.orders().stream())
                            .toList());
        });
    }

    private record FinishedOrder(UUID assetId, String assetName, MaintenanceFigures.Finished order) {}

    private record Asset(String name, List<MaintenanceFigures.Finished> orders) {}

    private static Map<UUID, Asset> finished(
            Connection connection,
            TenantId tenant,
            @Nullable UUID assetId,
            @Nullable String task,
            Instant from,
            Instant to,
            String currency) {
        Map<UUID, Asset> found = new LinkedHashMap<>();
        FINISHED.on(connection)
                .set("tenant", tenant)
                .set("from", from)
                .set("to", to)
                .set("currency", currency)
                .set("asset", assetId)
                .set("task", task)
                .set("limit", MOST_ORDERS)
                .each(each -> found.computeIfAbsent(each.assetId, id -> new Asset(each.assetName, new ArrayList<>()))
                        .orders()
                        .add(each.order));
        return found;
    }
}
