package io.trivium.fin.decision;

import io.quarkus.runtime.ShutdownEvent;
import io.trivium.core.inference.CircuitBreaker;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.stream.PipelineReady;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls the model in addition to live traffic, with longer timeouts: at the start, and while the circuit to the runtime
 * is open. A runtime that has just started answers its first calls in hundreds of milliseconds; if only live calls
 * reached it, each with its deadline of a few milliseconds, it would stay cold and every decision would be degraded.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
class ModelRehearsal {

    private static final Logger LOG = Logger.getLogger(ModelRehearsal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Maximum length of a rehearsal while the model answers, but not within the deadline of live calls. */
    private static final int MOST_CALLS = 600;
    /** Calls in a row that must be answered within the deadline of live calls. */
    private static final int GOOD_CALLS = 100;

    private final ScoringConfig config;
    private final InferenceClient model;
    private final RiskModel risk;
    private final KnownTenants tenants;
    private final WarmUp warmUp;
    private final Semaphore requests = new Semaphore(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    /** Pending while the model answers, but is not warm yet; null while it does not answer at all or is warm. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> warming = new AtomicReference<>();

    private volatile boolean stopping;
    private volatile @Nullable Thread loop;

    ModelRehearsal(ScoringConfig config, InferenceClient model, RiskModel risk, KnownTenants tenants) {
        this.config = config;
        this.model = model;
        this.risk = risk;
        this.tenants = tenants;
        this.warmUp = new WarmUp(config, System::nanoTime);
    }

    /** The patience of live calls: a warm-up begins whenever the model answers again. */
    WarmUp warmUp() {
        return warmUp;
    }

    void start(@Observes PipelineReady ready) {
        loop = Thread.ofVirtual().name("fin-rehearsal").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        Thread running = loop;
        if (running != null) running.interrupt();
    }

    /** Waits for the first successful call of the model; returns without it after the given time. */
    void await(Duration patience) {
        try {
            if (!ready.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warnf("model %s is not ready; authorizations are referred until it is", config.modelName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Records that a live call was not answered; cheap. */
    void request() {
        if (model.circuit() != CircuitBreaker.State.CLOSED && requests.availablePermits() == 0) requests.release();
    }

    /**
     * Waits for a model that answers but is still warming up; returns at once if it is warm, or if it does not answer
     * at all, since then the waiting time is unknown.
     */
    void awaitWarm(Duration patience) {
        CompletableFuture<Void> pending = warming.get();
        if (pending == null) return;
        try {
            pending.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debugf("model %s is still warming up", config.modelName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warming(boolean answering) {
        if (answering) {
            warming.compareAndSet(null, new CompletableFuture<>());
            return;
        }
        CompletableFuture<Void> over = warming.getAndSet(null);
        if (over != null) over.complete(null);
    }

    private void run() {
        try {
            while (!stopping) {
                requests.acquire();
                while (!rehearsed()) TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                requests.drainPermits();
                warmUp.begin();
                model.resume();
                warming(false);
                if (ready.getCount() > 0) ready.countDown();
                else LOG.infof("model %s answers again", config.modelName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the model answers, as fast as live traffic needs it or as fast as it ever will. */
    private boolean rehearsed() {
        if (!model.isReady(new ModelName(config.modelName()), PATIENCE)) {
            warming(false);
            return false;
        }
        TenantId tenant = tenants.all().iterator().next();
        int good = 0;
        try {
            for (int call = 0; call < MOST_CALLS && good < GOOD_CALLS && !stopping; call++) {
                long begin = System.nanoTime();
                risk.rehearse(tenant, PATIENCE);
                warming(true);
                good = System.nanoTime() - begin <= config.deadline().toNanos() ? good + 1 : 0;
            }
            return true;
        } catch (InferenceException e) {
            LOG.debugf("model %s does not answer: %s", config.modelName(), e.getMessage());
            warming(false);
            return false;
        }
    }
}
