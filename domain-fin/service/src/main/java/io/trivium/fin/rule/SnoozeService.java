package io.trivium.fin.rule;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.rule.engine.EntityKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Keeps a rule silent for one card, customer, terminal or merchant, for a while and with a reason. */
@ApplicationScoped
class SnoozeService {

    /** Longest snooze: what should be silent for longer is a change of the rule. */
    static final Duration LONGEST = Duration.ofDays(180);

    private static final int MAX_LISTED = 200;

    private static final SqlUpdate END = SqlUpdate.of("""
        update rule_snooze set ended_at = :now, ended_by = :user
        where tenant_id = :tenant and rule_id = :ruleId and snooze_id = :snoozeId and ended_at is null
            and expires_at > :now
        """);

    private static final SqlQuery<SnoozeView> LIST = SqlQuery.of(
            SnoozeView.class,
            "select snooze_id, rule_id, entity_kind, entity, reason, created_by, created_at, expires_at,"
                    + " ended_at is null and expires_at > :now as active, ended_at, ended_by from rule_snooze"
                    + " where tenant_id = :tenant and rule_id = :ruleId order by created_at desc limit " + MAX_LISTED);

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into rule_snooze (tenant_id, snooze_id, rule_id, entity_kind, entity, reason, created_by, created_at,
            expires_at)
        values (:tenant, :snoozeId, :ruleId, :entityKind, :entity, :reason, :createdBy, :createdAt, :expiresAt)
        """);

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
            if (rules.versions(connection, tenant, ruleId).isEmpty()) throw RuleService.notFound();
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
            boolean changed = END.on(connection)
                            .set("tenant", tenant)
                            .set("ruleId", ruleId)
                            .set("snoozeId", snoozeId)
                            .set("user", caller.name())
                            .set("now", now())
                            .run()
                    == 1;
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
        });
        engine.refresh();
        return ended;
    }

    /** Returns the snoozes of a rule, newest first. */
    List<SnoozeView> list(TenantId tenant, String ruleId) {
        return transactions.withConnection(tenant, connection -> list(connection, tenant, ruleId));
    }

    private List<SnoozeView> list(Connection connection, TenantId tenant, String ruleId) {
        return LIST.on(connection)
                .set("tenant", tenant)
                .set("ruleId", ruleId)
                .set("now", now())
                .list();
    }

    private static void insert(Connection connection, TenantId tenant, SnoozeView snooze) {
        INSERT.on(connection)
                .set("tenant", tenant)
                .set("snoozeId", snooze.snoozeId())
                .set("ruleId", snooze.ruleId())
                .set("entityKind", snooze.entityKind())
                .set("entity", snooze.entity())
                .set("reason", snooze.reason())
                .set("createdBy", snooze.createdBy())
                .set("createdAt", snooze.createdAt())
                .set("expiresAt", snooze.expiresAt())
                .run();
    }

    private void record(Connection connection, TenantId tenant, SnoozeView snooze, String act, String what) {
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
