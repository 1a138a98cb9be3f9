package io.trivium.fin.casework;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.CaseAlertView.ObservedLabel;
import io.trivium.fin.casework.CaseView.TimelineEntry;
import io.trivium.fin.casework.queue.Disposition;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The alerts of a case and what happened to it, inside the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CaseHistory {

    static final int MAX_ALERTS = 200;
    static final int MAX_TIMELINE = 300;

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into case_event (tenant_id, case_number, at, actor, kind, body, details)
        values (:tenant, :number, :at, :actor, :kind, :body, :details::jsonb)
        """);

    private static final SqlQuery<TimelineEntry> EVENTS = SqlQuery.of(TimelineEntry.class, """
        select at, actor, kind, body, details from case_event where tenant_id = :tenant and case_number = :number
        order by event_id desc limit :limit
        """);

    private static final SqlQuery<TimelineEntry> REVERSALS = SqlQuery.of(TimelineEntry.class, """
        select r.received_at as at, 'iso8583' as actor, 'reversed' as kind, null::text as body,
            jsonb_build_object('authorizationId', r.authorization_id) as details
        from authorization_reversal r join case_alert a using (tenant_id, authorization_id)
        where a.tenant_id = :tenant and a.case_number = :number order by r.received_at desc limit :limit
        """);

    private static final SqlQuery<CaseAlertView> ALERTS = SqlQuery.of(CaseAlertView.class, """
        select a.authorization_id, a.outcome, a.score, a.degraded, a.model_version, a.reason_codes as reasons,
            coalesce(a.contributions, '[]') as contributions, trim_scale(a.amount) as amount, a.currency,
            a.occurred_at, a.decided_at, a.pan_token, a.terminal_id, a.device_id, a.counterparty_id, a.merchant_id,
            a.mcc, a.country, a.channel, a.disposition, a.disposition_reason, a.disposed_by, a.disposed_at,
            (select coalesce(jsonb_agg(jsonb_build_object('label', l.label, 'source', l.source,
                'observedAt', l.observed_at) order by l.observed_at), '[]') from authorization_label l
                where l.tenant_id = a.tenant_id and l.authorization_id = a.authorization_id) as labels
        from case_alert a where a.tenant_id = :tenant and a.case_number = :number
        order by a.occurred_at desc, a.authorization_id limit :limit
        """);

    private static final SqlQuery<Standing> STANDING = SqlQuery.of(Standing.class, """
        select authorization_id, disposition, label, labelled_at from case_alert
        where tenant_id = :tenant and case_number = :number order by authorization_id for no key update
        """);

    private static final SqlUpdate DISPOSE = SqlUpdate.of("""
        update case_alert set disposition = :disposition, disposition_reason = :reason, disposed_by = :user,
            disposed_at = :now, label = :label, labelled_at = :labelledAt
        where tenant_id = :tenant and authorization_id = :authorizationId
        """);

    private static final SqlUpdate REOPEN = SqlUpdate.of("""
        update case_alert set disposition = null, disposition_reason = null, disposed_by = null, disposed_at = null
        where tenant_id = :tenant and case_number = :number
        """);

    /**
     * An alert's current label, for changing it.
     *
     * @param label the analysts' label that was sent; null if none was sent
     */
    record Standing(
            String authorizationId,
            @Nullable Disposition disposition,
            @Nullable String label,
            @Nullable Instant labelledAt) {}

    void add(
            Connection connection,
            TenantId tenant,
            long number,
            Instant at,
            String actor,
            String kind,
            @Nullable String body,
            Map<String, ?> details) {
        ADD.on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .set("at", at)
                .set("actor", actor)
                .set("kind", kind)
                .set("body", body)
                .json("details", details)
                .run();
    }

    /** What the system did to a case. */
    record Event(long caseNumber, Instant at, String kind, Map<String, String> details) {}

    /** Adds events of several cases. */
    static void add(Connection connection, TenantId tenant, String actor, List<Event> events) {
        ADD.batch(
                connection,
                events,
                (values, event) -> values.set("tenant", tenant)
                        .set("number", event.caseNumber)
                        .set("at", event.at)
                        .set("actor", actor)
                        .set("kind", event.kind)
                        .set("body", null)
                        .json("details", event.details));
    }

    /** Events and labels, newest first. */
    List<TimelineEntry> timeline(Connection connection, TenantId tenant, long number, List<CaseAlertView> alerts) {
        List<TimelineEntry> entries = EVENTS.on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .set("limit", MAX_TIMELINE + 1)
                .list();
        REVERSALS
                .on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .set("limit", MAX_TIMELINE)
                .each(entries::add);
        for (CaseAlertView alert : alerts) {
            for (ObservedLabel label : alert.labels()) {
                entries.add(new TimelineEntry(
                        label.observedAt(),
                        label.source(),
                        "label",
                        null,
                        Map.of("authorizationId", alert.authorizationId(), "label", label.label())));
            }
        }
        entries.sort(Comparator.comparing(TimelineEntry::at).reversed());
        return entries;
    }

    /** The alerts, newest first. */
    List<CaseAlertView> alerts(Connection connection, TenantId tenant, long number) {
        return ALERTS.on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .set("limit", MAX_ALERTS)
                .list();
    }

    /** Every alert of the case, its row locked for the rest of the transaction. */
    List<Standing> standing(Connection connection, TenantId tenant, long number) {
        return STANDING.on(connection)
                .set("tenant", tenant)
                .set("number", number)
                .list();
    }

    /** Writes the findings, with the current label of each. */
    void dispose(
            Connection connection, TenantId tenant, List<Standing> found, String reason, String user, Instant now) {
        DISPOSE.batch(
                connection,
                found,
                (values, alert) -> values.set("disposition", alert.disposition())
                        .set("reason", reason)
                        .set("user", user)
                        .set("now", now)
                        .set("label", alert.label())
                        .set("labelledAt", alert.labelledAt())
                        .set("tenant", tenant)
                        .set("authorizationId", alert.authorizationId()));
    }

    /** Withdraws the findings, for a case that is reopened; the labels remain until there is another finding. */
    void reopen(Connection connection, TenantId tenant, long number) {
        REOPEN.on(connection).set("tenant", tenant).set("number", number).run();
    }
}
