package io.trivium.fin.casework;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the changes of cases by alerts: one batch of each kind, whatever the number of alerts. */
final class CaseWriter {

    private static final SqlUpdate INSERT_CASE = SqlUpdate.of("""
        insert into fraud_case (tenant_id, case_number, customer, customer_kind, queue, state, priority, max_score,
            large_amounts, alert_count, reasons, opened_at, last_alert_at, due_at, version)
        values (:tenant, :number, :customer, :customerKind, :queue, 'new', :priority, :maxScore,
            :largeAmounts, :alertCount, :reasons, :openedAt, :lastAlertAt, :dueAt, 1)
        """);

    private static final SqlUpdate UPDATE_CASE = SqlUpdate.of("""
        update fraud_case set queue = :queue, priority = :priority, max_score = :maxScore,
            large_amounts = :largeAmounts, alert_count = :alertCount, reasons = :reasons,
            last_alert_at = :lastAlertAt, due_at = :dueAt, version = version + 1
        where tenant_id = :tenant and case_number = :number
        """);

    private static final SqlUpdate INSERT_ALERT = SqlUpdate.of("""
        insert into case_alert (tenant_id, authorization_id, case_number, outcome, score, degraded, model_version,
            reason_codes, contributions, amount, currency, occurred_at, decided_at, pan_token, terminal_id,
            device_id, counterparty_id, merchant_id, mcc, country, channel, added_at)
        values (:tenant, :authorizationId, :number, :outcome, :score, :degraded, :modelVersion,
            :reasons, :contributions::jsonb, :amount, :currency, :occurredAt, :decidedAt, :panToken, :terminalId,
            :deviceId, :counterpartyId, :merchantId, :mcc, :country, :channel, :addedAt)
        """);

    private static final SqlUpdate INSERT_ENTITY = SqlUpdate.of("""
        insert into case_entity (tenant_id, kind, value, case_number) values (:tenant, :kind, :value, :number)
        on conflict do nothing
        """);

    private CaseWriter() {}

    private record CaseAlert(long number, Alert alert) {}

    private record CaseEntity(long number, Alert.Entity entity) {}

    /** Inserts new cases, updates the others, and adds their alerts, entities and events. */
    static void write(Connection connection, TenantId tenant, Collection<CaseTally> cases, Instant now) {
        List<CaseTally> opened = cases.stream().filter(each -> each.isNew).toList();
        List<CaseTally> changed = cases.stream().filter(each -> !each.isNew).toList();
        List<CaseAlert> alerts = new ArrayList<>();
        List<CaseEntity> entities = new ArrayList<>();
        List<CaseHistory.Event> events = new ArrayList<>();
        for (CaseTally tally : cases) {
            if (tally.isNew) {
                Map<String, String> details =
                        Map.of("priority", tally.priority().wireName());
                events.add(new CaseHistory.Event(tally.number, tally.openedAt, "opened", details));
            }
            for (Alert alert : tally.added()) {
                alerts.add(new CaseAlert(tally.number, alert));
                Map<String, String> details = Map.of("authorizationId", alert.authorizationId());
                events.add(new CaseHistory.Event(tally.number, alert.at(now), "alert-added", details));
                alert.entities().forEach(entity -> entities.add(new CaseEntity(tally.number, entity)));
            }
        }
        INSERT_CASE.batch(
                connection,
                opened,
                (values, tally) -> bind(values, tenant, tally)
                        .set("customer", tally.added().getFirst().customer())
                        .set("customerKind", tally.added().getFirst().customerKind())
                        .set("openedAt", tally.openedAt));
        UPDATE_CASE.batch(connection, changed, (values, tally) -> bind(values, tenant, tally));
        INSERT_ALERT.batch(
                connection,
                alerts,
                (values, each) -> bind(values, each.alert)
                        .set("tenant", tenant)
                        .set("number", each.number)
                        .set("addedAt", now));
        INSERT_ENTITY.batch(
                connection,
                entities,
                (values, each) -> values.set("tenant", tenant)
                        .set("kind", each.entity.kind())
                        .set("value", each.entity.value())
                        .set("number", each.number));
        CaseHistory.add(connection, tenant, AlertStore.ACTOR, events);
    }

    private static SqlUpdate.Call bind(SqlUpdate.Call values, TenantId tenant, CaseTally tally) {
        return values.set("tenant", tenant)
                .set("number", tally.number)
                .set("queue", tally.queue())
                .set("priority", tally.priority().rank())
                .set("maxScore", tally.maxScore())
                .set("largeAmounts", tally.largeAmounts())
                .set("alertCount", tally.alertCount())
                .set("reasons", tally.reasons())
                .set("lastAlertAt", tally.lastAlertAt())
                .set("dueAt", tally.dueAt());
    }

    private static SqlUpdate.Call bind(SqlUpdate.Call values, Alert alert) {
        var decision = alert.decision();
        @Nullable Authorization payment = decision.authorization();
        return values.set("authorizationId", alert.authorizationId())
                .set("outcome", decision.outcome())
                .set("score", decision.score())
                .set("degraded", decision.degraded())
                .set("modelVersion", decision.modelVersion())
                .set("reasons", alert.reasons())
                .json("contributions", decision.contributions().isEmpty() ? null : decision.contributions())
                .set("amount", alert.amount())
                .set("currency", payment == null ? null : payment.currency())
                .set("occurredAt", decision.occurredAt())
                .set("decidedAt", decision.decidedAt())
                .set("panToken", payment == null ? null : payment.panToken())
                .set("terminalId", payment == null ? null : payment.terminalId())
                .set("deviceId", payment == null ? null : payment.deviceId())
                .set("counterpartyId", payment == null ? null : payment.counterpartyId())
                .set("merchantId", payment == null ? null : payment.merchantId())
                .set("mcc", payment == null ? null : payment.mcc())
                .set("country", payment == null ? null : payment.country())
                .set("channel", payment == null ? null : payment.channel());
    }
}
