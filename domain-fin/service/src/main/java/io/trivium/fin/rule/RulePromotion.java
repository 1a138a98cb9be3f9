package io.trivium.fin.rule;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.rule.engine.RuleState;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The lifecycle of a version: draft, shadow, live, retired. Going live requires a finished back-test of that version,
 * and a second person: neither its author nor its proposer may approve it.
 */
@ApplicationScoped
class RulePromotion {

    private final RuleRepository rules;
    private final BacktestRepository backtests;
    private final RuleEngine engine;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    RulePromotion(
            RuleRepository rules,
            BacktestRepository backtests,
            RuleEngine engine,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.rules = rules;
        this.backtests = backtests;
        this.engine = engine;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Step {
        RuleVersion apply(Connection connection, RuleVersion version, List<RuleVersion> all);
    }

    /** Evaluated with every decision from now on, without effect. */
    RuleVersion shadow(TenantId tenant, String ruleId, int version, String reason) {
        return act(tenant, ruleId, version, "shadow", reason, (connection, rule, all) -> {
            requireState(rule, RuleState.DRAFT);
            return rule.withState(RuleState.SHADOW);
        });
    }

    /** Requests approval; the newest finished back-test of the version is shown to the approver. */
    RuleVersion propose(TenantId tenant, String ruleId, int version, String reason) {
        return act(tenant, ruleId, version, "propose", reason, (connection, rule, all) -> {
            requireState(rule, RuleState.DRAFT, RuleState.SHADOW);
            if (rule.proposedBy() != null) throw state("This version waits for approval already.");
            UUID backtest = backtests
                    .newestDone(connection, tenant, ruleId, version)
                    .orElseThrow(() -> new PlatformException(
                            FinErrorCode.BACKTEST_NEEDED, FinErrorCode.BACKTEST_NEEDED.meaning()));
            return rule.proposed(caller.name(), now(), reason, backtest);
        });
    }

    /** Makes a proposed version live and retires the one that was. */
    RuleVersion approve(TenantId tenant, String ruleId, int version, String reason) {
        RuleVersion known = require(tenant, ruleId, version);
        if (caller.name().equals(known.author()) || caller.name().equals(known.proposedBy())) {
            transactions.run(
                    tenant,
                    () -> audit.append(
                            "rule.approve",
                            object(known),
                            AuditOutcome.REFUSED,
                            Map.of("why", "second person needed")));
            throw new PlatformException(FinErrorCode.SECOND_PERSON_NEEDED, FinErrorCode.SECOND_PERSON_NEEDED.meaning());
        }
        return act(tenant, ruleId, version, "approve", reason, (connection, rule, all) -> {
            requireProposed(rule);
            for (RuleVersion other : all) {
                if (other.state() == RuleState.LIVE) rules.update(connection, tenant, other.retired(now()));
            }
            return rule.live(caller.name(), now());
        });
    }

    /** Rejects a proposal, which returns the version to its previous state. */
    RuleVersion reject(TenantId tenant, String ruleId, int version, String reason) {
        return act(tenant, ruleId, version, "reject", reason, (connection, rule, all) -> {
            requireProposed(rule);
            return rule.withoutProposal();
        });
    }

    /** Evaluated no more. One supervisor is enough: a rule that does harm must be stopped at once. */
    RuleVersion retire(TenantId tenant, String ruleId, int version, String reason) {
        return act(tenant, ruleId, version, "retire", reason, (connection, rule, all) -> {
            requireState(rule, RuleState.DRAFT, RuleState.SHADOW, RuleState.LIVE);
            return rule.retired(now());
        });
    }

    private RuleVersion require(TenantId tenant, String ruleId, int version) {
        return transactions.withConnection(
                tenant,
                connection -> rules.find(connection, tenant, ruleId, version).orElseThrow(RuleService::notFound));
    }

    private RuleVersion act(TenantId tenant, String ruleId, int version, String act, String reason, Step step) {
        RuleVersion done = transactions.withConnection(tenant, connection -> {
            List<RuleVersion> all = rules.lock(connection, tenant, ruleId);
            RuleVersion before = all.stream()
                    .filter(one -> one.version() == version)
                    .findFirst()
                    .orElseThrow(RuleService::notFound);
            RuleVersion after = step.apply(connection, before, all);
            rules.update(connection, tenant, after);
            rules.addEvent(
                    connection,
                    tenant,
                    ruleId,
                    version,
                    new RuleDetail.Event(version, now(), caller.name(), act, reason));
            audit.append(
                    "rule." + act,
                    object(after),
                    AuditOutcome.SUCCESS,
                    Map.of(
                            "reason",
                            reason,
                            "from",
                            before.state().wireName(),
                            "to",
                            after.state().wireName()));
            return after;
        });
        engine.refresh();
        return done;
    }

    private static void requireState(RuleVersion rule, RuleState... allowed) {
        if (!List.of(allowed).contains(rule.state()))
            throw state("This version is " + rule.state().wireName() + ".");
    }

    private static void requireProposed(RuleVersion rule) {
        if (rule.proposedBy() == null) throw state("This version does not wait for approval.");
    }

    private static PlatformException state(String detail) {
        return new PlatformException(FinErrorCode.RULE_STATE, detail);
    }

    private static String object(RuleVersion rule) {
        return "rule/" + rule.ruleId() + "/" + rule.version();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
