package io.trivium.industrial.workorder;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.ArrayList;
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
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select u.user_name, t.full_name, t.user_name is not null,
                        (select count(*) from work_order w where w.tenant_id = ? and w.assignee = u.user_name
                            and w.state in ('planned', 'in-progress'))
                    from (select user_name from technician where tenant_id = ?
                        union select actor from work_order_event where tenant_id = ? and event in ('in-progress', 'done')
                            and actor not like 'service-account-%' and actor <> 'system') u
                    left join technician t on t.tenant_id = ? and t.user_name = u.user_name
                    order by coalesce(t.full_name, u.user_name), u.user_name limit ?""")) {
                Binder.of(select)
                        .text(tenant.value())
                        .text(tenant.value())
                        .text(tenant.value())
                        .text(tenant.value())
                        .whole(MOST);
                List<Technician> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Columns columns = Columns.of(row);
                        found.add(new Technician(
                                columns.text(), columns.textOrNull(), columns.flag(), (int) columns.large()));
                    }
                }
                return found;
            }
        });
    }

    void put(TenantId tenant, String userName, String fullName) {
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into technician (tenant_id, user_name, full_name, changed_at, changed_by) values (?, ?, ?, ?, ?)
                    on conflict (tenant_id, user_name) do update set full_name = excluded.full_name,
                        changed_at = excluded.changed_at, changed_by = excluded.changed_by""")) {
                Binder.of(upsert)
                        .text(tenant.value())
                        .text(userName)
                        .text(fullName)
                        .time(clock.instant())
                        .text(caller.name());
                upsert.executeUpdate();
            }
            audit.append(
                    "technician.put", "technician/" + userName, AuditOutcome.SUCCESS, Map.of("fullName", fullName));
            return userName;
        });
    }

    /** Removes a technician from the list; work orders stay as they are. */
    void remove(TenantId tenant, String userName) {
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from technician where tenant_id = ? and user_name = ?")) {
                Binder.of(delete).text(tenant.value()).text(userName);
                if (delete.executeUpdate() == 0) {
                    throw new PlatformException(
                            IndustrialErrorCode.TECHNICIAN_NOT_FOUND,
                            IndustrialErrorCode.TECHNICIAN_NOT_FOUND.meaning());
                }
                audit.append("technician.removed", "technician/" + userName, AuditOutcome.SUCCESS, Map.of());
            }
            return userName;
        });
    }
}
