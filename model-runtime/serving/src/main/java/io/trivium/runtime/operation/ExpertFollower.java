package io.trivium.runtime.operation;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.expert.ExpertView;
import io.trivium.runtime.registry.store.VersionLoaded;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Masks and pins the experts of this process as operators commanded, on any replica and before any restart. While there
 * are no new commands, only one number is read. Thread-safe.
 */
@ApplicationScoped
class ExpertFollower {
    private static final Logger LOG = Logger.getLogger(ExpertFollower.class);

    /** Unlike any number of commands. */
    private static final long UNKNOWN = -1;

    private final ExpertCommandRepository commands;
    private final ExpertCatalogue experts;
    private final TenantTransactions transactions;
    private long seen = UNKNOWN;

    ExpertFollower(ExpertCommandRepository commands, ExpertCatalogue experts, TenantTransactions transactions) {
        this.commands = commands;
        this.experts = experts;
        this.transactions = transactions;
    }

    @Scheduled(
            identity = "expert-follow",
            every = "${platform.runtime.registry.follow-interval:2s}",
            delayed = "${platform.runtime.registry.follow-interval:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            follow();
        } catch (RuntimeException e) {
            LOG.warnf("masks and pins that other replicas have are not followed for the moment: %s", e.getMessage());
        }
    }

    private synchronized void follow() {
        long now = transactions.call(TenantId.PLATFORM, commands::count);
        if (now == seen) return;
        for (ExpertModelView model : experts.models()) obey(model);
        seen = now;
    }

    /** A version that comes into memory does not serve with an expert that was taken out of use. */
    synchronized void loaded(@Observes VersionLoaded loaded) {
        try {
            experts.model(loaded.model(), loaded.version()).ifPresent(this::obey);
        } catch (RuntimeException e) {
            seen = UNKNOWN;
            throw e;
        }
    }

    private void obey(ExpertModelView model) {
        List<RecordedCommand> said =
                transactions.call(TenantId.PLATFORM, () -> commands.of(model.name(), model.version()));
        if (said.isEmpty()) return;
        StandingCommands standing = StandingCommands.of(said);
        int changed = 0;
        for (ExpertView expert : model.experts()) {
            boolean masked = standing.masked().getOrDefault(expert.id(), expert.masked());
            if (masked != expert.masked()) {
                experts.mask(model.name(), model.version(), expert.id(), masked);
                changed++;
            }
            boolean pinned = standing.pinned().getOrDefault(expert.id(), expert.pinned());
            if (pinned != expert.pinned()) {
                experts.pin(model.name(), model.version(), expert.id(), pinned);
                changed++;
            }
        }
        if (changed > 0) {
            LOG.infof(
                    "%d masks and pins of experts of model %s:%s are as operators said",
                    changed, model.name(), model.version());
        }
    }
}
