package io.trivium.deploy.check;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.LogReasons;
import io.trivium.deploy.standalone.PlatformStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks the state of a platform's components, and finds why one keeps ending. */
final class ComponentChecks {
    /** An older restart does not explain the present state. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    private ComponentChecks() {}

    /**
     * One finding for each component that does not just run.
     *
     * @param supervised whether the supervisor lives
     */
    static List<Finding> of(PlatformStatus status, boolean supervised, Instant now) {
        if (!supervised) {
            boolean stopped = status.components().stream().allMatch(it -> it.state() == ComponentState.STOPPED);
            return List.of(
                    stopped
                            ? Finding.good("platform", "stopped")
                            : Finding.waiting(
                                    "platform",
                                    "its supervisor ended without stopping it",
                                    "./trivium up starts it with the data as they are."));
        }
        List<Finding> findings = new ArrayList<>();
        for (ComponentStatus component : status.components()) of(component, now, findings);
        return findings.isEmpty() ? List.of(Finding.good("components", "all ready")) : findings;
    }

    private static void of(ComponentStatus component, Instant now, List<Finding> findings) {
        String name = component.name();
        ComponentStatus.Failure failure = component.lastFailure();
        boolean ready = component.state() == ComponentState.READY;
        if (failure != null && (!ready || failure.at().isAfter(now.minus(RECENT)))) {
            LogReasons.Reason reason = LogReasons.explain(name, failure.reason(), failure.logTail());
            String sentence = reason.sentence() + " (started again " + component.restarts() + " times, last failed "
                    + failure.at() + ")";
            findings.add(
                    ready
                            ? Finding.waiting(name, "ready again; before, " + sentence, reason.remedy())
                            : Finding.bad(name, sentence, reason.remedy()));
        } else if (!ready && component.essential()) {
            String detail = component.detail();
            findings.add(Finding.waiting(
                    name,
                    component.state() == ComponentState.STOPPED ? "stopped" : detail == null ? "not ready" : detail,
                    "./trivium logs " + name));
        }
    }
}
