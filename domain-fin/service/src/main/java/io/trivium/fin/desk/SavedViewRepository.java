package io.trivium.fin.desk;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Saved views in PostgreSQL; each belongs to one user. Thread-safe. */
@ApplicationScoped
class SavedViewRepository {

    /** Views that one user may have of one page. */
    static final int MAX_VIEWS = 50;

    private static final String SAVE = """
            insert into saved_view (tenant_id, view_id, user_name, page, name, query, saved_at)
            select ?, ?, ?, ?, ?, ?, ?
            where exists (select from saved_view where tenant_id = ? and user_name = ? and page = ? and name = ?)
                or (select count(*) from saved_view where tenant_id = ? and user_name = ? and page = ?) < ?
            on conflict (tenant_id, user_name, page, name)
                do update set query = excluded.query, saved_at = excluded.saved_at
            returning view_id
            """;

    private final TenantTransactions transactions;

    SavedViewRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The user's views of a page, by name. */
    List<SavedView> of(TenantId tenant, String user, String page) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select view_id, page, name, query, saved_at"
                    + " from saved_view where tenant_id = ? and user_name = ? and page = ? order by name")) {
                select.setString(1, tenant.value());
                select.setString(2, user);
                select.setString(3, page);
                List<SavedView> views = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        views.add(new SavedView(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getObject(5, OffsetDateTime.class).toInstant()));
                    }
                }
                return views;
            }
        });
    }

    /** Saves it, in place of the user's view of that name if there is one; false when the user has too many. */
    boolean save(TenantId tenant, String user, SavedView view) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(SAVE)) {
                int at = 0;
                insert.setString(++at, tenant.value());
                insert.setObject(++at, view.viewId());
                insert.setString(++at, user);
                insert.setString(++at, view.page());
                insert.setString(++at, view.name());
                insert.setString(++at, view.query());
                insert.setObject(++at, view.savedAt().atOffset(ZoneOffset.UTC));
                insert.setString(++at, tenant.value());
                insert.setString(++at, user);
                insert.setString(++at, view.page());
                insert.setString(++at, view.name());
                insert.setString(++at, tenant.value());
                insert.setString(++at, user);
                insert.setString(++at, view.page());
                insert.setInt(++at, MAX_VIEWS);
                try (ResultSet row = insert.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** Deletes a view of the user; false when the user has no such view. */
    boolean delete(TenantId tenant, String user, UUID viewId) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from saved_view where tenant_id = ? and user_name = ? and view_id = ?")) {
                delete.setString(1, tenant.value());
                delete.setString(2, user);
                delete.setObject(3, viewId);
                return delete.executeUpdate() > 0;
            }
        });
    }
}
