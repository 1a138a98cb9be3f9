package io.trivium.fin.casework;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.casework.CaseAlertView.ObservedLabel;
import io.trivium.fin.casework.CaseView.TimelineEntry;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Contribution;
import io.trivium.fin.decision.Outcome;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The alerts of a case and what happened to it, inside the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class CaseHistory {

    static final int MAX_ALERTS = 200;
    static final int MAX_TIMELINE = 300;
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private static final TypeReference<List<Contribution>> CONTRIBUTIONS = new TypeReference<>() {};

    private final ObjectMapper json;

    CaseHistory(ObjectMapper json) {
        this.json = json;
    }

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
            Map<String, ?> details)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into case_event (tenant_id, case_number, at, actor, kind, body, details)"
                        + " values (?, ?, ?, ?, ?, ?, ?::jsonb)")) {
            insert.setString(1, tenant.value());
            insert.setLong(2, number);
            insert.setObject(3, at.atOffset(ZoneOffset.UTC));
            insert.setString(4, actor);
            insert.setString(5, kind);
            insert.setString(6, body);
            insert.setString(7, json.writeValueAsString(details));
            insert.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of a case event cannot be written", e);
        }
    }

    /** Events and labels, newest first. */
    List<TimelineEntry> timeline(Connection connection, TenantId tenant, long number, List<CaseAlertView> alerts)
            throws SQLException {
        List<TimelineEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select at, actor, kind, body, details from case_event where tenant_id = ? and case_number = ?"
                        + " order by event_id desc limit ?")) {
            select.setString(1, tenant.value());
            select.setLong(2, number);
            select.setInt(3, MAX_TIMELINE + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new TimelineEntry(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            details(row.getString(5))));
                }
            }
        }
        addReversals(connection, tenant, number, entries);
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

    private static void addReversals(Connection connection, TenantId tenant, long number, List<TimelineEntry> entries)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select r.received_at, r.authorization_id from authorization_reversal r join case_alert a"
                        + " on a.tenant_id = r.tenant_id and a.authorization_id = r.authorization_id"
                        + " where a.tenant_id = ? and a.case_number = ? order by r.received_at desc limit ?")) {
            select.setString(1, tenant.value());
            select.setLong(2, number);
            select.setInt(3, MAX_TIMELINE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new TimelineEntry(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            "iso8583",
                            "reversed",
                            null,
                            Map.of("authorizationId", row.getString(2))));
                }
            }
        }
    }

    /** The alerts, newest first. */
    List<CaseAlertView> alerts(Connection connection, TenantId tenant, long number) throws SQLException {
        String sql = """
                select authorization_id, outcome, score, degraded, model_version, reason_codes, contributions, amount, currency,
                    occurred_at, decided_at, pan_token, terminal_id, device_id, counterparty_id, merchant_id, mcc, country,
                    channel, disposition, disposition_reason, disposed_by, disposed_at
                from case_alert where tenant_id = ? and case_number = ?
                order by occurred_at desc, authorization_id limit ?
                """;
        List<CaseAlertView> alerts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, tenant.value());
            select.setLong(2, number);
            select.setInt(3, MAX_ALERTS);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) alerts.add(alert(row));
            }
        }
        Map<String, List<ObservedLabel>> labels = labels(
                connection,
                tenant,
                alerts.stream().map(CaseAlertView::authorizationId).toList());
        return alerts.stream()
                .map(alert -> alert.withLabels(labels.getOrDefault(alert.authorizationId(), List.of())))
                .toList();
    }

    private static Map<String, List<ObservedLabel>> labels(
            Connection connection, TenantId tenant, List<String> authorizationIds) throws SQLException {
        Map<String, List<ObservedLabel>> labels = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select authorization_id, label, source, observed_at from authorization_label"
                        + " where tenant_id = ? and authorization_id = any (?) order by observed_at")) {
            select.setString(1, tenant.value());
            select.setArray(2, connection.createArrayOf("text", authorizationIds.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    labels.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                            .add(new ObservedLabel(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return labels;
    }

    /** Every alert of the case, its row locked for the rest of the transaction. */
    List<Standing> standing(Connection connection, TenantId tenant, long number) throws SQLException {
        List<Standing> standing = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select authorization_id, disposition, label, labelled_at from case_alert"
                        + " where tenant_id = ? and case_number = ? order by authorization_id for no key update")) {
            select.setString(1, tenant.value());
            select.setLong(2, number);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String disposition = row.getString(2);
                    standing.add(new Standing(
                            row.getString(1),
                            disposition == null ? null : Disposition.of(disposition),
                            row.getString(3),
                            CaseRepository.instant(row, 4)));
                }
            }
        }
        return standing;
    }

    /** Writes the findings, with the current label of each. */
    void dispose(Connection connection, TenantId tenant, List<Standing> found, String reason, String user, Instant now)
            throws SQLException {
        String sql = """
                update case_alert set disposition = ?, disposition_reason = ?, disposed_by = ?, disposed_at = ?, label = ?,
                    labelled_at = ?
                where tenant_id = ? and authorization_id = ?
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Standing alert : found) {
                update.setString(
                        1,
                        alert.disposition() == null ? null : alert.disposition().wireName());
                update.setString(2, reason);
                update.setString(3, user);
                update.setObject(4, now.atOffset(ZoneOffset.UTC));
                update.setString(5, alert.label());
                update.setObject(6, CaseRepository.time(alert.labelledAt()));
                update.setString(7, tenant.value());
                update.setString(8, alert.authorizationId());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Withdraws the findings, for a case that is reopened; the labels remain until there is another finding. */
    void reopen(Connection connection, TenantId tenant, long number) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update case_alert set disposition = null, disposition_reason = null, disposed_by = null,"
                        + " disposed_at = null where tenant_id = ? and case_number = ?")) {
            update.setString(1, tenant.value());
            update.setLong(2, number);
            update.executeUpdate();
        }
    }

    private CaseAlertView alert(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("amount");
        String channel = row.getString("channel");
        String disposition = row.getString("disposition");
        return new CaseAlertView(
                row.getString("authorization_id"),
                Outcome.of(row.getString("outcome")),
                row.getObject("score", Double.class),
                row.getBoolean("degraded"),
                row.getString("model_version"),
                List.of((String[]) row.getArray("reason_codes").getArray()),
                contributions(row.getString("contributions")),
                amount == null ? null : amount.stripTrailingZeros(),
                row.getString("currency"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                row.getString("pan_token"),
                row.getString("terminal_id"),
                row.getString("device_id"),
                row.getString("counterparty_id"),
                row.getString("merchant_id"),
                row.getString("mcc"),
                row.getString("country"),
                channel == null ? null : Channel.of(channel),
                disposition == null ? null : Disposition.of(disposition),
                row.getString("disposition_reason"),
                row.getString("disposed_by"),
                CaseRepository.instant(row, row.findColumn("disposed_at")),
                List.of());
    }

    private List<Contribution> contributions(@Nullable String text) {
        try {
            return text == null ? List.of() : json.readValue(text, CONTRIBUTIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored contributions are no list of such", e);
        }
    }

    private Map<String, String> details(String text) {
        try {
            return json.readValue(text, DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of a case event are no map of texts", e);
        }
    }
}
