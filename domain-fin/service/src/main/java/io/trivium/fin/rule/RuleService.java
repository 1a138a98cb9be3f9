package io.trivium.fin.rule;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.list.Lists;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleExpression;
import io.trivium.fin.rule.engine.RuleFault;
import io.trivium.fin.rule.engine.RuleHits;
import io.trivium.fin.rule.engine.RuleState;
import io.trivium.fin.rule.engine.RuleVariables;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Writing and reading rules: drafts, edits as new versions, lists of what there is. */
@ApplicationScoped
class RuleService {

    private final RuleRepository rules;
    private final RuleEngine engine;
    private final RuleLoader loader;
    private final DeskQueues queues;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    RuleService(
            RuleRepository rules,
            RuleEngine engine,
            RuleLoader loader,
            DeskQueues queues,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.rules = rules;
        this.engine = engine;
        this.loader = loader;
        this.queues = queues;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /** The names that expressions of this tenant may use. */
    List<RuleVariables.Variable> vocabulary(TenantId tenant) {
        return RuleVariables.all(loader.timeZone(tenant));
    }

    /** Returns the errors of an expression for this tenant; empty when it can be stored. */
    RuleCheck check(TenantId tenant, String expression) {
        RuleExpression.Checked checked = RuleExpression.check(expression);
        RuleExpression valid = checked.expression();
        if (valid == null) return new RuleCheck(false, checked.issues(), List.of());
        List<RuleExpression.Issue> issues =
                listIssues(valid.lists(), engine.rules(tenant).lists());
        if (!issues.isEmpty()) {
            // The list may be a moment old.
            engine.refresh();
            issues = listIssues(valid.lists(), engine.rules(tenant).lists());
        }
        return new RuleCheck(issues.isEmpty(), issues, List.copyOf(valid.lists()));
    }

    private static List<RuleExpression.Issue> listIssues(Set<String> used, Lists lists) {
        Set<String> missing = new TreeSet<>(used);
        missing.removeAll(lists.names());
        List<RuleExpression.Issue> issues = new ArrayList<>();
        for (String name : missing) {
            issues.add(RuleExpression.Issue.of(
                    1,
                    1,
                    name.isEmpty() ? RuleFault.NO_LIST_NAME : RuleFault.UNKNOWN_LIST,
                    name.isEmpty() ? Map.of() : Map.of("name", name)));
        }
        return issues;
    }

    /**
     * A new rule as a draft.
     *
     * @throws PlatformException {@code rule-exists}, {@code rule-invalid} with {@code issues}, {@code rule-limit}
     */
    RuleVersion create(TenantId tenant, String ruleId, RuleDefinition definition, String reason) {
        requireValid(tenant, definition);
        RuleVersion draft = RuleVersion.draft(ruleId, 1, definition, caller.name(), now());
        return transactions.withConnection(tenant, connection -> {
            List<RuleVersion> known = rules.latest(connection, tenant);
            if (known.size() >= RuleRepository.MAX_RULES) {
                throw new PlatformException(FinErrorCode.RULE_LIMIT, FinErrorCode.RULE_LIMIT.meaning());
            }
            if (!rules.add(connection, tenant, draft)) {
                throw new PlatformException(FinErrorCode.RULE_EXISTS, FinErrorCode.RULE_EXISTS.meaning());
            }
            record(connection, tenant, draft, "create", reason);
            return draft;
        });
    }

    /**
     * An edit: a new version as a draft; the versions before it stay as they are.
     *
     * @throws PlatformException {@code rule-not-found}, {@code rule-invalid} with {@code issues}
     */
    RuleVersion edit(TenantId tenant, String ruleId, RuleDefinition definition, String reason) {
        requireValid(tenant, definition);
        return transactions.withConnection(tenant, connection -> {
            List<RuleVersion> versions = rules.lock(connection, tenant, ruleId);
            if (versions.isEmpty()) throw notFound();
            RuleVersion draft =
                    RuleVersion.draft(ruleId, versions.getFirst().version() + 1, definition, caller.name(), now());
            if (!rules.add(connection, tenant, draft)) {
                throw new PlatformException(CoreErrorCode.CONFLICT, CoreErrorCode.CONFLICT.meaning());
            }
            record(connection, tenant, draft, "edit", reason);
            return draft;
        });
    }

    private void requireValid(TenantId tenant, RuleDefinition definition) {
        RuleCheck check = check(tenant, definition.expression());
        if (!check.valid()) {
            throw new PlatformException(
                    FinErrorCode.RULE_INVALID,
                    check.issues().getFirst().message(),
                    Map.of("field", "expression", "issues", check.issues()));
        }
        List<String> desk = queues.forRules();
        if (!desk.contains(definition.queue())) {
            throw new PlatformException(
                    FinErrorCode.RULE_INVALID,
                    "The desk has no queue named '" + definition.queue() + "' for rules; it has "
                            + String.join(", ", desk) + ".",
                    Map.of("field", "queue", "queues", desk));
        }
    }

    private void record(Connection connection, TenantId tenant, RuleVersion rule, String act, String reason) {
        rules.addEvent(
                connection,
                tenant,
                rule.ruleId(),
                rule.version(),
                new RuleDetail.Event(rule.version(), now(), caller.name(), act, reason));
        audit.append(
                "rule." + act,
                "rule/" + rule.ruleId() + "/" + rule.version(),
                AuditOutcome.SUCCESS,
                Map.of("reason", reason, "expression", rule.definition().expression()));
    }

    List<RuleSummary> list(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            List<RuleVersion> inUse = rules.inUse(connection, tenant);
            Map<String, RuleHits> hits = rules.hits(connection, tenant, now());
            return rules.latest(connection, tenant).stream()
                    .map(latest -> summary(
                            latest,
                            inUse.stream()
                                    .filter(version -> version.ruleId().equals(latest.ruleId()))
                                    .toList(),
                            hits.getOrDefault(latest.ruleId(), RuleHits.NONE)))
                    .toList();
        });
    }

    private static RuleSummary summary(RuleVersion latest, List<RuleVersion> inUse, RuleHits hits) {
        Optional<RuleVersion> live = last(inUse, version -> version.state() == RuleState.LIVE);
        Optional<RuleVersion> shadow = last(inUse, version -> version.state() == RuleState.SHADOW);
        Optional<RuleVersion> proposed = last(inUse, version -> version.proposedBy() != null);
        RuleVersion shown = live.or(() -> shadow).orElse(latest);
        RuleDefinition definition = shown.definition();
        return new RuleSummary(
                latest.ruleId(),
                definition.name(),
                definition.action(),
                definition.severity(),
                definition.queue(),
                definition.priority(),
                shown.state(),
                latest.version(),
                live.map(RuleVersion::version).orElse(null),
                shadow.map(RuleVersion::version).orElse(null),
                proposed.map(RuleVersion::version).orElse(null),
                latest.author(),
                latest.createdAt(),
                hits);
    }

    private static Optional<RuleVersion> last(List<RuleVersion> versions, Predicate<RuleVersion> which) {
        return versions.stream().filter(which).reduce((one, next) -> next);
    }

    /** The rule with versions and history. */
    RuleDetail get(TenantId tenant, String ruleId) {
        return transactions.withConnection(tenant, connection -> {
            List<RuleVersion> versions = rules.versions(connection, tenant, ruleId);
            if (versions.isEmpty()) throw notFound();
            return new RuleDetail(
                    ruleId,
                    versions,
                    rules.events(connection, tenant, ruleId),
                    Objects.requireNonNullElse(
                            rules.hits(connection, tenant, now()).get(ruleId), RuleHits.NONE));
        });
    }

    /** Reason codes of the tenant's rules with the name of a rule that gives them. */
    Map<String, String> reasonNames(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            Map<String, String> names = new TreeMap<>();
            rules.latest(connection, tenant)
                    .forEach(rule -> names.put(
                            rule.definition().reasonCode(), rule.definition().name()));
            // A version in use takes precedence over an edit that is not.
            rules.inUse(connection, tenant)
                    .forEach(rule -> names.put(
                            rule.definition().reasonCode(), rule.definition().name()));
            return names;
        });
    }

    static PlatformException notFound() {
        return new PlatformException(FinErrorCode.RULE_NOT_FOUND, FinErrorCode.RULE_NOT_FOUND.meaning());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
