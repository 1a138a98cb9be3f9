package io.trivium.industrial.process.advice;

import io.trivium.industrial.process.bead.SetPoint;

/** An operator's verdict on a recommendation. */
public sealed interface Verdict {
    /** The operator prefers that option to the others. */
    record Accepted(Recommendation.Aim aim) implements Verdict {}

    /** The operator prefers the current settings to that option. */
    record Rejected(Recommendation.Aim aim, String reason) implements Verdict {
        public Rejected {
            if (reason.isBlank()) throw new IllegalArgumentException("say why the recommendation is rejected");
        }
    }

    /** Rather a set-point of the operator's own than that option. */
    record Preferred(SetPoint setPoint, Recommendation.Aim over) implements Verdict {}
}
