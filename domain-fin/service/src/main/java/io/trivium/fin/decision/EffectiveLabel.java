package io.trivium.fin.decision;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the effective label of one authorization. For each source its newest observation counts (on equal times the
 * one with {@code fraud}), so that a late, repeated or reversed label changes nothing else. Between the sources: a
 * chargeback that is not reversed is fraud, whatever the other sources say; without one the analyst's label counts;
 * then that of any other source; and a chargeback that was reversed, or did not come, is the weakest label for genuine.
 * Pure: the order and number of observations do not matter.
 */
final class EffectiveLabel {

    static final String CHARGEBACK = "chargeback";
    static final String ANALYST = "analyst";
    private static final String FRAUD = "fraud";

    private static final Comparator<LabelObservation> NEWEST = Comparator.comparing(LabelObservation::observedAt)
            .thenComparing(observation -> observation.label().equals(FRAUD));

    /** Among sources: the weight, then the newest, then the name, so that there is always one. */
    private static final Comparator<LabelObservation> WEIGHTIEST = Comparator.comparingInt(EffectiveLabel::weight)
            .thenComparing(NEWEST)
            .thenComparing(LabelObservation::source);

    private EffectiveLabel() {}

    /** The newest observation of every source. */
    static Map<String, LabelObservation> bySource(Collection<LabelObservation> observations) {
        Map<String, LabelObservation> newest = new HashMap<>();
        for (LabelObservation each : observations) {
            newest.merge(each.source(), each, (a, b) -> NEWEST.compare(a, b) >= 0 ? a : b);
        }
        return newest;
    }

    /** The observation that counts; null if there is none. */
    static @Nullable LabelObservation of(Collection<LabelObservation> observations) {
        return bySource(observations).values().stream().max(WEIGHTIEST).orElse(null);
    }

    private static int weight(LabelObservation observation) {
        boolean fraud = observation.label().equals(FRAUD);
        return switch (observation.source()) {
            case CHARGEBACK -> fraud ? 3 : 0;
            case ANALYST -> 2;
            default -> 1;
        };
    }
}
