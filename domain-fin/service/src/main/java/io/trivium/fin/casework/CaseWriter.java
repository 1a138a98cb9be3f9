package io.trivium.fin.casework;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes the changes of cases by alerts: one statement of each kind, whatever the number of alerts. Thread-safe. */
final class CaseWriter {

    private static final String INSERT_CASE = """
        insert into fraud_case (tenant_id, case_number, customer, customer_kind, queue, state, priority, max_score,
            large_amounts, alert_count, reasons, opened_at, last_alert_at, due_at, version)
        values (?, ?, ?, ?, ?, 'new', ?, ?, ?, ?, ?, ?, ?, ?, 1)
        """;
    private static final String UPDATE_CASE = """
        update fraud_case set queue = ?, priority = ?, max_score = ?, large_amounts = ?, alert_count = ?, reasons = ?,
            last_alert_at = ?, due_at = ?, version = version + 1
        where tenant_id = ? and case_number = ?
        """;
    private static final String INSERT_ALERT = """
        insert into case_alert (tenant_id, authorization_id, case_number, outcome, score, degraded, model_version,
            reason_codes, contributions, amount, currency, occurred_at, decided_at, pan_token, terminal_id, device_id,
            counterparty_id, merchant_id, mcc, country, channel, added_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String INSERT_ENTITY = "insert into case_entity (tenant_id, kind, value, case_number)"
            + " values (?, ?, ?, ?) on conflict do nothing";
    private static final String INSERT_EVENT =
            "insert into case_event (tenant_id, case_number, at, actor, kind, details) values (?, ?, ?, ?, ?,"
                    + " ?::jsonb)";

    private final ObjectMapper json;

    CaseWriter(ObjectMapper json) {
        this.json = json;
    }

    /** Inserts new cases, updates the others, and adds their alerts, entities and events. */
    void write(Connection connection, TenantId tenant, Collection<CaseTally> cases, Instant now) throws SQLException {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        try (PreparedStatement insert = connection.prepareStatement(INSERT_CASE);
                PreparedStatement update = connection.prepareStatement(UPDATE_CASE);
                PreparedStatement alerts = connection.prepareStatement(INSERT_ALERT);
                PreparedStatement entities = connection.prepareStatement(INSERT_ENTITY);
                PreparedStatement events = connection.prepareStatement(INSERT_EVENT)) {
            for (CaseTally tally : cases) {
                if (tally.isNew) {
                    bindNew(insert, connection, tenant, tally);
                    event(
                            events,
                            tenant,
                            tally,
                            tally.openedAt,
                            "opened",
                            Map.of("priority", tally.priority().wireName()));
                } else {
                    bindChanged(update, connection, tenant, tally);
                }
                for (Alert alert : tally.added()) {
                    bindAlert(alerts, connection, tenant, tally.number, alert, at);
                    event(
                            events,
                            tenant,
                            tally,
                            alert.at(now),
                            "alert-added",
                            Map.of("authorizationId", alert.authorizationId()));
                    for (Alert.Entity entity : alert.entities()) {
                        entities.setString(1, tenant.value());
                        entities.setString(2, entity.kind());
                        entities.setString(3, entity.value());
                        entities.setLong(4, tally.number);
                        entities.addBatch();
                    }
                }
            }
            for (PreparedStatement batch : List.of(insert, update, alerts, entities, events)) batch.executeBatch();
        }
    }

    private static void bindNew(PreparedStatement insert, Connection connection, TenantId tenant, CaseTally tally)
            throws SQLException {
        Alert first = tally.added().getFirst();
        insert.setString(1, tenant.value());
        insert.setLong(2, tally.number);
        insert.setString(3, first.customer());
        insert.setString(4, first.customerKind().wireName());
        insert.setString(5, tally.queue());
        insert.setInt(6, tally.priority().rank());
        insert.setObject(7, tally.maxScore(), Types.DOUBLE);
        insert.setDouble(8, tally.largeAmounts());
        insert.setInt(9, tally.alertCount());
        insert.setArray(10, connection.createArrayOf("text", tally.reasons().toArray()));
        insert.setObject(11, tally.openedAt.atOffset(ZoneOffset.UTC));
        insert.setObject(12, tally.lastAlertAt().atOffset(ZoneOffset.UTC));
        insert.setObject(13, tally.dueAt().atOffset(ZoneOffset.UTC));
        insert.addBatch();
    }

    private static void bindChanged(PreparedStatement update, Connection connection, TenantId tenant, CaseTally tally)
            throws SQLException {
        update.setString(1, tally.queue());
        update.setInt(2, tally.priority().rank());
        update.setObject(3, tally.maxScore(), Types.DOUBLE);
        update.setDouble(4, tally.largeAmounts());
        update.setInt(5, tally.alertCount());
        update.setArray(6, connection.createArrayOf("text", tally.reasons().toArray()));
        update.setObject(7, tally.lastAlertAt().atOffset(ZoneOffset.UTC));
        update.setObject(8, tally.dueAt().atOffset(ZoneOffset.UTC));
        update.setString(9, tenant.value());
        update.setLong(10, tally.number);
        update.addBatch();
    }

    private void bindAlert(
            PreparedStatement insert,
            Connection connection,
            TenantId tenant,
            long number,
            Alert alert,
            OffsetDateTime at)
            throws SQLException {
        var decision = alert.decision();
        Authorization authorization = decision.authorization();
        insert.setString(1, tenant.value());
        insert.setString(2, alert.authorizationId());
        insert.setLong(3, number);
        insert.setString(4, decision.outcome().wireName());
        insert.setObject(5, decision.score(), Types.DOUBLE);
        insert.setBoolean(6, decision.degraded());
        insert.setString(7, decision.modelVersion());
        insert.setArray(8, connection.createArrayOf("text", alert.reasons().toArray()));
        insert.setString(9, decision.contributions().isEmpty() ? null : write(decision.contributions()));
        insert.setBigDecimal(10, alert.amount());
        insert.setString(11, authorization == null ? null : authorization.currency());
        insert.setObject(12, decision.occurredAt().atOffset(ZoneOffset.UTC));
        insert.setObject(13, decision.decidedAt().atOffset(ZoneOffset.UTC));
        insert.setString(14, authorization == null ? null : authorization.panToken());
        insert.setString(15, authorization == null ? null : authorization.terminalId());
        insert.setString(16, authorization == null ? null : authorization.deviceId());
        insert.setString(17, authorization == null ? null : authorization.counterpartyId());
        insert.setString(18, authorization == null ? null : authorization.merchantId());
        insert.setString(19, authorization == null ? null : authorization.mcc());
        insert.setString(20, authorization == null ? null : authorization.country());
        Channel channel = authorization == null ? null : authorization.channel();
        insert.setString(21, channel == null ? null : channel.wireName());
        insert.setObject(22, at);
        insert.addBatch();
    }

    private void event(
            PreparedStatement insert, TenantId tenant, CaseTally tally, Instant at, String kind, Map<String, ?> details)
            throws SQLException {
        insert.setString(1, tenant.value());
        insert.setLong(2, tally.number);
        insert.setObject(3, at.atOffset(ZoneOffset.UTC));
        insert.setString(4, AlertStore.ACTOR);
        insert.setString(5, kind);
        insert.setString(6, write(details));
        insert.addBatch();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of a case event cannot be written", e);
        }
    }
}
