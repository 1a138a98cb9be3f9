package io.trivium.fin.desk;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Saved views in PostgreSQL; each belongs to one user. Thread-safe. */
@ApplicationScoped
class SavedViewRepository {

    /** Views that one user may have of one page. */
    static final int MAX_VIEWS = 50;

    private static final SqlQuery<SavedView> OF_PAGE = SqlQuery.of(SavedView.class, """
        select view_id, page, name, query, saved_at from saved_view
        where tenant_id = :tenant and user_name = :user and page = :page order by name
        """);

    private static final SqlUpdate SAVE = SqlUpdate.of("""
        insert into saved_view (tenant_id, view_id, user_name, page, name, query, saved_at)
        select :tenant, :viewId, :user, :page, :name, :query, :savedAt
        where exists (select from saved_view
                where tenant_id = :tenant and user_name = :user and page = :page and name = :name)
            or (select count(*) from saved_view where tenant_id = :tenant and user_name = :user and page = :page) < :max
        on conflict (tenant_id, user_name, page, name)
            do update set query = excluded.query, saved_at = excluded.saved_at
        """);

    private static final SqlUpdate DELETE = SqlUpdate.of("""
        delete from saved_view where tenant_id = :tenant and user_name = :user and view_id = :viewId
        """);

    private final TenantTransactions transactions;

    SavedViewRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The user's views of a page, by name. */
    List<SavedView> of(TenantId tenant, String user, String page) {
        return transactions.withConnection(
                tenant,
                connection -> OF_PAGE.on(connection)
                        .set("tenant", tenant)
                        .set("user", user)
                        .set("page", page)
                        .list());
    }

    /** Saves it, in place of the user's view of that name if there is one; false when the user has too many. */
    boolean save(TenantId tenant, String user, SavedView view) {
        return transactions.withConnection(
                tenant,
                connection -> SAVE.on(connection)
                                .set("tenant", tenant)
                                .set("viewId", view.viewId())
                                .set("user", user)
                                .set("page", view.page())
                                .set("name", view.name())
                                .set("query", view.query())
                                .set("savedAt", view.savedAt())
                                .set("max", MAX_VIEWS)
                                .run()
                        == 1);
    }

    /** Deletes a view of the user; false when the user has no such view. */
    boolean delete(TenantId tenant, String user, UUID viewId) {
        return transactions.withConnection(
                tenant,
                connection -> DELETE.on(connection)
                                .set("tenant", tenant)
                                .set("user", user)
                                .set("viewId", viewId)
                                .run()
                        == 1);
    }
}
