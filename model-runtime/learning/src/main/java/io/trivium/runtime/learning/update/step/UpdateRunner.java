package io.trivium.runtime.learning.update.step;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.update.AgainException;
import io.trivium.runtime.learning.update.LiveOwnership;
import io.trivium.runtime.learning.update.LostUpdateException;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateMetrics;
import io.trivium.runtime.learning.update.UpdateProbe;
import io.trivium.runtime.learning.update.UpdateProbe.Point;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateService;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.registry.Challengers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Takes an update from step to step. The result of a step is stored before the next begins. Thread-safe. */
@ApplicationScoped
class UpdateRunner {
    private static final Logger LOG = Logger.getLogger(UpdateRunner.class);

    private final Instance<UpdateStep> steps;
    private final UpdateStore store;
    private final Challengers challengers;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final UpdateProbe probe;
    private final UpdateConfig config;
    private final InstantSource clock;
    private final MeterRegistry meters;

    UpdateRunner(
            Instance<UpdateStep> steps,
            UpdateStore store,
            Challengers challengers,
            TenantTransactions transactions,
            AuditLog audit,
            UpdateProbe probe,
            UpdateConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.steps = steps;
        this.store = store;
        this.challengers = challengers;
        this.transactions = transactions;
        this.audit = audit;
        this.probe = probe;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /** Continues an update until it is over, lost or must stop. */
    void run(UpdateRow claimed, LiveOwnership own) {
        UpdateRow row = claimed;
        try {
            while (!row.state().isOver() && !(own.isToStop() && !reload(row).isCancelled())) row = next(row, own);
            if (!row.state().isOver()) leave(row, own);
        } catch (LostUpdateException e) {
            LOG.infof("update %s is left to its new owner", row.id());
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "update %s of task %s stays where it is and is tried again", row.id(), row.task());
            own.note(UpdateChange.within().set("message", "It is tried again after a fault: " + e.getMessage()));
            leave(row, own);
        }
    }

    private UpdateRow next(UpdateRow row, LiveOwnership own) throws IOException {
        try {
            UpdateRow now = reload(row);
            if (now.isCancelled() && now.state().mayBecome(UpdateState.CANCELLED)) {
                return save(now, own, end(UpdateState.CANCELLED, "cancelled", String.valueOf(now.message())));
            }
            if (now.attempts() > now.settings().mostAttempts()) {
                String last = now.message();
                return save(
                        now,
                        own,
                        end(
                                UpdateState.FAILED,
                                "too-many-attempts",
                                "It was taken up " + now.settings().mostAttempts()
                                        + " times and never came to an end; see the log of the runtime."
                                        + (last == null ? "" : " " + last)));
            }
            probe.at(now.state(), Point.BEFORE);
            UpdateChange change = now.state() == UpdateState.QUEUED ? begin(now) : work(now, own);
            probe.at(now.state(), Point.DONE);
            UpdateRow saved = save(now, own, change);
            probe.at(now.state(), Point.SAVED);
            return saved;
        } catch (AgainException e) {
            return reload(row);
        } catch (InterruptedException e) {
            own.stop();
            return reload(row);
        } catch (UpdateFailure e) {
            return save(row, own, end(UpdateState.FAILED, e.code(), e.detail()));
        } catch (PlatformException e) {
            ErrorCategory category = e.code().category();
            if (category == ErrorCategory.INTERNAL
                    || category == ErrorCategory.UPSTREAM
                    || category == ErrorCategory.OVERLOADED) {
                throw e;
            }
            return save(row, own, end(UpdateState.FAILED, e.code().code(), e.detail()));
        }
    }

    private UpdateChange begin(UpdateRow row) {
        VersionNumber champion = challengers
                .champion(row.task(), row.model())
                .orElseThrow(() -> new UpdateFailure(
                        "no-champion",
                        "Model " + row.model() + " of task " + row.task()
                                + " has no champion any more; ask for another update."))
                .version();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return UpdateChange.to(UpdateState.FREEZING)
                .set("started_at", now)
                .set("cutoff", now)
                .set("champion", champion);
    }

