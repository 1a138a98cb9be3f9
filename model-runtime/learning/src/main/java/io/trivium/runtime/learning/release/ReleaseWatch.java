package io.trivium.runtime.learning.release;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.release.Rehearsals.Hanging;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.release.figure.ReleaseMetrics;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.registry.ChampionSwitch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs every few seconds: synchronises this process with the database, and judges its figures. Thread-safe. */
@ApplicationScoped
class ReleaseWatch {
    private static final Logger LOG = Logger.getLogger(ReleaseWatch.class);
    /** Processes that were away for as long still follow a champion that was moved meanwhile. */
    private static final Duration FOLLOWED = Duration.ofHours(1);

    private final ReleaseStore store;
    private final FigureStore figures;
    private final Lanes lanes;
    private final Rehearsals rehearsals;
    private final ReleaseJudge judge;
    private final ReleasePolicy policy;
    private final Pins pins;
    private final ChampionSwitch champions;
    private final TenantTransactions transactions;
    private final Releases releases;
    private final ReleaseConfig config;
    /** Versions that could not be loaded. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private volatile int open;

    @SuppressWarnings("TooManyParameters") // the collaborators of a check
    ReleaseWatch(
            ReleaseStore store,
            FigureStore figures,
            Lanes lanes,
            Rehearsals rehearsals,
            ReleaseJudge judge,
            ReleasePolicy policy,
            Pins pins,
            ChampionSwitch champions,
            TenantTransactions transactions,
            Releases releases,
            ReleaseConfig config,
            MeterRegistry meters) {
        this.store = store;
        this.figures = figures;
        this.lanes = lanes;
        this.rehearsals = rehearsals;
        this.judge = judge;
        this.policy = policy;
        this.pins = pins;
        this.champions = champions;
        this.transactions = transactions;
        this.releases = releases;
        this.config = config;
        meters.gauge(ReleaseMetrics.OPEN, this, watch -> watch.open);
    }

    @Scheduled(
            identity = "release-watch",
            every = "${platform.runtime.learning.release.interval:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            noteHanging();
            refresh();
            if (!config.watch()) return;
            boolean moved = false;
            for (Release release : open()) moved |= judged(release);
            if (moved) refresh();
        } catch (RuntimeException e) {
            LOG.error("releases cannot be looked after for the moment", e);
        }
    }

    private boolean judged(Release release) {
        try {
            return judge.judge(release);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the release of %s:%s cannot be judged", release.model(), release.version());
            return false;
        }
    }

    private void noteHanging() {
        Hanging hanging = rehearsals.hanging();
        if (hanging == null || hanging.side() == Side.CHAMPION) return;
        double seconds = hanging.nanos() / 1e9;
        Alarm alarm = new Alarm(
                Alarm.HUNG,
                releases.now(),
                seconds,
                config.hangAfter().toMillis() / 1e3,
                "it does not come back from a copy of a request");
        judge.raise(hanging.release(), alarm);
    }

    private List<Release> open() {
        return transactions.withConnection(TenantId.PLATFORM, store::open);
    }

    /** Lets this process serve releases as recorded, and stores its counts. */
    synchronized void refresh() {
        List<ModelName> models = transactions.withConnection(
                TenantId.PLATFORM,
                connection -> store.models(connection, releases.now().minus(FOLLOWED)));
        models.forEach(this::follow);
        List<Release> now = open();
        open = now.size();
        List<Lane> next = new ArrayList<>();
        for (Release release : now) {
            Lane lane = lane(release);
            if (lane != null) next.add(lane);
        }
        List<Lane> before = List.copyOf(lanes.all());
        lanes.set(next);
        figures.flush(before);
    }

    private void follow(ModelName model) {
        try {
            champions.follow(model);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the champion of model %s cannot be served", model);
        }
    }

    /** Loads both versions; a challenger that cannot be loaded raises an alarm, and nothing is tried twice. */
    private boolean isLoaded(Release release) {
        boolean champion = load(release, release.champion());
        return load(release, release.version()) && champion;
    }

    private boolean load(Release release, VersionNumber version) {
        String name = release.model() + ":" + version;
        if (refused.contains(name)) return false;
        try {
            champions.load(release.model(), version, Step.WATCH);
            return true;
        } catch (PlatformException e) {
            LOG.errorf(e, "version %s cannot be loaded", name);
            refused.add(name);
            if (version.equals(release.version())) {
                judge.raise(release.id(), new Alarm(Alarm.NOT_LOADABLE, releases.now(), null, null, e.detail()));
            }
            return false;
        }
    }

    private @Nullable Lane lane(Release release) {
        if (!isLoaded(release)) return null;
        try {
            boolean pinned = transactions.withConnection(
                    TenantId.PLATFORM,
                    connection -> pins.find(connection, release.task()).isPresent());
            double share = policy.share(release, pinned);
            Lane before = lanes.find(release.id());
            return before != null && before.phase() == release.state()
                    ? before.withShare(share)
                    : new Lane(release, share, policy.isProbability(release));
        } catch (RuntimeException e) {
            LOG.errorf(e, "the release of %s:%s cannot be served", release.model(), release.version());
            return null;
        }
    }
}
