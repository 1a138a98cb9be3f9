package io.trivium.fin.rule;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.rule.engine.EntityKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Keeps a rule silent for one card, customer, terminal or merchant, for a while and with a reason. */
@ApplicationScoped
class SnoozeService {

    /** Longest snooze: what should be silent for longer is a change of the rule. */
    static final Duration LONGEST = Duration.ofDays(180);

    private static final String COLUMNS = "snooze_id, rule_id, entity_kind, entity, reason, created_by, created_at,"
            + " expires_at, ended_at, ended_by";
    private static final int MAX_LISTED = 200;

    private final RuleRepository rules;
    private final RuleEngine engine;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    SnoozeService(
            RuleRepository rules,
            RuleEngine engine,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.rules = rules;
        this.engine = engine;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Begins a snooze now.
     *
     * @throws PlatformException {@code rule-not-found}; {@code invalid-value} for an expiry that is past or too far ahead
     */
    SnoozeView add(TenantId tenant, String ruleId, EntityKind kind, String entity, Instant expiresAt, String reason) {
        Instant now = now();
        Instant until = expiresAt.truncatedTo(ChronoUnit.MILLIS);
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE,
                    "expiresAt must be in the future, by at most " + LONGEST.toDays() + " days",
                    Map.of("field", "expiresAt"));
        }
        SnoozeView snooze = new SnoozeView(
                UUID.randomUUID(), ruleId, kind, entity, reason, caller.name(), now, until, true, null, null);
        transactions.withConnection(tenant, connection -> {
            if (rules.versions(connection, tenant, ruleId).isEmpty()) {
                throw RuleService.notFound();
            }
            insert(connection, tenant, snooze);
            record(connection, tenant, snooze, "snooze", kind.wireName() + " " + entity + ": " + reason);
            return snooze;
        });
        engine.refresh();
        return snooze;
    }

    /** Ends a snooze before its time; one that has ended remains unchanged. */
    SnoozeView end(TenantId tenant, String ruleId, UUID snoozeId) {
        SnoozeView ended = transactions.withConnection(tenant, connection -> {
            try (PreparedStatement update = connection.prepareStatement("update rule_snooze set ended_at = ?,"
                    + " ended_by = ? where tenant_id = ? and rule_id = ? and snooze_id = ? and ended_at is null"
                    + " and expires_at > ?")) {
                update.setObject(1, now().atOffset(ZoneOffset.UTC));
                update.setString(2, caller.name());
                update.setString(3, tenant.value());
                update.setString(4, ruleId);
                update.setObject(5, snoozeId);
                update.setObject(6, now().atOffset(ZoneOffset.UTC));
                boolean changed = update.executeUpdate() == 1;
                SnoozeView snooze = list(connection, tenant, ruleId).stream()
                        .filter(one -> one.snoozeId().equals(snoozeId))
                        .findFirst()
                        .orElseThrow(() -> new PlatformException(
                                FinErrorCode.SNOOZE_NOT_FOUND, FinErrorCode.SNOOZE_NOT_FOUND.meaning()));
                if (changed) {
                    record(
                            connection,
                            tenant,
                            snooze,
                            "end-snooze",
                            snooze.entityKind().wireName() + " " + snooze.entity());
                }
                return snooze;
            }
        });
        engine.refresh();
        return ended;
    }

    /** Returns the snoozes of a rule, newest first. */
    List<SnoozeView> list(TenantId tenant, String ruleId) {
        return transactions.withConnection(tenant, connection -> list(connection, tenant, ruleId));
    }

    private List<SnoozeView> list(Connection connection, TenantId tenant, String ruleId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + " from rule_snooze"
                + " where tenant_id = ? and rule_id = ? order by created_at desc limit " + MAX_LISTED)) {
            select.setString(1, tenant.value());
            select.setString(2, ruleId);
            List<SnoozeView> found = new ArrayList<>();
            Instant now = now();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Instant expiresAt =
                            row.getObject("expires_at", OffsetDateTime.class).toInstant();
                    Instant endedAt = RuleVersion.instant(row, "ended_at");
                    found.add(new SnoozeView(
                            row.getObject("snooze_id", UUID.class),
                            row.getString("rule_id"),
                            EntityKind.of(row.getString("entity_kind")),
                            row.getString("entity"),
                            row.getString("reason"),
                            row.getString("created_by"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            expiresAt,
                            endedAt == null && expiresAt.isAfter(now),
                            endedAt,
                            row.getString("ended_by")));
                }
            }
            return found;
        }
    }

    private static void insert(Connection connection, TenantId tenant, SnoozeView snooze) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into rule_snooze (tenant_id, snooze_id,"
                + " rule_id, entity_kind, entity, reason, created_by, created_at, expires_at)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, tenant.value());
            insert.setObject(2, snooze.snoozeId());
            insert.setString(3, snooze.ruleId());
            insert.setString(4, snooze.entityKind().wireName());
            insert.setString(5, snooze.entity());
            insert.setString(6, snooze.reason());
            insert.setString(7, snooze.createdBy());
            insert.setObject(8, snooze.createdAt().atOffset(ZoneOffset.UTC));
            insert.setObject(9, snooze.expiresAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private void record(Connection connection, TenantId tenant, SnoozeView snooze, String act, String what)
            throws SQLException {
        String reason = what.length() > 500 ? what.substring(0, 500) : what;
        rules.addEvent(
                connection,
                tenant,
                snooze.ruleId(),
                null,
                new RuleDetail.Event(null, now(), caller.name(), act, reason));
        audit.append(
                "rule." + act,
                "rule/" + snooze.ruleId(),
                AuditOutcome.SUCCESS,
                Map.of(
                        "snooze",
                        snooze.snoozeId().toString(),
                        "entityKind",
                        snooze.entityKind().wireName(),
                        "entity",
                        snooze.entity(),
                        "reason",
                        snooze.reason(),
                        "until",
                        snooze.expiresAt().toString()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
