package io.trivium.runtime.learning.update.step;

import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateRequest;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.Gatekeeper;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateJson;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.variant.Variants;
import io.trivium.runtime.registry.Challengers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the gates for the challenger, compared with the version that it would replace, and for the rival where it is
 * better than the challenger.
 */
@ApplicationScoped
class GateStep implements UpdateStep {
    private final Instance<Gatekeeper> gatekeeper;
    private final Challengers challengers;
    private final Variants variants;
    private final InstantSource clock;

    GateStep(Instance<Gatekeeper> gatekeeper, Challengers challengers, Variants variants, InstantSource clock) {
        this.gatekeeper = gatekeeper;
        this.challengers = challengers;
        this.variants = variants;
        this.clock = clock;
    }

    @Override
    public UpdateState state() {
        return UpdateState.GATING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) throws InterruptedException {
        if (!gatekeeper.isResolvable()) {
            throw new UpdateFailure(
                    "no-gates",
                    "This installation has no gates, so that nothing may pass; promote version "
                            + row.requireChallenger() + " by hand if it is good.");
        }
        GateReport report = examine(row, row.requireChallenger(), row.rival());
        GateReport instead =
                isRivalsTurn(row, report) ? examine(row, row.requireRival(), null) : new GateReport(List.of());
        UpdateChange change = report.passed() || instead.passed()
                ? UpdateChange.to(UpdateState.RELEASING)
                : UpdateChange.end(
                        UpdateState.REFUSED,
                        clock.instant(),
                        "gates-failed",
                        failed(row.requireChallenger(), report)
                                + (instead.results().isEmpty() ? "" : "; " + failed(row.requireRival(), instead))
                                + "; the champion stays.");
        return change.set("gates", UpdateJson.write(report.results()))
                .set("rival_gates", UpdateJson.write(instead.results()));
    }

    private GateReport examine(UpdateRow row, VersionNumber version, @Nullable VersionNumber rival)
            throws InterruptedException {
        return gatekeeper
                .get()
                .examine(new GateRequest(
                        row.tenant(), row.task(), row.model(), version, served(row), row.manifest(), rival));
    }

    /** Also where the champion is a simple model: it would go out of date while no mixture of experts takes its place. */
    private boolean isRivalsTurn(UpdateRow row, GateReport challengers) {
        if (row.rival() == null || challengers.passed()) return false;
        return challengers.failed().stream().anyMatch(GateResult::losesToRival)
                || this.challengers
                        .find(row.model(), row.champion())
                        .filter(TrainingCommand::isRival)
                        .isPresent();
    }

    /** Which gates a version did not pass, in words. */
    static String failed(VersionNumber version, GateReport report) {
        return "Version " + version + " did not pass "
                + report.failed().stream().map(GateResult::gate).collect(Collectors.joining(", "));
    }

    /** The champion, or the variant that serves the tenant in its place. */
    private VersionNumber served(UpdateRow row) {
        return row.settings().isForTenant()
                ? variants.served(row.tenant(), row.model(), row.champion())
                : row.champion();
    }
}
