package io.trivium.runtime.learning.update.step;

import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.release.Challenger;
import io.trivium.runtime.learning.release.ReleaseDesk;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.variant.NewVariant;
import io.trivium.runtime.learning.variant.Variants;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Offers the challenger, or the rival that passed in its place, for release, or installs it for its tenant where it is for
 * that tenant alone.
 */
@ApplicationScoped
class ReleaseStep implements UpdateStep {
    private final Instance<ReleaseDesk> desk;
    private final Variants variants;
    private final InstantSource clock;

    ReleaseStep(Instance<ReleaseDesk> desk, Variants variants, InstantSource clock) {
        this.desk = desk;
        this.variants = variants;
        this.clock = clock;
    }

    @Override
    public UpdateState state() {
        return UpdateState.RELEASING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) {
        if (row.settings().isForTenant()) return install(row);
        if (!desk.isResolvable()) {
            throw new UpdateFailure(
                    "no-releases",
                    "This installation releases nothing by itself; promote version " + row.requireChallenger()
                            + " by hand, it has passed its gates.");
        }
        GateReport report = new GateReport(row.gates());
        UUID release = desk.get()
                .offer(new Challenger(
                        row.task(),
                        row.model(),
                        report.passed() ? row.requireChallenger() : row.requireRival(),
                        row.champion(),
                        row.manifest(),
                        row.id(),
                        report.passed() ? null : row.requireChallenger(),
                        report.passed() ? report : new GateReport(row.rivalGates())));
        UpdateChange end = report.passed()
                ? UpdateChange.end(UpdateState.RELEASED, clock.instant(), null, null)
                : UpdateChange.end(
                        UpdateState.RELEASED,
                        clock.instant(),
                        "rival-offered",
                        GateStep.failed(row.requireChallenger(), report) + "; version " + row.requireRival()
                                + ", a simple model of the same data set, is offered instead.");
        return end.set("release_id", release);
    }

    private UpdateChange install(UpdateRow row) {
        UUID variant = variants.install(new NewVariant(
                row.tenant(),
                row.task(),
                row.model(),
                row.champion(),
                row.requireChallenger(),
                row.id(),
                row.requireManifest(),
                row.requestedBy()));
        return UpdateChange.end(UpdateState.RELEASED, clock.instant(), null, null)
                .set("variant_id", variant);
    }
}
