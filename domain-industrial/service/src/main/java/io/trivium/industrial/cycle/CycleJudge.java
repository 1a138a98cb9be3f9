package io.trivium.industrial.cycle;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialMetrics;
import io.trivium.industrial.alarm.Evidence;
import io.trivium.industrial.alarm.ModelAlarms;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleReference;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.model.CycleWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Judges the waiting cycles of an asset, the oldest first, each compared with the earlier good ones of its job. Nothing
 * is lost while the model runtime is unavailable: cycles wait, and it is not called for a while. Thread-safe.
 */
@ApplicationScoped
class CycleJudge {
    private static final Logger LOG = Logger.getLogger(CycleJudge.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 32;

    /** Number of good cycles with which others are compared. */
    static final int REFERENCE = 24;

    private static final Duration SHOWN_BEFORE = Duration.ofMinutes(1);

    private final CycleStore store;
    private final CycleTypes types;
    private final RuntimeCycleNetwork network;
    private final ModelAlarms alarms;
    private final Outbox outbox;
    private final CycleConfig config;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private volatile Instant notBefore = Instant.MIN;

    CycleJudge(
            CycleStore store,
            CycleTypes types,
            RuntimeCycleNetwork network,
            ModelAlarms alarms,
            Outbox outbox,
            CycleConfig config,
            TenantTransactions transactions,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.types = types;
        this.network = network;
        this.alarms = alarms;
        this.outbox = outbox;
        this.config = config;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
    }

    /** A cycle to be judged, with its reference. */
    private record Asked(StoredCycle cycle, CycleShape shape, CycleReference reference) {
        CycleWindow window() {
            return CycleWindow.of(shape, reference);
        }
    }

    /** Judges some of those that wait; whether there may be more. */
    boolean judge(TenantId tenant, CycleAsset asset) {
        Instant now = clock.instant();
        Optional<CycleProfile> profile = types.find(asset.assetType()).filter(found -> fits(found, asset));
        if (profile.isPresent() && now.isBefore(notBefore)) return false;
        List<Asked> asked = transactions.withConnection(
                tenant, connection -> prepare(connection, tenant, asset, profile.isPresent(), now));
        if (asked.isEmpty() || profile.isEmpty()) return false;
        try {
            List<CycleWindow> windows = asked.stream().map(Asked::window).toList();
            RuntimeCycleNetwork.Answer answer = network.ask(tenant, profile.orElseThrow(), windows);
            if (!notBefore.equals(Instant.MIN)) {
                notBefore = Instant.MIN;
                LOG.info("cycles are judged again");
            }
            transactions.withConnection(
                    tenant, connection -> store(connection, tenant, asset, profile.orElseThrow(), asked, answer));
            return asked.size() == AT_ONCE;
        } catch (InferenceException e) {
            if (notBefore.equals(Instant.MIN)) {
                LOG.warnf("cycles are not judged for the moment, they wait: %s", e.getMessage());
            }
            notBefore = clock.instant().plus(PAUSE);
            return false;
        }
    }

    /** A network was trained on tags in an order and a time between samples, and says nothing of others. */
    private static boolean fits(CycleProfile profile, CycleAsset asset) {
        return profile.tags().equals(asset.plan().tags())
                && profile.stepMs() == asset.plan().stepMs();
    }

    /** Counts the first cycles of jobs as good, gives up those that waited too long; the others remain to be judged. */
    private List<Asked> prepare(
            Connection connection, TenantId tenant, CycleAsset asset, boolean hasModel, Instant now) {
        List<Asked> asked = new ArrayList<>();
        for (StoredCycle cycle : store.waiting(connection, tenant, asset.assetId(), AT_ONCE)) {
            CycleShape shape = Objects.requireNonNull(cycle.shape());
            List<CycleShape> good = store.good(
                    connection, tenant, asset.assetId(), cycle.job(), cycle.tags(), cycle.begin(), REFERENCE);
            Instant since = cycle.waitingSince();
            if (good.size() < config.reference()) {
                store.decide(connection, tenant, cycle, CycleState.REFERENCE, null, null);
            } else if (!hasModel || !cycle.tags().equals(asset.plan().tags())) {
                String why = "no model judges cycles of " + asset.assetType() + " with these tags";
                store.decide(connection, tenant, cycle, CycleState.UNJUDGED, why, null);
            } else if (since != null && since.plus(config.giveUp()).isBefore(now)) {
                String why = "the model did not answer for " + config.giveUp().toMinutes() + " minutes";
                store.decide(connection, tenant, cycle, CycleState.UNJUDGED, why, null);
            } else {
                asked.add(new Asked(cycle, shape, CycleReference.of(good)));
            }
        }
        return asked;
    }

    private int store(
            Connection connection,
            TenantId tenant,
            CycleAsset asset,
            CycleProfile profile,
            List<Asked> asked,
            RuntimeCycleNetwork.Answer answer) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant latest = store.latestJudged(connection, tenant, asset.assetId());
        List<ModelAlarms.Sign> signs = new ArrayList<>();
        for (int c = 0; c < asked.size(); c++) {
            StoredCycle cycle = asked.get(c).cycle();
            double[] probabilities = answer.probabilities().get(c);
            StoredCycle.Verdict verdict = StoredCycle.Verdict.of(profile, probabilities, answer.modelVersion(), now);
            if (!store.decide(connection, tenant, cycle, CycleState.JUDGED, null, verdict)) continue;
            outbox.add(
                    ExampleObserved.TOPIC,
                    CycleExamples.of(tenant, asset, cycle, asked.get(c).window(), verdict));
            String outcome = verdict.isGood() ? CycleProfile.GOOD_NAME : "defective";
            meters.counter(IndustrialMetrics.CYCLES_JUDGED, "outcome", outcome).increment();
            meters.summary(IndustrialMetrics.CYCLE_LAG)
                    .record(Duration.between(cycle.end(), now).toMillis() / 1_000.0);
            // A cycle that is detected late does not show the present state of the asset.
            if (latest == null || cycle.begin().isAfter(latest)) {
                Evidence evidence = evidence(asked.get(c), profile, verdict);
                signs.add(new ModelAlarms.Sign(cycle.end(), verdict.defective(), () -> evidence));
            }
        }
        if (!signs.isEmpty()) alarms.follow(connection, tenant, asset.assetId(), AlarmKind.CYCLE_DEFECT, "1", signs);
        return signs.size();
    }

