package io.trivium.fin.rule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.review.MonitoringConfig;
import io.trivium.fin.rule.engine.RuleExpression;
import io.trivium.fin.rule.engine.RuleMetrics;
import io.trivium.fin.rule.engine.RuleSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs versions of rules over stored decisions with the evaluation that live decisions use. A back-test reads pages by
 * key in short transactions, notes its progress with each, and ends within a page of being cancelled.
 */
@ApplicationScoped
class BacktestService {

    private static final Logger LOG = Logger.getLogger(BacktestService.class);

    private final RuleConfig config;
    private final MonitoringConfig monitoring;
    private final RuleRepository rules;
    private final BacktestRepository backtests;
    private final StoredDecisions decisions;
    private final RuleEngine engine;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;
    private final Counter rowsRead;
    private final Semaphore permits;
    private final ExecutorService runs = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("fin-backtest-", 0).daemon().factory());
    private volatile boolean stopping;

    BacktestService(
            RuleConfig config,
            MonitoringConfig monitoring,
            RuleRepository rules,
            BacktestRepository backtests,
            StoredDecisions decisions,
            RuleEngine engine,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.monitoring = monitoring;
        this.rules = rules;
        this.backtests = backtests;
        this.decisions = decisions;
        this.engine = engine;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        this.rowsRead = meters.counter(RuleMetrics.BACKTEST_ROWS);
        this.permits = new Semaphore(config.backtestsAtOnce());
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        runs.shutdown();
    }

    /**
     * Starts a back-test over decisions about payments in {@code [from, to)}.
     *
     * @throws PlatformException {@code rule-not-found}, {@code invalid-value} for the range, {@code backtests-busy}
     */
    BacktestView start(TenantId tenant, String ruleId, int version, Instant from, Instant to) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(config.backtestMaxRange()) > 0) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE,
                    "from must lie before to, by at most "
                            + config.backtestMaxRange().toDays() + " days",
                    Map.of("field", "from"));
        }
        RuleVersion rule = transactions.withConnection(
                tenant,
                connection -> rules.find(connection, tenant, ruleId, version).orElseThrow(RuleService::notFound));
        RuleExpression expression =
                RuleExpression.check(rule.definition().expression()).expression();
        if (expression == null) {
            throw new PlatformException(FinErrorCode.RULE_INVALID, FinErrorCode.RULE_INVALID.meaning());
        }
        if (!permits.tryAcquire()) {
            throw new PlatformException(FinErrorCode.BACKTESTS_BUSY, FinErrorCode.BACKTESTS_BUSY.meaning());
        }
        boolean handedOn = false;
        try {
            BacktestView backtest = store(tenant, rule, from, to);
            engine.refresh();
            RuleSet set = engine.rules(tenant);
            runs.execute(() -> {
                try {
                    run(tenant, backtest, set, new RuleSet.Compiled(rule.hit(), rule.state(), expression));
                } finally {
                    permits.release();
                }
            });
            handedOn = true;
            return backtest;
        } catch (RejectedExecutionException e) {
            throw new PlatformException(
                    FinErrorCode.BACKTESTS_BUSY, FinErrorCode.BACKTESTS_BUSY.meaning(), Map.of(), e);
        } finally {
            if (!handedOn) permits.release();
        }
    }

    private BacktestView store(TenantId tenant, RuleVersion rule, Instant from, Instant to) {
        return transactions.withConnection(tenant, connection -> {
            BacktestView backtest = new BacktestView(
                    UUID.randomUUID(),
                    rule.ruleId(),
                    rule.version(),
                    from,
                    to,
                    "running",
                    caller.name(),
                    now(),
                    null,
                    0,
                    decisions.count(connection, tenant, from, to),
                    null,
                    null);
            backtests.add(connection, tenant, backtest);
            audit.append(
                    "rule.backtest",
                    "rule/" + rule.ruleId() + "/" + rule.version(),
                    AuditOutcome.SUCCESS,
                    Map.of("backtest", backtest.backtestId().toString(), "from", from.toString(), "to", to.toString()));
            return backtest;
        });
    }

    private void run(TenantId tenant, BacktestView backtest, RuleSet set, RuleSet.Compiled tested) {
        UUID id = backtest.backtestId();
        BacktestTally tally = new BacktestTally(set, tested, now().minus(monitoring.maturity()));
        try {
            StoredDecisions.Place place = null;
            do {
                StoredDecisions.Place from = place;
                StoredDecisions.Page page = transactions.withConnection(
                        tenant,
                        connection -> decisions.page(
                                connection, tenant, backtest.from(), backtest.to(), from, config.backtestPage()));
                page.rows().forEach(tally::add);
                rowsRead.increment(page.rows().size());
                place = page.next();
                boolean goesOn = transactions.withConnection(
                        tenant, connection -> backtests.beat(connection, tenant, id, tally.decisions(), now()));
                if (!goesOn) return;
                if (stopping) {
                    finish(tenant, id, "failed", tally, null, "The service was stopped.");
                    return;
                }
            } while (place != null);
            finish(tenant, id, "done", tally, tally.result(), null);
        } catch (RuntimeException e) {
            LOG.errorf(e, "back-test %s failed", id);
            finish(tenant, id, "failed", tally, null, "Reading the decisions failed; see the log of the service.");
        }
    }

    private void finish(
            TenantId tenant,
            UUID id,
            String state,
            BacktestTally tally,
            @Nullable BacktestResult result,
            @Nullable String failure) {
        try {
            transactions.withConnection(
                    tenant,
                    connection ->
                            backtests.finish(connection, tenant, id, state, tally.decisions(), result, failure, now()));
        } catch (RuntimeException e) {
            LOG.errorf(e, "the end of back-test %s cannot be stored; it will show as stopped", id);
        }
    }

    /** Ends a running one; one that has ended remains unchanged. */
    BacktestView cancel(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, connection -> {
            BacktestView known = backtests.find(connection, tenant, id, now()).orElseThrow(BacktestService::notFound);
            if (backtests.finish(connection, tenant, id, "cancelled", known.rowsRead(), null, null, now())) {
                audit.append(
                        "rule.cancel-backtest",
                        "rule/" + known.ruleId() + "/" + known.version(),
                        AuditOutcome.SUCCESS,
                        Map.of("backtest", id.toString()));
            }
            return backtests.find(connection, tenant, id, now()).orElseThrow(BacktestService::notFound);
        });
    }

    BacktestView get(TenantId tenant, UUID id) {
        Optional<BacktestView> found = Objects.requireNonNull(
                transactions.withConnection(tenant, connection -> backtests.find(connection, tenant, id, now())));
        return found.orElseThrow(BacktestService::notFound);
    }

    /** Returns the back-tests of a rule, newest first. */
    List<BacktestView> list(TenantId tenant, String ruleId, int limit) {
        return transactions.withConnection(
                tenant, connection -> backtests.list(connection, tenant, ruleId, limit, now()));
    }

    private static PlatformException notFound() {
        return new PlatformException(FinErrorCode.BACKTEST_NOT_FOUND, FinErrorCode.BACKTEST_NOT_FOUND.meaning());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
