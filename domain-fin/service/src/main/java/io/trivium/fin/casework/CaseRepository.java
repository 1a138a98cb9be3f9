package io.trivium.fin.casework;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.casework.queue.QueueView;
import io.trivium.fin.decision.Contribution;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cases in PostgreSQL, inside the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CaseRepository {

    private static final String COLUMNS = """
            c.case_number, c.customer, c.customer_kind, c.queue, c.state, c.priority, c.max_score, c.alert_count,
            c.reasons, c.opened_at, c.last_alert_at, c.due_at, c.assignee, c.lock_holder, c.lock_until, c.disposition,
            c.closed_at, c.closed_by, c.version,
            (select coalesce(jsonb_object_agg(t.currency, t.total), '{}') from (
                select a.currency, sum(a.amount) as total from case_alert a
                where a.tenant_id = c.tenant_id and a.case_number = c.case_number and a.currency is not null
                group by a.currency) t) as amounts,
            (select a.contributions from case_alert a
                where a.tenant_id = c.tenant_id and a.case_number = c.case_number and a.contributions is not null
                order by a.score desc nulls last limit 1) as contributions
            """;

    /** The most urgent case first; only cases without another assignee and without a lock. */
    private static final String TAKE_NEXT = """
            update fraud_case set state = case state when 'new' then 'in-progress' else state end, assignee = ?,
                lock_holder = ?, lock_until = ?, version = version + 1
            where (tenant_id, case_number) = (
                select tenant_id, case_number from fraud_case
                where tenant_id = ? and state <> 'closed' and queue = any (?) and (lock_until is null or lock_until <= ?)
                    and (assignee = ? or (assignee is null and queue <> all (?)))
                order by priority, due_at, case_number limit 1
                for no key update skip locked)
            returning case_number
            """;

    private static final TypeReference<Map<String, BigDecimal>> AMOUNTS = new TypeReference<>() {};

    private static final TypeReference<List<Contribution>> CONTRIBUTIONS = new TypeReference<>() {};

    /** Cases that are sorted by another order than their own: the first in that. */
    static final int SORTED = 10_000;

    private final ObjectMapper json;

    CaseRepository(ObjectMapper json) {
        this.json = json;
    }

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
    Optional<CaseSummaryView> find(Connection connection, TenantId tenant, long number, boolean forChange, Instant now)
            throws SQLException {
        String sql = "select " + COLUMNS + " from fraud_case c where c.tenant_id = ? and c.case_number = ?"
                + (forChange ? " for no key update of c" : "");
        List<CaseSummaryView> found = query(connection, sql, List.of(tenant.value(), number), now);
        return found.stream().findFirst();
    }

    List<CaseSummaryView> list(Connection connection, TenantId tenant, Filter filter, int limit, Instant now)
            throws SQLException {
        boolean sorted = filter.sort() != CaseSort.URGENCY;
        StringBuilder sql = new StringBuilder("select ")
                .append(COLUMNS)
                .append(sorted ? " from (select c.*" : "")
                .append(" from fraud_case c where c.tenant_id = ? and c.queue = any (?) and c.state ")
                .append(filter.closed() ? "= 'closed'" : "<> 'closed'");
        List<Object> values = new ArrayList<>();
        values.add(tenant.value());
        values.add(filter.queues().toArray(String[]::new));
        if (filter.priority() != null) {
            sql.append(" and c.priority = ?");
            values.add(filter.priority().rank());
        }
        if (filter.assignee() != null) {
            sql.append(" and c.assignee = ?");
            values.add(filter.assignee());
        }
        if (filter.overdue()) {
            sql.append(" and c.due_at < ?");
            values.add(now.atOffset(ZoneOffset.UTC));
        }
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
            sql.append(place).append(" from fraud_case c where c.tenant_id = ? and c.case_number = ?)");
            values.add(tenant.value());
            values.add(filter.after());
        }
        sql.append(orderBy(order, descending)).append(" limit ?");
        values.add(limit);
        return query(connection, sql.toString(), values, now);
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
            Instant lockUntil)
            throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE_NEXT)) {
            take.setString(1, user);
            take.setString(2, user);
            take.setObject(3, lockUntil.atOffset(ZoneOffset.UTC));
            take.setString(4, tenant.value());
            take.setArray(5, connection.createArrayOf("text", queues.toArray()));
            take.setObject(6, now.atOffset(ZoneOffset.UTC));
            take.setString(7, user);
            take.setArray(8, connection.createArrayOf("text", full.toArray()));
            try (ResultSet row = take.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /** Returns the load of each queue; a queue without an open case is missing. */
    Map<String, QueueView> counts(
            Connection connection, TenantId tenant, Collection<String> queues, String user, Instant now)
            throws SQLException {
        String sql = """
                select queue, count(*), count(*) filter (where assignee is null), count(*) filter (where assignee = ?),
                    count(*) filter (where due_at < ?), min(opened_at)
                from fraud_case where tenant_id = ? and queue = any (?) and state <> 'closed' group by queue
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, user);
            select.setObject(2, now.atOffset(ZoneOffset.UTC));
            select.setString(3, tenant.value());
            select.setArray(4, connection.createArrayOf("text", queues.toArray()));
            Map<String, QueueView> counts = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.put(
                            row.getString(1),
                            new QueueView(
                                    row.getString(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    instant(row, 6)));
                }
            }
            return counts;
        }
    }

    /** Writes what people change of a case, and its next version. */
    void save(Connection connection, TenantId tenant, CaseSummaryView changed) throws SQLException {
        String sql = """
                update fraud_case set queue = ?, state = ?, assignee = ?, lock_holder = ?, lock_until = ?, disposition = ?,
                    closed_at = ?, closed_by = ?, version = version + 1
                where tenant_id = ? and case_number = ? and version = ?
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, changed.queue());
            update.setString(2, changed.state().wireName());
            update.setString(3, changed.assignee());
            update.setString(4, changed.lockHolder());
            update.setObject(5, time(changed.lockUntil()));
            update.setString(
                    6,
                    changed.disposition() == null ? null : changed.disposition().wireName());
            update.setObject(7, time(changed.closedAt()));
            update.setString(8, changed.closedBy());
            update.setString(9, tenant.value());
            update.setLong(10, changed.caseNumber());
            update.setLong(11, changed.version());
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("the case changed although its row is locked");
            }
        }
    }

    /** Sets the lock without a new version: a page that stays open is no change of the case. */
    void lock(Connection connection, TenantId tenant, long number, String holder, Instant until) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update fraud_case set lock_holder = ?, lock_until = ? where tenant_id = ? and case_number = ?")) {
            update.setString(1, holder);
            update.setObject(2, until.atOffset(ZoneOffset.UTC));
            update.setString(3, tenant.value());
            update.setLong(4, number);
            update.executeUpdate();
        }
    }

    /** The customer's open case, if there is one. */
    Optional<Long> openCaseOf(Connection connection, TenantId tenant, String customer) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select case_number from fraud_case where tenant_id = ? and customer = ? and state <> 'closed'")) {
            select.setString(1, tenant.value());
            select.setString(2, customer);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private List<CaseSummaryView> query(Connection connection, String sql, List<Object> values, Instant now)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof String[] names) {
                    select.setArray(i + 1, connection.createArrayOf("text", names));
                } else {
                    select.setObject(i + 1, values.get(i));
                }
            }
            List<CaseSummaryView> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(summary(row, now));
            }
            return found;
        }
    }

    private CaseSummaryView summary(ResultSet row, Instant now) throws SQLException {
        CaseState state = CaseState.of(row.getString("state"));
        Instant dueAt = row.getObject("due_at", OffsetDateTime.class).toInstant();
        Instant lockUntil = instant(row, row.findColumn("lock_until"));
        boolean locked = lockUntil != null && lockUntil.isAfter(now);
        String disposition = row.getString("disposition");
        return new CaseSummaryView(
                row.getLong("case_number"),
                row.getString("customer"),
                row.getString("customer_kind"),
                row.getString("queue"),
                state,
                CasePriority.ofRank(row.getInt("priority")),
                row.getObject("max_score", Double.class),
                row.getInt("alert_count"),
                amounts(row.getString("amounts")),
                List.of((String[]) row.getArray("reasons").getArray()),
                contributions(row.getString("contributions")),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_alert_at", OffsetDateTime.class).toInstant(),
                dueAt,
                state != CaseState.CLOSED && dueAt.isBefore(now),
                row.getString("assignee"),
                locked ? row.getString("lock_holder") : null,
                locked ? lockUntil : null,
                disposition == null ? null : Disposition.of(disposition),
                instant(row, row.findColumn("closed_at")),
                row.getString("closed_by"),
                row.getLong("version"));
    }

    private Map<String, BigDecimal> amounts(String text) {
        try {
            Map<String, BigDecimal> amounts = json.readValue(text, AMOUNTS);
            amounts.replaceAll((currency, amount) -> amount.stripTrailingZeros());
            return amounts;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL made no map of amounts", e);
        }
    }

    private List<Contribution> contributions(@Nullable String text) {
        try {
            return text == null ? List.of() : json.readValue(text, CONTRIBUTIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored contributions are no list of such", e);
        }
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
