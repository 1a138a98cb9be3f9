package io.trivium.fin.list;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
public class ListRepository {

    private static final String ENTRY = """
        entry_id, list, value, reason, state,
        state = 'active' and expires_at is not null and expires_at <= :now as expired,
        added_by, added_at, approved_by, active_from, expires_at, ended_at, ended_by
        """;

    private static final SqlQuery<String> NAMES =
            SqlQuery.of(String.class, "select name from token_list where tenant_id = :tenant");

    private static final SqlQuery<Lists.Stay> STAYS = SqlQuery.of(Lists.Stay.class, """
        select list, value, active_from as from, least(expires_at, ended_at) as until from token_list_entry
        where tenant_id = :tenant and active_from is not null
        """);

    private static final SqlQuery<ListView> ALL = SqlQuery.of(ListView.class, """
        select l.name, l.kind, l.description, l.created_by, l.created_at,
            count(e.entry_id) filter (where e.state = 'active' and (e.expires_at is null or e.expires_at > :now))
                as active,
            count(e.entry_id) filter (where e.state = 'pending') as pending
        from token_list l left join token_list_entry e
            on e.tenant_id = l.tenant_id and e.list = l.name and e.state in ('active', 'pending')
        where l.tenant_id = :tenant group by l.tenant_id, l.name order by l.name limit 200
        """);

    private static final SqlUpdate CREATE = SqlUpdate.of("""
        insert into token_list (tenant_id, name, kind, description, created_by, created_at)
        values (:tenant, :name, :kind, :description, :actor, :now) on conflict do nothing
        """);

    private static final SqlQuery<ListKind> KIND =
            SqlQuery.of(ListKind.class, "select kind from token_list where tenant_id = :tenant and name = :name");

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into token_list_entry (tenant_id, entry_id, list, value, reason, state, added_by, added_at,
            approved_by, active_from, expires_at, ended_at, ended_by)
        values (:tenant, :entryId, :list, :value, :reason, :state, :addedBy, :addedAt,
            :approvedBy, :activeFrom, :expiresAt, :endedAt, :endedBy) on conflict do nothing
        """);

    private static final SqlUpdate END_EXPIRED = SqlUpdate.of("""
        update token_list_entry set state = 'removed', ended_at = expires_at, ended_by = 'system:expiry'
        where tenant_id = :tenant and list = :list and value = :value and state = 'active' and expires_at <= :now
        """);

    private static final SqlQuery<EntryView> LOCK = SqlQuery.of(
            EntryView.class,
            "select " + ENTRY + " from token_list_entry"
                    + " where tenant_id = :tenant and list = :list and entry_id = :entryId for update");

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update token_list_entry set state = :state, approved_by = :approvedBy, active_from = :activeFrom,
            ended_at = :endedAt, ended_by = :endedBy
        where tenant_id = :tenant and entry_id = :entryId
        """);

    private static final SqlQuery<EntryView> NEWEST = SqlQuery.of(
            EntryView.class,
            "select " + ENTRY + " from token_list_entry where tenant_id = :tenant and list = :list"
                    + " order by added_at desc, entry_id desc limit :limit");

    private static final SqlQuery<EntryView> OLDER = SqlQuery.of(
            EntryView.class,
            "select " + ENTRY + " from token_list_entry where tenant_id = :tenant and list = :list"
                    + " and (added_at, entry_id) < (select added_at, entry_id from token_list_entry"
                    + " where tenant_id = :tenant and entry_id = :after)"
                    + " order by added_at desc, entry_id desc limit :limit");

    /** Every list with every stay on it, past ones included, for decisions and back-tests. */
    public Lists lists(Connection connection, TenantId tenant) {
        Set<String> names =
                new HashSet<>(NAMES.on(connection).set("tenant", tenant).list());
        return new Lists(
                names,
                STAYS.on(connection).set("tenant", tenant).fetchSize(5_000).list());
    }

    List<ListView> all(Connection connection, TenantId tenant, Instant now) {
        return ALL.on(connection).set("tenant", tenant).set("now", now).list();
    }

    /** Makes an empty list; false when the name is taken. */
    public boolean create(
            Connection connection,
            TenantId tenant,
            String name,
            ListKind kind,
            String description,
            String actor,
            Instant now) {
        return CREATE.on(connection)
                        .set("tenant", tenant)
                        .set("name", name)
                        .set("kind", kind)
                        .set("description", description)
                        .set("actor", actor)
                        .set("now", now)
                        .run()
                == 1;
    }

    Optional<ListKind> kind(Connection connection, TenantId tenant, String name) {
        return KIND.on(connection).set("tenant", tenant).set("name", name).first();
    }

    /** Adds an entry; false when the value waits or is on the list already. */
    boolean add(Connection connection, TenantId tenant, EntryView entry) {
        return ADD.on(connection)
                        .set("tenant", tenant)
                        .set("entryId", entry.entryId())
                        .set("list", entry.list())
                        .set("value", entry.value())
                        .set("reason", entry.reason())
                        .set("state", entry.state())
                        .set("addedBy", entry.addedBy())
                        .set("addedAt", entry.addedAt())
                        .set("approvedBy", entry.approvedBy())
                        .set("activeFrom", entry.activeFrom())
                        .set("expiresAt", entry.expiresAt())
                        .set("endedAt", entry.endedAt())
                        .set("endedBy", entry.endedBy())
                        .run()
                == 1;
    }

    /** Ends what has expired, so that the value can be put on the list again. */
    void endExpired(Connection connection, TenantId tenant, String list, String value, Instant now) {
        END_EXPIRED
                .on(connection)
                .set("tenant", tenant)
                .set("list", list)
                .set("value", value)
                .set("now", now)
                .run();
    }

    /** The entry, locked until the end of the transaction. */
    Optional<EntryView> lock(Connection connection, TenantId tenant, String list, UUID entryId, Instant now) {
        return LOCK.on(connection)
                .set("tenant", tenant)
                .set("list", list)
                .set("entryId", entryId)
                .set("now", now)
                .first();
    }

    void update(Connection connection, TenantId tenant, EntryView entry) {
        UPDATE.on(connection)
                .set("state", entry.state())
                .set("approvedBy", entry.approvedBy())
                .set("activeFrom", entry.activeFrom())
                .set("endedAt", entry.endedAt())
                .set("endedBy", entry.endedBy())
                .set("tenant", tenant)
                .set("entryId", entry.entryId())
                .run();
    }

    /** Newest first; those added before the cursor's entry when one is given. */
    List<EntryView> entries(
            Connection connection, TenantId tenant, String list, @Nullable UUID after, int limit, Instant now) {
        var page = after == null ? NEWEST.on(connection) : OLDER.on(connection).set("after", after);
        return page.set("tenant", tenant)
                .set("list", list)
                .set("limit", limit)
                .set("now", now)
                .list();
    }
}
