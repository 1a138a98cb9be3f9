package io.trivium.med.reading;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts a decision to events for the model runtime. The example is the finding by its tracking UID; values are on
 * the detector's own scales: detection and malignancy as probabilities, the diameter in mm. Pure.
 */
final class LearningEvents {

    /** The model task that rates findings. */
    static final TaskName TASK = new TaskName("med-lung-nodule");

    /** The model task that decides what is a finding. */
    static final TaskName SUSPICION_TASK = new TaskName("med-nodule-suspicion");

    static final String READER = "radiologist";

    private static final String DETECTION = "detection";
    private static final String MALIGNANCY = "malignancy";
    private static final String DIAMETER = "longest-diameter-mm";
    private static final int INDETERMINATE = 3;

    private LearningEvents() {}

    /**
     * What the models learn: {@code nodule} or {@code no-nodule} for the search, and the reader's malignancy from 1 to 5 for
     * the rating. A malignancy that the reader gave before and no longer gives is withdrawn.
     */
    static List<LabelObserved> labels(
            FindingView finding, @Nullable DecisionView before, DecisionRequest request, Instant at) {
        String example = finding.trackingUid();
        List<LabelObserved> labels = new ArrayList<>();
        String nodule = request.verdict() == FindingVerdict.REJECTED ? "no-nodule" : "nodule";
        labels.add(new LabelObserved(example, SUSPICION_TASK, nodule, READER, at));
        Integer rated = malignancy(request.corrected());
        Integer earlier = before == null ? null : malignancy(before.corrected());
        if (rated != null) {
            labels.add(new LabelObserved(example, TASK, "MALIGNANCY=" + rated, READER, at));
        } else if (earlier != null) {
            labels.add(new LabelObserved(example, TASK, "MALIGNANCY=" + earlier, READER, at, true));
        }
        return labels;
    }

    private static @Nullable Integer malignancy(@Nullable CorrectedFinding corrected) {
        return corrected == null ? null : corrected.malignancy();
    }

    /**
     * Returns the reader's preference over the detector's result. An accepted finding has no better output; if it was
     * rejected or edited before, that is withdrawn by the same pair in reverse order.
     */
    static Optional<PreferenceObserved> preference(
            FindingView finding, @Nullable DecisionView before, DecisionRequest request, Instant at) {
        if (request.verdict() == FindingVerdict.ACCEPTED) {
            return before == null || before.verdict() == FindingVerdict.ACCEPTED
                    ? Optional.empty()
                    : pair(finding, before.verdict(), before.corrected())
                            .map(pair -> new PreferenceObserved(
                                    finding.trackingUid(), TASK, pair.said(), pair.put(), READER, at));
        }
        return pair(finding, request.verdict(), request.corrected())
                .map(pair -> new PreferenceObserved(finding.trackingUid(), TASK, pair.put(), pair.said(), READER, at));
    }

    /** The reader's values and the detector's values; values that the detector did not give are omitted. */
    private record Pair(Map<String, Double> put, Map<String, Double> said) {}

    private static Optional<Pair> pair(
            FindingView finding, FindingVerdict verdict, @Nullable CorrectedFinding corrected) {
        Map<String, Double> put = new TreeMap<>();
        Map<String, Double> said = new TreeMap<>();
        if (verdict == FindingVerdict.REJECTED) {
            put.put(DETECTION, 0.0);
            said.put(DETECTION, finding.detection());
        }
        if (corrected != null && corrected.malignancy() != null && finding.malignancy() != null) {
            put.put(MALIGNANCY, probability(corrected.malignancy()));
            said.put(MALIGNANCY, finding.malignancy());
        }
        if (corrected != null && corrected.longestDiameterMm() != null && finding.longestDiameterMm() != null) {
            put.put(DIAMETER, corrected.longestDiameterMm());
            said.put(DIAMETER, finding.longestDiameterMm());
        }
        return put.isEmpty() || put.equals(said) ? Optional.empty() : Optional.of(new Pair(put, said));
    }

    /** The detector's malignancy is the probability of a rating of 4 or 5; one reader's rating settles it, 3 leaves it open. */
    private static double probability(int rating) {
        return rating == INDETERMINATE ? 0.5 : rating > INDETERMINATE ? 1 : 0;
    }
}