    private static Evidence evidence(Asked asked, CycleProfile profile, StoredCycle.Verdict verdict) {
        StoredCycle cycle = asked.cycle();
        List<Evidence.TagShare> shares = shares(cycle.tags(), asked.shape(), asked.reference());
        int likeliest = 0;
        for (int d = 1; d < profile.defects().size(); d++) {
            if (verdict.probabilities().get(d + 1) > verdict.probabilities().get(likeliest + 1)) likeliest = d;
        }
        CycleProfile.Defect defect = profile.defects().get(likeliest);
        return new Evidence(
                cycle.begin().minus(SHOWN_BEFORE),
                cycle.end(),
                shares.stream().map(Evidence.TagShare::tag).toList(),
                shares,
                null,
                verdict.modelVersion(),
                null,
                new Evidence.DefectiveCycle(
                        cycle.cycleId(),
                        defect.name(),
                        defect.code(),
                        verdict.probabilities().get(likeliest + 1)),
                null);
    }

    /** Returns the contribution of each tag to the deviation of the cycle from the good ones, the largest first. */
    static List<Evidence.TagShare> shares(List<String> tags, CycleShape shape, CycleReference reference) {
        double[] off = reference.shares(shape);
        List<Evidence.TagShare> shares = new ArrayList<>();
        for (int tag = 0; tag < off.length; tag++) shares.add(new Evidence.TagShare(tags.get(tag), off[tag]));
        shares.sort(Comparator.comparingDouble(Evidence.TagShare::share).reversed());
        return List.copyOf(shares);
    }
}
