package io.trivium.runtime.learning.release;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.registry.ChampionSwitch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The decisions of users on releases. Thread-safe. */
@ApplicationScoped
class ReleaseActs {
    private final ReleaseStore store;
    private final Releases releases;
    private final ReleasePolicy policy;
    private final ReleaseWatch watch;
    private final Pins pins;
    private final ChampionSwitch champions;
    private final TenantTransactions transactions;

    ReleaseActs(
            ReleaseStore store,
            Releases releases,
            ReleasePolicy policy,
            ReleaseWatch watch,
            Pins pins,
            ChampionSwitch champions,
            TenantTransactions transactions) {
        this.store = store;
        this.releases = releases;
        this.policy = policy;
        this.watch = watch;
        this.pins = pins;
        this.champions = champions;
        this.transactions = transactions;
    }

    /** Promotes a challenger that waits for it. Where the task is of high risk, by a second person. */
    void approve(TenantId tenant, String by, UUID id, String reason) {
        Release release = require(id);
        if (release.state() != ReleaseState.AWAITING_APPROVAL) throw wrongState(release, "approved");
        boolean isMaker =
                by.equals(release.offeredBy()) || policy.registeredBy(release).equals(Optional.of(by));
        if (release.highRisk() && isMaker) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_RELEASE_FOUR_EYES,
                    "Task " + release.task() + " is high-risk: a person other than who made or proposed version "
                            + release.version() + " has to approve it.");
        }
        releases.promote(new Step(release, "approve", ReleaseState.PROMOTED, tenant, by, reason, null));
        watch.refresh();
    }

    /** Ends a release before its challenger is champion. */
    void veto(TenantId tenant, String by, UUID id, String reason) {
        Release release = require(id);
        if (!release.state().isUnderWay()) throw wrongState(release, "vetoed");
        releases.step(new Step(release, "veto", ReleaseState.VETOED, tenant, by, reason, "vetoed"));
        watch.refresh();
        champions.unload(release.model(), release.version(), Step.WATCH);
    }

    /** Makes the champion before a promoted challenger champion again. */
    void rollBack(TenantId tenant, String by, UUID id, String reason) {
        Release release = require(id);
        if (release.state() != ReleaseState.PROMOTED) throw wrongState(release, "rolled back");
        transactions.withConnection(tenant, connection -> {
            pins.refusePinned(connection, release.task());
            return id;
        });
        releases.rollBack(
                new Step(release, "roll-back", ReleaseState.ROLLED_BACK, tenant, by, reason, "rolled-back-by-hand"));
        watch.refresh();
        champions.unload(release.model(), release.version(), Step.WATCH);
    }

    private Release require(UUID id) {
        return transactions
                .withConnection(TenantId.PLATFORM, connection -> store.find(connection, id))
                .orElseThrow(() -> notFound(id));
    }

    static PlatformException notFound(UUID id) {
        return new PlatformException(RuntimeErrorCode.LEARNING_RELEASE_NOT_FOUND, "No release has the id " + id + ".");
    }

    private static PlatformException wrongState(Release release, String what) {
        return new PlatformException(
                RuntimeErrorCode.LEARNING_RELEASE_STATE,
                "The release is " + release.state().word() + " and cannot be " + what + " now.");
    }
}
