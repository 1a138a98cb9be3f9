package io.trivium.med.processing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedMetrics;
import io.trivium.med.archive.Archive;
import io.trivium.med.archive.ArrivalListener;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.delivery.Deliveries;
import io.trivium.med.processing.RevisionReader.Attempt;
import io.trivium.med.processing.StudyWatch.Study;
import io.trivium.med.study.StudyCompleteness.Times;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Watches what arrives, and reads what is complete. Thread-safe. */
@ApplicationScoped
public class StudyProcessor implements ArrivalListener {

    private static final Logger LOG = Logger.getLogger(StudyProcessor.class);
    private static final long TICK_MILLIS = 250;
    private static final long IDLE_MILLIS = 1000;
    private static final long MEASURE_SECONDS = 15;
    private static final Duration STILL_ALIVE = Duration.ofMinutes(1);

    private final ProcessingConfig config;
    private final StudyRevisions revisions;
    private final StudyInstances instances;
    private final RevisionReader reader;
    private final PriorFetcher priors;
    private final Deliveries deliveries;
    private final KnownTenants tenants;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final StudyWatch watch;
    private final Semaphore queued = new Semaphore(0);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("study-timer-", 0).daemon().factory());
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean rebuilt;
    private volatile int arriving;
    private volatile int waiting;
    private volatile long oldestSeconds;
    private volatile Instant lastTick;
    private volatile boolean troubled;

    StudyProcessor(
            ProcessingConfig config,
            StudyRevisions revisions,
            StudyInstances instances,
            RevisionReader reader,
            StudyCounts counts,
            PriorFetcher priors,
            Deliveries deliveries,
            KnownTenants tenants,
            MeterRegistry meters,
            InstantSource clock) {
        this.config = config;
        this.revisions = revisions;
        this.instances = instances;
        this.reader = reader;
        this.priors = priors;
        this.deliveries = deliveries;
        this.tenants = tenants;
        this.meters = meters;
        this.clock = clock;
        this.lastTick = clock.instant();
        this.watch = new StudyWatch(
                new Times(config.settle(), config.quiet(), config.abandoned()),
                this::complete,
                (study, source) -> counts.ask(study, source, count -> expects(study, count)));
    }

    private void expects(Study study, int count) {
        watch.expects(study, count);
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) return;
        Gauge.builder(MedMetrics.STUDIES_ARRIVING, this, self -> self.arriving).register(meters);
        Gauge.builder(MedMetrics.STUDIES_WAITING, this, self -> self.waiting).register(meters);
        Gauge.builder(MedMetrics.STUDIES_AGE, this, self -> self.oldestSeconds)
                .baseUnit("seconds")
                .register(meters);
        // The tasks end with the timer, and a tick does not throw.
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::measure, 1, MEASURE_SECONDS, TimeUnit.SECONDS);
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        for (int i = 0; i < config.workers(); i++) {
            workers.add(Thread.ofPlatform().name("study-reader-" + i).daemon().start(this::work));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        workers.forEach(Thread::interrupt);
        for (Thread worker : workers) {
            try {
                worker.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void stored(Arrival arrival) {
        if (config.enabled() && !arrival.source().equals(Archive.OWN)) watch.stored(arrival);
    }

    @Override
    public void ended(UUID association) {
        if (config.enabled()) watch.ended(association);
    }

    /** Whether studies are watched and read, or processing is off. */
    public boolean isAlive() {
        return !config.enabled()
                || (clock.instant().isBefore(lastTick.plus(STILL_ALIVE))
                        && workers.stream().allMatch(Thread::isAlive));
    }

    /**
     * Queues the last revision of a study again, where it failed, and puts that on record.
     *
     * @param by who wants it
     * @param why in the words of that person
     * @return false if it did not fail
     */
    public boolean retry(TenantId tenant, StudyInstanceUid study, String by, String why) {
        boolean again = revisions.retry(tenant, study, by, why);
        if (again) queued.release();
        return again;
    }

    private void tick() {
        try {
            Instant now = clock.instant();
            if (!rebuilt) rebuild(now);
            watch.round(now);
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled) LOG.warnf("complete studies have to wait: %s", e.getMessage());
            troubled = true;
        }
        arriving = watch.size();
        lastTick = clock.instant();
    }

    private void measure() {
        try {
            int count = 0;
            long oldest = 0;
            for (TenantId tenant : tenants.all()) {
                StudyRevisions.Waiting found = revisions.waiting(tenant);
                count += found.count();
                oldest = Math.max(oldest, found.oldest().toSeconds());
            }
            waiting = count;
            oldestSeconds = oldest;
        } catch (RuntimeException e) {
            LOG.warnf("waiting studies were not counted: %s", e.getMessage());
        }
    }

    /** Watches again the studies that arrived before this process started and were not read in their present form. */
    private void rebuild(Instant now) {
        for (TenantId tenant : tenants.all()) {
            instances
                    .unread(tenant, now.minus(config.lookBack()))
                    .forEach((study, uids) -> watch.found(new Study(tenant, study), uids, now));
        }
        rebuilt = true;
    }

    private void complete(Study study) {
        Optional<TakenRevision> made = revisions.complete(study, config.readPriors());
        if (made.isEmpty()) return;
        reader.schedule(made.orElseThrow());
        queued.release();
        priors.wanted(study);
    }

    private void work() {
        try {
            while (true) {
                Optional<TakenRevision> taken = Optional.empty();
                try {
                    taken = take();
                    if (taken.isPresent()) read(taken.orElseThrow());
                } catch (RuntimeException e) {
                    LOG.warnf("reading studies has to wait: %s", e.getMessage());
                    taken = Optional.empty();
                }
                if (taken.isEmpty() && queued.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS)) queued.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<TakenRevision> take() {
        for (TenantId tenant : tenants.all()) {
            Optional<TakenRevision> taken = revisions.take(tenant, config.lease());
            if (taken.isPresent()) return taken;
        }
        return Optional.empty();
    }

    private void read(TakenRevision taken) throws InterruptedException {
        long started = System.nanoTime();
        Heartbeat heart = new Heartbeat(revisions, taken, config.lease(), Thread.currentThread());
        ScheduledFuture<?> beats =
                timer.scheduleWithFixedDelay(heart::beat, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        try {
            Attempt attempt = reader.read(taken, heart);
            count(attempt, System.nanoTime() - started);
            if (attempt.outcome().equals("read") || attempt.outcome().equals("refused")) deliveries.wake();
        } catch (InterruptedException e) {
            if (!heart.lost()) throw e;
            LOG.warnf("the lease of %s was lost to another worker", taken.object());
        } finally {
            beats.cancel(false);
            heart.end();
        }
    }

    private void count(Attempt attempt, long nanos) {
        if (attempt.outcome().equals("repeated") || attempt.outcome().equals("lost")) {
            Counter.builder(MedMetrics.STUDY_ATTEMPTS_FAILED)
                    .tag("reason", attempt.reason())
                    .register(meters)
                    .increment();
            return;
        }
        Counter.builder(MedMetrics.STUDIES_PROCESSED)
                .tag("outcome", attempt.outcome())
                .tag("reason", attempt.reason())
                .register(meters)
                .increment();
        Timer.builder(MedMetrics.STUDY_DURATION).register(meters).record(nanos, TimeUnit.NANOSECONDS);
    }
}
