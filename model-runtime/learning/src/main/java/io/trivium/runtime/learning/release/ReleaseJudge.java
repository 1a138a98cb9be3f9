package io.trivium.runtime.learning.release;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.QualityFigures;
import io.trivium.runtime.learning.release.figure.ReleaseMetrics;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.registry.ChampionSwitch;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a release by its figures. Thread-safe; of two processes that decide at the same time, one finds it
 * done.
 */
@ApplicationScoped
class ReleaseJudge {
    private static final Logger LOG = Logger.getLogger(ReleaseJudge.class);

    private final ReleaseStore store;
    private final Releases releases;
    private final FigureStore figures;
    private final LiveQuality quality;
    private final ReleasePolicy policy;
    private final Pins pins;
    private final ChampionSwitch champions;
    private final TenantTransactions transactions;
    private final ReleaseConfig config;
    private final MeterRegistry meters;

    @SuppressWarnings("TooManyParameters") // the collaborators of a decision
    ReleaseJudge(
            ReleaseStore store,
            Releases releases,
            FigureStore figures,
            LiveQuality quality,
            ReleasePolicy policy,
            Pins pins,
            ChampionSwitch champions,
            TenantTransactions transactions,
            ReleaseConfig config,
            MeterRegistry meters) {
        this.store = store;
        this.releases = releases;
        this.figures = figures;
        this.quality = quality;
        this.policy = policy;
        this.pins = pins;
        this.champions = champions;
        this.transactions = transactions;
        this.config = config;
        this.meters = meters;
    }

    /** The records besides the release itself. */
    private record OnRecord(Map<Side, Figures> phase, List<Alarm> alarms, boolean pinned) {}

    /** Takes the step that is due; whether there was one. */
    boolean judge(Release release) {
        Instant now = releases.now();
        Optional<VersionNumber> champion = champions.champion(release.model());
        boolean promoted = release.state() == ReleaseState.PROMOTED;
        if (!champion.equals(Optional.of(promoted ? release.version() : release.champion()))) {
            return overtaken(release, champion.map(VersionNumber::value).orElse("none"));
        }
        QualityFigures labelled = quality.read(release);
        OnRecord record = onRecord(release, labelled, now);
        if (!record.alarms().isEmpty() && !(promoted && record.pinned())) return end(release, record.alarms());
        if (promoted && !now.isBefore(release.stateSince().plus(policy.watchFor(release)))) return finish(release);
        if (record.pinned()) return false;
        Step next = policy.next(release, record.phase(), now);
        if (next == null) return false;
        if (next.to() == ReleaseState.PROMOTED) promote(next);
        else releases.step(next);
        return true;
    }

    private OnRecord onRecord(Release release, @Nullable QualityFigures labelled, Instant now) {
        return transactions.withConnection(TenantId.PLATFORM, connection -> {
            Map<Side, Figures> phase = figures.sums(connection, release.id()).getOrDefault(release.state(), Map.of());
            for (Alarm alarm : AlarmRules.of(config, policy.scoreShift(release), phase, labelled, now)) {
                raise(connection, release.id(), alarm);
            }
            if (release.state() == ReleaseState.PROMOTED) lately(connection, release, now);
            return new OnRecord(
                    phase,
                    store.alarms(connection, release.id()),
                    pins.find(connection, release.task()).isPresent());
        });
    }

    private void lately(Connection connection, Release release, Instant now) {
        List<Map<Side, Figures>> recent = figures.lately(connection, release.id());
        for (int i = 0; i < recent.size(); i++) {
            Duration window = config.watchWindows().get(i);
            for (Alarm alarm : AlarmRules.lately(config, policy.scoreShift(release), recent.get(i), window, now)) {
                raise(connection, release.id(), alarm);
            }
        }
    }

    /** Puts an alarm on record, on which the next judgement acts. */
    void raise(UUID release, Alarm alarm) {
        transactions.withConnection(TenantId.PLATFORM, connection -> {
            raise(connection, release, alarm);
            return alarm;
        });
    }

    private void raise(Connection connection, UUID release, Alarm alarm) {
        if (!store.addAlarm(connection, release, alarm)) return;
        meters.counter(ReleaseMetrics.ALARMS, "code", alarm.code()).increment();
        LOG.warnf("alarm %s of release %s: %s", alarm.code(), release, alarm.message());
    }

    private boolean overtaken(Release release, String champion) {
        if (release.state() == ReleaseState.PROMOTED) return finish(release);
        releases.step(Step.own(
                release,
                "supersede",
                ReleaseState.SUPERSEDED,
                "the champion is " + champion + " and no longer " + release.champion(),
                "champion-changed"));
        unload(release, release.version());
        return true;
    }

    private boolean end(Release release, List<Alarm> alarms) {
        String code = alarms.getFirst().code();
        String reason = alarms.stream().map(Alarm::message).collect(Collectors.joining("; "));
        if (release.state() == ReleaseState.PROMOTED) {
            releases.rollBack(Step.own(release, "roll-back", ReleaseState.ROLLED_BACK, reason, code));
        } else {
            releases.step(Step.own(release, "stop", ReleaseState.STOPPED, reason, code));
        }
        meters.timer(ReleaseMetrics.REACTION)
                .record(Duration.between(alarms.getFirst().raisedAt(), releases.now()));
        unload(release, release.version());
        return true;
    }

    private void promote(Step step) {
        try {
            releases.promote(step);
        } catch (PlatformException e) {
            if (!e.code().equals(RuntimeErrorCode.MODEL_GATE_FAILED)) throw e;
            releases.step(Step.own(
                    step.release(),
                    "stop",
                    ReleaseState.STOPPED,
                    e.detail(),
                    e.code().code()));
            unload(step.release(), step.release().version());
        }
    }

    private boolean finish(Release release) {
        boolean isOurs = transactions.withConnection(
                TenantId.PLATFORM, connection -> store.finish(connection, release, releases.now()));
        if (isOurs) unload(release, release.champion());
        return isOurs;
    }

    /** Unloads a version that is no longer needed; a failure to do so has no other effect. */
    private void unload(Release release, VersionNumber version) {
        try {
            champions.unload(release.model(), version, Step.WATCH);
        } catch (RuntimeException e) {
            LOG.warnf(e, "version %s of model %s stays in memory", version, release.model());
        }
    }
}
