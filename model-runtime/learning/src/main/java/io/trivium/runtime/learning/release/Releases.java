package io.trivium.runtime.learning.release;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ReleaseMoved;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.release.figure.ReleaseMetrics;
import io.trivium.runtime.registry.ChampionSwitch;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the steps of releases: row, decision, event and audit entry in one transaction, which is also that of the champion's
 * move where there is one. Thread-safe.
 */
@ApplicationScoped
class Releases {
    private static final Logger LOG = Logger.getLogger(Releases.class);
    private static final String SOURCE = "/runtime";

    private final ReleaseStore store;
    private final Pins pins;
    private final ChampionSwitch champions;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final InstantSource clock;
    private final MeterRegistry meters;

    @SuppressWarnings("TooManyParameters") // one transaction touches all of them
    Releases(
            ReleaseStore store,
            Pins pins,
            ChampionSwitch champions,
            TenantTransactions transactions,
            Outbox outbox,
            AuditLog audit,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.pins = pins;
        this.champions = champions;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
        this.meters = meters;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Begins a release, in the caller's transaction of the platform. */
    void begin(Connection connection, Release release, String reason) {
        store.add(connection, release);
        record(
                connection,
                release,
                null,
                release.state(),
                TenantId.PLATFORM,
                1,
                new Decision("offer", release.offeredBy(), release.offeredAt(), reason));
    }

    /** Makes a step that does not touch the champion. */
    void step(Step step) {
        transactions.withConnection(step.tenant(), connection -> {
            write(connection, step);
            return step;
        });
        report(step);
    }

    /** Makes the challenger the champion; refused while the task is pinned. */
    void promote(Step step) {
        Release release = step.release();
        champions.promote(
                move(step, release.champion(), release.version()),
                () -> transactions.withOpenConnection(connection -> {
                    pins.refusePinned(connection, release.task());
                    write(connection, step);
                    return step;
                }));
        report(step);
    }

    /** Makes the champion before the challenger champion again. */
    void rollBack(Step step) {
        Release release = step.release();
        champions.rollBack(
                move(step, release.version(), release.champion()),
                () -> transactions.withOpenConnection(connection -> {
                    write(connection, step);
                    return step;
                }));
        report(step);
    }

    private static ChampionSwitch.Move move(Step step, VersionNumber from, VersionNumber to) {
        return new ChampionSwitch.Move(step.release().model(), from, to, step.tenant(), step.by(), step.reason());
    }

    void write(Connection connection, Step step) {
        Instant now = now();
        Release release = step.release();
        if (!store.step(connection, step, now)) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_RELEASE_CHANGED,
                    "The release was changed by another request; read it again.");
        }
        record(
                connection,
                release,
                release.state(),
                step.to(),
                step.tenant(),
                release.ordinal() + 1,
                new Decision(step.action(), step.by(), now, step.reason()));
    }

    private void record(
            Connection connection,
            Release release,
            @Nullable ReleaseState from,
            ReleaseState to,
            TenantId tenant,
            int ordinal,
            Decision decision) {
        store.addDecision(connection, release.id(), ordinal, from, to, decision);
        ReleaseMoved moved = new ReleaseMoved(
                release.id(),
                release.task(),
                release.model(),
                release.version(),
                release.champion(),
                from == null ? null : from.word(),
                to.word(),
                decision.at(),
                decision.by(),
                decision.reason(),
                null);
        String id = EventIds.of(tenant, ReleaseMoved.TYPE, Step.key(release.id(), ordinal))
                .toString();
        outbox.add(
                ReleaseMoved.TOPIC,
                EventEnvelope.of(id, SOURCE, release.model().value(), decision.at(), tenant, moved));
        Map<String, Object> details = new HashMap<>();
        details.put("model", release.model());
        details.put("version", release.version());
        details.put("to", to.word());
        details.put("reason", decision.reason());
        audit.append(new AuditEvent(
                tenant,
                decision.by(),
                "learning.release." + decision.action(),
                release.object(),
                AuditOutcome.SUCCESS,
                details));
    }

    private void report(Step step) {
        Release release = step.release();
        meters.counter(ReleaseMetrics.STEPS, "to", step.to().word()).increment();
        LOG.infof(
                "release of %s:%s is now %s: %s",
                release.model(), release.version(), step.to().word(), step.reason());
    }
}
