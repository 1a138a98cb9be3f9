package io.trivium.industrial.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Accuracy of failure modes, by the distance of their assets from the failure. Expected calibration error: the mean
 * difference between the probability of the most probable answer and its share of correct answers, over ten equal
 * ranges of probability, weighted by their answers (Guo et al., ICML 2017).
 */
public final class ModeFigures {
    private static final int RANGES = 10;

    /** Upper ends of the distances, in cycles; the last is the horizon, beyond which is the class of no failure. */
    private static final int[] DISTANCES = {25, 50, 75, 125};

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(double remaining, int truth, double[] probabilities) {}

    private final List<Answer> answers = new ArrayList<>();

    /**
     * Adds an answer.
     *
     * @param remaining cycles the asset still had
     * @param probabilities of each class
     */
    public void add(double remaining, int truth, double[] probabilities) {
        answers.add(new Answer(remaining, truth, probabilities.clone()));
    }

    /** All figures, by the names of {@code evaluate industrial}. */
    public Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>(of(answers));
        Map<String, Object> byDistance = new LinkedHashMap<>();
        int from = 0;
        for (int to : DISTANCES) {
            byDistance.put(from + "_to_" + to, of(within(from, to)));
            from = to;
        }
        byDistance.put("beyond_" + from, of(within(from, Double.POSITIVE_INFINITY)));
        figures.put("by_cycles_to_failure", byDistance);
        return figures;
    }

    /** Both ends: the nearest distance begins with the failure itself, each other one behind the one before. */
    private List<Answer> within(double from, double to) {
        return answers.stream()
                .filter(answer -> (answer.remaining() > from || from == 0) && answer.remaining() <= to)
                .toList();
    }

    private static Map<String, Object> of(List<Answer> answers) {
        ClassFigures classes = new ClassFigures();
        double[] sure = new double[RANGES];
        double[] right = new double[RANGES];
        for (Answer answer : answers) {
            int best = best(answer.probabilities());
            double probability = answer.probabilities()[best];
            int range = (int) Math.min(RANGES - 1, probability * RANGES);
            classes.add(answer.truth(), best);
            sure[range] += probability;
            if (best == answer.truth()) right[range]++;
        }
        double error = 0;
        for (int r = 0; r < RANGES; r++) error += Math.abs(sure[r] - right[r]) / Math.max(1, answers.size());
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("windows", answers.size());
        figures.put("accuracy", classes.accuracy());
        figures.put("macro_f1", classes.macroF1());
        figures.put("expected_calibration_error", error);
        return figures;
    }

    private static int best(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[best]) best = c;
        return best;
    }
}
