package io.trivium.runtime.learning.update.step;

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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;

/** Evaluates the gates for the challenger, compared with the version that it would replace. */
@ApplicationScoped
class GateStep implements UpdateStep {
    private final Instance<Gatekeeper> gatekeeper;
    private final Variants variants;
    private final InstantSource clock;

    GateStep(Instance<Gatekeeper> gatekeeper, Variants variants, InstantSource clock) {
        this.gatekeeper = gatekeeper;
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
        GateReport report = gatekeeper
                .get()
                .examine(new GateRequest(
                        row.tenant().value(),
                        row.task(),
                        row.model(),
                        row.requireChallenger(),
                        served(row),
                        row.manifest()));
        UpdateChange change = report.passed()
                ? UpdateChange.to(UpdateState.RELEASING)
                : UpdateChange.end(
                        UpdateState.REFUSED,
                        clock.instant(),
                        "gates-failed",
                        "Version " + row.requireChallenger() + " did not pass "
                                + String.join(
                                        ", ",
                                        report.failed().stream()
                                                .map(GateResult::gate)
                                                .toList())
                                + "; the champion stays.");
        return change.set("gates", UpdateJson.write(report.results()));
    }

    /** The champion, or the variant that serves the tenant in its place. */
    private String served(UpdateRow row) {
        return row.settings().isForTenant()
                ? variants.served(row.tenant(), row.model(), row.champion())
                : row.champion();
    }
}
