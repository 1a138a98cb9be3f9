package io.trivium.industrial.workorder;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The people to whom work may be assigned: those whom a planner has listed, and those who have begun or finished work
 * here. The identity provider is not queried, so the service needs no rights on its users. Thread-safe.
 */
@ApplicationScoped
class Technicians {
    private static final int MOST = 500;

    private static final SqlQuery<Technician> ALL = SqlQuery.of(Technician.class, """
        select u.user_name, t.full_name, t.user_name is not null as listed,
            (select count(*) from work_order w where w.tenant_id = :tenant and w.assignee = u.user_name
                and w.state in ('planned', 'in-progress')) as open_orders
        from (select user_name from technician where tenant_id = :tenant
            union select actor from work_order_event where tenant_id = :tenant and event in ('in-progress', 'done')
                and actor not like 'service-account-%' and actor <> 'system') u
        left join technician t on t.tenant_id = :tenant and t.user_name = u.user_name
        order by coalesce(t.full_name, u.user_name), u.user_name limit :limit
        """);

    private static final SqlUpdate PUT = SqlUpdate.of("""
        insert into technician (tenant_id, user_name, full_name, changed_at, changed_by)
        values (:tenant, :userName, :fullName, :now, :actor)
        on conflict (tenant_id, user_name) do update set full_name = excluded.full_name,
            changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """);

    private static final SqlUpdate REMOVE =
            SqlUpdate.of("delete from technician where tenant_id = :tenant and user_name = :userName");

    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    Technicians(TenantTransactions transactions, AuditLog audit, Caller caller, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A person who may be given work.
     *
     * @param userName as in the identity provider
     * @param fullName null where only the work is known
     * @param listed whether a planner has listed them
     * @param openOrders planned or in progress
     */
    public record Technician(String userName, @Nullable String fullName, boolean listed, int openOrders) {}

    List<Technician> all(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> ALL.on(connection)
                        .set("tenant", tenant)
                        .set("limit", MOST)
                        .list());
    }

    void put(TenantId tenant, String userName, String fullName) {
        transactions.withConnection(tenant, connection -> {
            PUT.on(connection)
                    .set("tenant", tenant)
                    .set("userName", userName)
                    .set("fullName", fullName)
                    .set("now", clock.instant())
                    .set("actor", caller.name())
                    .run();
            audit.append(
                    "technician.put", "technician/" + userName, AuditOutcome.SUCCESS, Map.of("fullName", fullName));
            return userName;
        });
    }

    /** Removes a technician from the list; work orders stay as they are. */
    void remove(TenantId tenant, String userName) {
        transactions.withConnection(tenant, connection -> {
            int removed = REMOVE.on(connection)
                    .set("tenant", tenant)
                    .set("userName", userName)
                    .run();
            if (removed == 0) {
                throw new PlatformException(
                        IndustrialErrorCode.TECHNICIAN_NOT_FOUND, IndustrialErrorCode.TECHNICIAN_NOT_FOUND.meaning());
            }
            audit.append("technician.removed", "technician/" + userName, AuditOutcome.SUCCESS, Map.of());
            return userName;
        });
    }
}
