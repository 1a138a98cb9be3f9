package io.trivium.industrial.cycle;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleShape;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cycle as it is stored.
 *
 * @param job null if the type has one job
 * @param reason why it is incomplete or unjudged
 * @param tags from which it is detected
 * @param shape null of an incomplete one
 * @param verdict the model's answer; null without an answer
 * @param label a person's label; null without a label
 */
record StoredCycle(
        UUID cycleId,
        UUID assetId,
        int version,
        Instant begin,
        Instant end,
        @Nullable Integer job,
        CycleState state,
        @Nullable String reason,
        List<String> tags,
        @Nullable CycleShape shape,
        @Nullable Instant waitingSince,
        @Nullable Verdict verdict,
        @Nullable Label label) {

    /** A cycle is judged defective if the probability of any defect is at least this. */
    static final double DECIDED = 0.5;

    /**
     * The model's verdict.
     *
     * @param defect name of a defect, or good
     * @param probabilities of a good cycle, then of each defect in the model's order
     */
    record Verdict(String defect, List<Double> probabilities, ModelReference modelVersion, Instant at) {

        /** Returns the probability of any defect. */
        double defective() {
            return Math.clamp(1 - probabilities.get(CycleProfile.GOOD), 0, 1);
        }

        boolean isGood() {
            return defect.equals(CycleProfile.GOOD_NAME);
        }

        /** Probability of the most probable defect, or of a good cycle if it is judged good. */
        double probability() {
            return isGood()
                    ? probabilities.get(CycleProfile.GOOD)
                    : probabilities.stream()
                            .skip(1)
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(0);
        }

        static Verdict of(CycleProfile profile, double[] probabilities, ModelReference modelVersion, Instant at) {
            int likeliest = 1;
            for (int c = 2; c < probabilities.length; c++) {
                if (probabilities[c] > probabilities[likeliest]) likeliest = c;
            }
            boolean isGood = 1 - probabilities[CycleProfile.GOOD] < DECIDED;
            return new Verdict(
                    profile.name(isGood ? CycleProfile.GOOD : likeliest),
                    Arrays.stream(probabilities).boxed().toList(),
                    modelVersion,
                    at);
        }
    }

    /**
     * A person's label.
     *
     * @param defect name of a defect, or good
     */
    record Label(
            String defect, String by, Instant at, @Nullable String note) {}
}
