package io.trivium.runtime.learning.release;

import io.quarkus.arc.Arc;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Begins releases. Thread-safe. */
@ApplicationScoped
class OfferDesk implements ReleaseDesk {
    /** Offers outside of any request are the daily update's. */
    private static final String UPDATE = "system:update";

    private static final String CHAMPION_CHANGED = "champion-changed";
    private static final String SIGNATURE_DIFFERS = "signature-differs";

    private final Releases releases;
    private final ReleaseStore store;
    private final ReleaseWatch watch;
    private final ReleasePolicy policy;
    private final ChampionSwitch champions;
    private final InferenceService inference;
    private final TenantTransactions transactions;
    private final Caller caller;

    OfferDesk(
            Releases releases,
            ReleaseStore store,
            ReleaseWatch watch,
            ReleasePolicy policy,
            ChampionSwitch champions,
            InferenceService inference,
            TenantTransactions transactions,
            Caller caller) {
        this.releases = releases;
        this.store = store;
        this.watch = watch;
        this.policy = policy;
        this.champions = champions;
        this.inference = inference;
        this.transactions = transactions;
        this.caller = caller;
    }

    /** Why a release is over as soon as it begins. */
    private record Ending(ReleaseState state, String code, String message) {}

    @Override
    public UUID offer(Challenger challenger) {
        if (!challenger.gates().passed()) {
            throw new IllegalArgumentException("a challenger whose gates have not passed is not released");
        }
        Optional<Release> known = transactions.withConnection(
                TenantId.PLATFORM, connection -> store.find(connection, challenger.model(), challenger.version()));
        if (known.isPresent()) return known.orElseThrow().id();
        champions.load(challenger.model(), challenger.version(), Step.WATCH);
        Ending ending = ending(challenger);
        UUID id = transactions.withConnection(TenantId.PLATFORM, connection -> begin(connection, challenger, ending));
        watch.refresh();
        return id;
    }

    private UUID begin(Connection connection, Challenger challenger, @Nullable Ending ending) {
        store.lock(connection, challenger.model());
        Optional<Release> known = store.find(connection, challenger.model(), challenger.version());
        if (known.isPresent()) return known.orElseThrow().id();
        if (ending == null) {
            for (Release other : store.open(connection)) {
                if (other.model().equals(challenger.model()) && other.state().isUnderWay()) {
                    releases.write(
                            connection,
                            Step.own(
                                    other,
                                    "supersede",
                                    ReleaseState.SUPERSEDED,
                                    "version " + challenger.version() + " was offered",
                                    null));
                }
            }
        }
        Release release = release(challenger, ending);
        String instead = challenger.insteadOf() == null ? "" : ", offered instead of version " + challenger.insteadOf();
        releases.begin(connection, release, (ending == null ? "all gates passed" : ending.message()) + instead);
        return release.id();
    }

    private Release release(Challenger challenger, @Nullable Ending ending) {
        Instant now = releases.now();
        return new Release(
                UUID.randomUUID(),
                challenger.task(),
                challenger.model(),
                challenger.version(),
                challenger.champion(),
                challenger.manifest(),
                challenger.update(),
                ending == null ? ReleaseState.SHADOW : ending.state(),
                policy.isHighRisk(challenger.task()),
                List.copyOf(challenger.gates().results()),
                now,
                offeredBy(),
                now,
                ending == null ? null : now,
                1,
                ending == null ? null : ending.code(),
                ending == null ? null : ending.message());
    }

    private @Nullable Ending ending(Challenger challenger) {
        ModelName model = challenger.model();
        Optional<VersionNumber> champion = champions.champion(model);
        if (!champion.equals(Optional.of(challenger.champion()))) {
            return new Ending(
                    ReleaseState.SUPERSEDED,
                    CHAMPION_CHANGED,
                    "the gates compared it with version " + challenger.champion() + ", and the champion is "
                            + champion.map(VersionNumber::value).orElse("none"));
        }
        InferenceService.Description theirs = inference.describe(model, champion.map(VersionNumber::value));
        InferenceService.Description ours =
                inference.describe(model, Optional.of(challenger.version().value()));
        if (theirs.inputs().equals(ours.inputs()) && theirs.outputs().equals(ours.outputs())) return null;
        return new Ending(
                ReleaseState.STOPPED,
                SIGNATURE_DIFFERS,
                "its inputs or outputs are not the champion's, so it cannot answer the same requests;"
                        + " promote it by hand once its callers are ready");
    }

    private String offeredBy() {
        return Arc.container().requestContext().isActive() && !caller.isAnonymous() ? caller.name() : UPDATE;
    }
}