    /**
     * A version that was trained from, or compared with, a champion that is no longer the champion must not be
     * released.
     */
    private void requireSameChampion(UpdateRow row) {
        if (row.state() != UpdateState.GATING && row.state() != UpdateState.RELEASING) return;
        boolean same = challengers
                .champion(row.task(), row.model())
                .filter(found -> found.version().equals(row.champion())
                        || found.version().equals(row.requireChallenger())
                        || found.version().equals(row.rival()))
                .isPresent();
        if (!same) {
            throw new UpdateFailure(
                    "champion-changed",
                    "Version " + row.champion() + " is not the champion any more that version "
                            + row.requireChallenger() + " was trained from; ask for another update.");
        }
    }

    private UpdateChange work(UpdateRow row, LiveOwnership own) throws IOException, InterruptedException {
        requireSameChampion(row);
        UpdateStep step = steps.stream()
                .filter(each -> each.state() == row.state())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing is done in the state " + row.state()));
        // Gates wait for others; the other steps check whether they must stop.
        boolean interruptible = row.state() == UpdateState.GATING;
        if (interruptible) own.beginInterruptible();
        try {
            return step.run(row, own);
        } finally {
            if (interruptible) own.endInterruptible();
        }
    }

    private UpdateRow reload(UpdateRow row) {
        return transactions.withConnection(
                row.tenant(),
                connection -> store.find(connection, row.tenant(), row.id()).orElseThrow());
    }

    private UpdateChange end(UpdateState over, String code, String message) {
        return UpdateChange.end(over, clock.instant(), code, message);
    }

    private UpdateRow save(UpdateRow row, LiveOwnership own, UpdateChange change) throws IOException {
        UpdateState next = change.next().orElse(row.state());
        if (next != row.state() && !row.state().mayBecome(next)) {
            throw new IllegalStateException("an update does not become " + next + " after " + row.state());
        }
        UpdateRow saved = transactions.withConnection(row.tenant(), connection -> {
            UpdateRow changed = store.change(connection, row, own.owner(), change);
            if (next.isOver()) audit.append(finished(changed));
            return changed;
        });
        LOG.infof(
                "update %s of task %s is %s%s",
                row.id(),
                row.task(),
                next.word(),
                saved.code() == null ? "" : ": " + saved.code() + ", " + saved.message());
        if (next.isOver()) {
            meters.counter(UpdateMetrics.UPDATES, "result", next.word()).increment();
            Instant started = saved.startedAt() == null ? saved.requestedAt() : saved.startedAt();
            meters.timer(UpdateMetrics.DURATION, "result", next.word())
                    .record(Duration.between(started, clock.instant()));
            WorkDirectory.of(config.work(), row.tenant(), row.id()).delete();
        }
        return saved;
    }

    private static AuditEvent finished(UpdateRow row) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", row.state().word());
        details.put("model", row.model());
        details.put("champion", row.champion());
        if (row.variant() != null) details.put("variant", row.variant().toString());
        if (row.challenger() != null) details.put("challenger", row.challenger());
        if (row.rival() != null) details.put("rival", row.rival());
        if (row.manifest() != null) details.put("manifest", row.manifest().toString());
        if (row.code() != null) details.put("code", row.code());
        details.put("cpuSeconds", row.cpuSeconds());
        boolean failed = row.state() == UpdateState.FAILED;
        boolean refused = row.state() == UpdateState.REFUSED;
        return new AuditEvent(
                row.tenant(),
                UpdateService.SYSTEM,
                "learning.update.finish",
                "learning-update/" + row.id(),
                failed ? AuditOutcome.FAILURE : refused ? AuditOutcome.REFUSED : AuditOutcome.SUCCESS,
                details);
    }

    private void leave(UpdateRow row, LiveOwnership own) {
        try {
            transactions.withConnection(row.tenant(), connection -> {
                store.leave(connection, row.tenant(), row.id(), own.owner());
                return row;
            });
        } catch (RuntimeException e) {
            LOG.warnf("update %s is free when its lease has run out: %s", row.id(), e.getMessage());
        }
    }
}
