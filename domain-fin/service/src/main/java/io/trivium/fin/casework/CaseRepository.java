package io.trivium.fin.casework;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.QueueView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Cases in PostgreSQL, inside the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CaseRepository {

    private static final String COLUMNS = """
        c.case_number, c.customer, c.customer_kind, c.queue, c.state,
        (array['critical', 'high', 'medium', 'low'])[c.priority] as priority, c.max_score, c.alert_count,
        c.reasons, c.opened_at, c.last_alert_at, c.due_at, c.state <> 'closed' and c.due_at < :now as overdue,
        c.assignee, case when c.lock_until > :now then c.lock_holder end as lock_holder,
        case when c.lock_until > :now then c.lock_until end as lock_until, c.disposition, c.closed_at, c.closed_by,
        c.version,
        (select coalesce(jsonb_object_agg(t.currency, t.total), '{}') from (
            select a.currency, trim_scale(sum(a.amount)) as total from case_alert a
            where a.tenant_id = c.tenant_id and a.case_number = c.case_number and a.currency is not null
            group by a.currency) t) as amounts,
        coalesce((select a.contributions from case_alert a
            where a.tenant_id = c.tenant_id and a.case_number = c.case_number and a.contributions is not null
            order by a.score desc nulls last limit 1), '[]') as contributions
        """;

    private static final String BY_NUMBER =
            "select " + COLUMNS + " from fraud_case c where c.tenant_id = :tenant and c.case_number = :number";

    private static final SqlQuery<CaseSummaryView> FIND = SqlQuery.of(CaseSummaryView.class, BY_NUMBER);

    private static final SqlQuery<CaseSummaryView> FIND_FOR_CHANGE =
            SqlQuery.of(CaseSummaryView.class, BY_NUMBER + " for no key update of c");

    /** The most urgent case first; only cases without another assignee and without a lock. */
    private static final SqlQuery<Long> TAKE_NEXT = SqlQuery.of(Long.class, """
        update fraud_case set state = case state when 'new' then 'in-progress' else state end, assignee = :user,
            lock_holder = :user, lock_until = :lockUntil, version = version + 1
        where (tenant_id, case_number) = (
            select tenant_id, case_number from fraud_case
            where tenant_id = :tenant and state <> 'closed' and queue = any (:queues)
                and (lock_until is null or lock_until <= :now)
                and (assignee = :user or (assignee is null and queue <> all (:full)))
            order by priority, due_at, case_number limit 1
            for no key update skip locked)
        returning case_number
        """);

    private static final SqlQuery<QueueView> COUNTS = SqlQuery.of(QueueView.class, """
        select queue as name, count(*) as open, count(*) filter (where assignee is null) as unassigned,
            count(*) filter (where assignee = :user) as mine, count(*) filter (where due_at < :now) as overdue,
            min(opened_at) as oldest_opened_at
        from fraud_case where tenant_id = :tenant and queue = any (:queues) and state <> 'closed' group by queue
        """);

    private static final SqlUpdate SAVE = SqlUpdate.of("""
        update fraud_case set queue = :queue, state = :state, assignee = :assignee, lock_holder = :lockHolder,
            lock_until = :lockUntil, disposition = :disposition, closed_at = :closedAt, closed_by = :closedBy,
            version = version + 1
        where tenant_id = :tenant and case_number = :number and version = :version
        """);

    private static final SqlUpdate LOCK = SqlUpdate.of("""
        update fraud_case set lock_holder = :holder, lock_until = :until
        where tenant_id = :tenant and case_number = :number
        """);

    private static final SqlQuery<Long> OPEN_CASE_OF = SqlQuery.of(Long.class, """
        select case_number from fraud_case where tenant_id = :tenant and customer = :customer and state <> 'closed'
        """);

    /** Cases that are sorted by another order than their own: the first in that. */
    static final int SORTED = 10_000;

    /** The statements of lists by their text: one for each combination of filters that was used. */
    private final Map<String, SqlQuery<CaseSummaryView>> lists = new ConcurrentHashMap<>();

    /**
     * The filter of a list.
     *
     * @param closed whether closed cases are listed, newest first, instead of open ones, most urgent first
     * @param assignee null for any assignee
     * @param after case number of the last one on the page before; null for the first page
     * @param sort order other than urgency: of the {@value #SORTED} most urgent, or newest closed ones
     */
    record Filter(
            Collection<String> queues,
            boolean closed,
            @Nullable CasePriority priority,
            @Nullable String assignee,
            boolean overdue,
            @Nullable Long after,
            CaseSort sort,
            boolean descending) {

        /** Open cases the most urgent first, closed ones the newest first. */
        Filter(
                Collection<String> queues,
                boolean closed,
                @Nullable CasePriority priority,
                @Nullable String assignee,
                boolean overdue,
                @Nullable Long after) {
            this(queues, closed, priority, assignee, overdue, after, CaseSort.URGENCY, false);
        }

        Filter in(Collection<String> others) {
            return new Filter(others, closed, priority, assignee, overdue, after, sort, descending);
        }

        Filter after(long number) {
            return new Filter(queues, closed, priority, assignee, overdue, number, sort, descending);
        }
    }

    /** The case, its row locked for the rest of the transaction if {@code forChange}. */
    Optional<CaseSummaryView> find(
            Connection connection, TenantId tenant, long number, boolean forChange, Instant now) {
        return (forChange ? FIND_FOR_CHANGE : FIND)
                .on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .set("now", now)
                .first();
    }

    List<CaseSummaryView> list(Connection connection, TenantId tenant, Filter filter, int limit, Instant now) {
        boolean sorted = filter.sort() != CaseSort.URGENCY;
        StringBuilder sql = new StringBuilder("select ")
                .append(COLUMNS)
                .append(sorted ? " from (select c.*" : "")
                .append(" from fraud_case c where c.tenant_id = :tenant and c.queue = any (:queues) and c.state ")
                .append(filter.closed() ? "= 'closed'" : "<> 'closed'");
        if (filter.priority() != null) sql.append(" and c.priority = :priority");
        if (filter.assignee() != null) sql.append(" and c.assignee = :assignee");
        if (filter.overdue()) sql.append(" and c.due_at < :now");
        List<String> own = filter.closed()
                ? List.of("c.closed_at", "c.case_number")
                : List.of("c.priority", "c.due_at", "c.case_number");
        List<String> order = own;
        boolean descending = filter.closed();
        if (sorted) {
            sql.append(orderBy(own, descending))
                    .append(" limit ")
                    .append(SORTED)
                    .append(") c where true");
            order = filter.sort() == CaseSort.NUMBER
                    ? List.of("c.case_number")
                    : List.of(filter.sort().expression(), "c.case_number");
            descending = filter.descending();
        }
        if (filter.after() != null) {
            String place = String.join(", ", order);
            sql.append(" and (").append(place).append(descending ? ") < (select " : ") > (select ");
            sql.append(place).append(" from fraud_case c where c.tenant_id = :tenant and c.case_number = :after)");
        }
        sql.append(orderBy(order, descending)).append(" limit :limit");
        var call = lists.computeIfAbsent(sql.toString(), text -> SqlQuery.of(CaseSummaryView.class, text))
                .on(connection)
                .set("tenant", tenant)
                .set("queues", filter.queues())
                .set("now", now)
                .set("limit", limit);
        if (filter.priority() != null) call.set("priority", filter.priority().rank());
        if (filter.assignee() != null) call.set("assignee", filter.assignee());
        if (filter.after() != null) call.set("after", filter.after());
        return call.list();
    }

    private static String orderBy(List<String> expressions, boolean descending) {
        return " order by " + String.join(descending ? " desc, " : ", ", expressions) + (descending ? " desc" : "");
    }

    /**
     * Gives the most urgent free case of these queues to the user; callers at the same time get different ones.
     *
     * @param full of these, the queues of which the user gets back only what is with them already
     */
    Optional<Long> takeNext(
            Connection connection,
            TenantId tenant,
            Collection<String> queues,
            Collection<String> full,
            String user,
            Instant now,
            Instant lockUntil) {
        return TAKE_NEXT
                .on(connection)
                .set("tenant", tenant)
                .set("queues", queues)
                .set("full", full)
                .set("user", user)
                .set("now", now)
                .set("lockUntil", lockUntil)
                .first();
    }

    /** Returns the load of each queue; a queue without an open case is missing. */
    Map<String, QueueView> counts(
            Connection connection, TenantId tenant, Collection<String> queues, String user, Instant now) {
        Map<String, QueueView> counts = new HashMap<>();
        COUNTS.on(connection)
                .set("tenant", tenant)
                .set("queues", queues)
                .set("user", user)
                .set("now", now)
                .each(queue -> counts.put(queue.name(), queue));
        return counts;
    }

    /** Writes what people change of a case, and its next version. */
    void save(Connection connection, TenantId tenant, CaseSummaryView changed) {
        int saved = SAVE.on(connection)
                .set("queue", changed.queue())
                .set("state", changed.state())
                .set("assignee", changed.assignee())
                .set("lockHolder", changed.lockHolder())
                .set("lockUntil", changed.lockUntil())
                .set("disposition", changed.disposition())
                .set("closedAt", changed.closedAt())
                .set("closedBy", changed.closedBy())
                .set("tenant", tenant)
                .set("number", changed.caseNumber())
                .set("version", changed.version())
                .run();
        if (saved != 1) throw new IllegalStateException("the case changed although its row is locked");
    }

    /** Sets the lock without a new version: a page that stays open is no change of the case. */
    void lock(Connection connection, TenantId tenant, long number, String holder, Instant until) {
        LOCK.on(connection)
                .set("holder", holder)
                .set("until", until)
                .set("tenant", tenant)
                .set("number", number)
                .run();
    }

    /** The customer's open case, if there is one. */
    Optional<Long> openCaseOf(Connection connection, TenantId tenant, String customer) {
        return OPEN_CASE_OF
                .on(connection)
                .set("tenant", tenant)
                .set("customer", customer)
                .first();
    }
}
