package io.trivium.industrial.rul;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeEstimator;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.workorder.Renewals;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Estimates the remaining life of each asset whose type has a profile, after each of its cycles, with what it may fail
 * of. While the model runtime, or its pack, is unavailable there is no estimate, and the last one remains; the cycles
 * are made up for afterwards. Thread-safe.
 */
@ApplicationScoped
class LifeWatch {
    private static final Logger LOG = Logger.getLogger(LifeWatch.class);
    /** Cycles estimated in one call; a backlog is worked off in parts. */
    private static final int AT_ONCE = 64;

    private final LifeStore store;
    private final LifeCycles cycles;
    private final LifeTypes types;
    private final Outlooks outlooks;
    private final ModelAlarms alarms;
    private final Renewals renewals;
    private final LifeExamples examples;
    private final InferenceClient client;
    private final LifeConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final AtomicBoolean away = new AtomicBoolean();

    LifeWatch(
            LifeStore store,
            LifeCycles cycles,
            LifeTypes types,
            Outlooks outlooks,
            ModelAlarms alarms,
            Renewals renewals,
            LifeExamples examples,
            InferenceClient client,
            LifeConfig config,
            KnownTenants tenants,
            TenantTransactions transactions) {
        this.store = store;
        this.cycles = cycles;
        this.types = types;
        this.outlooks = outlooks;
        this.alarms = alarms;
        this.renewals = renewals;
        this.examples = examples;
        this.client = client;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
    }

    @Scheduled(
            identity = "remaining-life",
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void watch() {
        if (config.estimate()) tenants.all().forEach(this::watch);
    }

    /** Estimates what is new of all assets; stops for now when the model runtime does not answer. */
    void watch(TenantId tenant) {
        List<LifeStore.Standing> standings =
                transactions.withConnection(tenant, connection -> store.standings(connection, tenant));
        try {
            for (LifeStore.Standing standing : standings) {
                Optional<LifeType> type = types.find(standing.assetType());
                if (type.isPresent()) estimate(tenant, standing, type.orElseThrow());
            }
        } catch (InferenceException e) {
            if (!away.getAndSet(true)) LOG.warnf("remaining life is not estimated for the moment: %s", e.getMessage());
        }
    }

    private void estimate(TenantId tenant, LifeStore.Standing standing, LifeType type) {
        List<LifeStore.Cycle> cycles = transactions.withConnection(tenant, connection -> {
            LifeType.Life life = type.life(this.cycles.follow(connection, tenant, standing, type));
            if (life.renewedAt() != null) renewals.stood(connection, tenant, standing.assetId(), life.renewedAt());
            return life.cycles();
        });
        int first = firstNew(cycles, standing);
        if (first >= cycles.size()) return;
        int end = Math.min(cycles.size(), first + AT_ONCE);
        AssetHistory history = history(standing, type, cycles);
        double[][] channels = type.profile().channels(history);
        List<LifeWindow> windows = new ArrayList<>();
        for (int cycle = first; cycle < end; cycle++) windows.add(LifeWindow.at(channels, cycle + 1));
        RuntimeLifeNetwork network = new RuntimeLifeNetwork(client, type.model(), "life", tenant, config.timeout());
        List<LifeEstimate> estimates = new LifeEstimator(type.profile(), network).estimates(windows);
        if (away.getAndSet(false)) LOG.info("remaining life is estimated again");
        Map<Instant, Outlooks.Asked> modes = outlooks.of(tenant, type, history, cycles, first, estimates);
        Answer answer = new Answer(cycles.subList(first, end), windows, estimates, modes, network.modelVersion());
        transactions.withConnection(tenant, connection -> store(connection, tenant, standing, type, answer));
    }

    /** The first cycle that has no estimate yet and enough before it. */
    private static int firstNew(List<LifeStore.Cycle> cycles, LifeStore.Standing standing) {
        int first = LifeWindow.LEAST_CYCLES - 1;
        while (first < cycles.size()
                && standing.estimatedTo() != null
                && !cycles.get(first).at().isAfter(standing.estimatedTo())) {
            first++;
        }
        return first;
    }

    private static AssetHistory history(LifeStore.Standing standing, LifeType type, List<LifeStore.Cycle> cycles) {
        int settings = type.settings().size();
        double[][] set = new double[cycles.size()][settings];
        double[][] measured = new double[cycles.size()][type.tags().size()];
        for (int c = 0; c < cycles.size(); c++) {
            System.arraycopy(cycles.get(c).values(), 0, set[c], 0, settings);
            System.arraycopy(cycles.get(c).values(), settings, measured[c], 0, measured[c].length);
        }
        return new AssetHistory(standing.assetId().toString(), set, measured);
    }

    /**
     * The answer for some cycles.
     *
     * @param windows of each cycle
     * @param estimates of each cycle
     * @param outlooks of the cycles that have one, by their end
     */
    private record Answer(
            List<LifeStore.Cycle> cycles,
            List<LifeWindow> windows,
            List<LifeEstimate> estimates,
            Map<Instant, Outlooks.Asked> outlooks,
            ModelReference modelVersion) {}

    private int store(
            Connection connection, TenantId tenant, LifeStore.Standing standing, LifeType type, Answer answer) {
        List<ModelAlarms.Sign> signs = new ArrayList<>();
        for (int c = 0; c < answer.cycles().size(); c++) {
            Instant at = answer.cycles().get(c).at();
            LifeEstimate estimate = answer.estimates().get(c);
            Outlooks.Asked modes = answer.outlooks().get(at);
            FailureOutlook outlook = modes == null ? null : modes.outlook();
            boolean isExample = examples.isExample(at, type.cycle());
            double horizon = type.profile().horizon();
            if (store.add(
                    connection,
                    tenant,
                    standing.assetId(),
                    at,
                    estimate,
                    horizon,
                    answer.modelVersion(),
                    outlook,
                    isExample)) {
                if (isExample) {
                    double share = estimate.cycles() / horizon;
                    examples.life(
                            tenant, standing.assetId(), at, answer.windows().get(c), share, answer.modelVersion());
                    if (modes != null) examples.mode(tenant, standing.assetId(), at, modes.window(), modes.outlook());
                }
                Evidence evidence = new Evidence(
                        at.minus(type.cycle().multipliedBy(LifeWindow.SPAN)),
                        at,
                        type.wearing(),
                        List.of(),
                        null,
                        answer.modelVersion(),
                        outlook,
                        null,
                        at.plus(type.cycle().multipliedBy((long) Math.floor(estimate.lower()))));
                signs.add(new ModelAlarms.Sign(at, estimate.lower(), () -> evidence));
            }
        }
        if (!signs.isEmpty()) {
            alarms.follow(connection, tenant, standing.assetId(), AlarmKind.REMAINING_LIFE, "cycles", signs);
        }
        return signs.size();
    }
}
