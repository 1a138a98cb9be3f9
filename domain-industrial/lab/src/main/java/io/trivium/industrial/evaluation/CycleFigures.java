package io.trivium.industrial.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Accuracy of the detection of defective cycles. A cycle counts as detected when its probability of a defect is one
 * half or more, as for raising an alarm. Expected calibration error as in {@link ModeFigures}.
 */
public final class CycleFigures {
    private static final int RANGES = 10;
    private static final double DECIDED = 0.5;

    /** Upper ends of the severities. */
    private static final double[] SEVERITIES = {0.25, 0.5, 0.75, 1};

    private final List<String> classes;
    private final List<Answer> answers = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int truth, double severity, double[] probabilities) {
        int best() {
            int best = 0;
            for (int c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[best]) best = c;
            return best;
        }

        boolean isToldDefective() {
            return 1 - probabilities[0] >= DECIDED;
        }
    }

    /** @param classes their names, the good one first */
    public CycleFigures(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    public void add(int truth, double severity, double[] probabilities) {
        answers.add(new Answer(truth, severity, probabilities.clone()));
    }

    /** All figures, by the names of {@code evaluate industrial}. */
    public Map<String, Object> asMap() {
        ClassFigures counted = new ClassFigures();
        answers.forEach(answer -> counted.add(answer.truth(), answer.best()));
        List<Answer> good =
                answers.stream().filter(answer -> answer.truth() == 0).toList();
        List<Answer> defective =
                answers.stream().filter(answer -> answer.truth() != 0).toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("cycles", answers.size());
        figures.put("accuracy", counted.accuracy());
        figures.put("macro_f1", counted.macroF1());
        figures.put("expected_calibration_error", calibrationError());
        figures.put("false_alarms_per_100_good", 100 * share(good, Answer::isToldDefective));
        figures.put("defects_found", share(defective, Answer::isToldDefective));
        Map<String, Object> recall = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            int own = c;
            recall.put(
                    classes.get(c),
                    share(
                            answers.stream()
                                    .filter(answer -> answer.truth() == own)
                                    .toList(),
                            answer -> answer.best() == own));
        }
        figures.put("recall", recall);
        Map<String, Object> bySeverity = new LinkedHashMap<>();
        double from = 0;
        for (double to : SEVERITIES) {
            double above = from;
            List<Answer> some = defective.stream()
                    .filter(answer -> answer.severity() > above && answer.severity() <= to)
                    .toList();
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("cycles", some.size());
            part.put("found", share(some, Answer::isToldDefective));
            part.put("right_defect", share(some, answer -> answer.best() == answer.truth()));
            bySeverity.put(from + "_to_" + to, part);
            from = to;
        }
        figures.put("by_severity", bySeverity);
        return figures;
    }

    private static double share(List<Answer> of, Predicate<Answer> holds) {
        return of.isEmpty() ? 0 : of.stream().filter(holds).count() / (double) of.size();
    }

    private double calibrationError() {
        double[] sure = new double[RANGES];
        double[] right = new double[RANGES];
        for (Answer answer : answers) {
            int best = answer.best();
            double probability = answer.probabilities()[best];
            int range = (int) Math.min(RANGES - 1, probability * RANGES);
            sure[range] += probability;
            if (best == answer.truth()) right[range]++;
        }
        double error = 0;
        for (int r = 0; r < RANGES; r++) error += Math.abs(sure[r] - right[r]) / Math.max(1, answers.size());
        return error;
    }
}
