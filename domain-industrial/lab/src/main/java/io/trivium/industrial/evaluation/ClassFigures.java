package io.trivium.industrial.evaluation;

import io.trivium.core.statistics.RankingQuality;
import java.util.TreeMap;

/** Counts of true classes against those that were answered. */
public final class ClassFigures {
    /** Score from which on label 1 is answered. */
    public static final double DECIDED = 0.5;

    private final TreeMap<Integer, TreeMap<Integer, Integer>> counts = new TreeMap<>();
    private int rows;
    private int right;

    public void add(int truth, int answer) {
        counts.computeIfAbsent(truth, ignored -> new TreeMap<>()).merge(answer, 1, Integer::sum);
        counts.computeIfAbsent(answer, ignored -> new TreeMap<>());
        rows++;
        if (truth == answer) right++;
    }

    public double accuracy() {
        return rows == 0 ? 0 : right / (double) rows;
    }

    /** 2TP / (2TP + FP + FN) of one class; 0 if it is neither there nor answered. */
    public double f1(int label) {
        int hit = count(label, label);
        int truth = counts.getOrDefault(label, new TreeMap<>()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        int answered = counts.values().stream()
                .mapToInt(row -> row.getOrDefault(label, 0))
                .sum();
        return hit == 0 ? 0 : 2.0 * hit / (truth + answered);
    }

    /** Mean over the classes that are there or were answered. */
    public double macroF1() {
        return counts.keySet().stream().mapToDouble(this::f1).average().orElse(0);
    }

    private int count(int truth, int answer) {
        return counts.getOrDefault(truth, new TreeMap<>()).getOrDefault(answer, 0);
    }

    /** Macro F1 of the most probable classes of some rows. */
    public static double macroF1(int[] labels, float[][] probabilities, int[] rows) {
        ClassFigures figures = new ClassFigures();
        for (int row : rows) figures.add(labels[row], best(probabilities[row]));
        return figures.macroF1();
    }

    /** The most probable class. */
    public static int best(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[best]) best = c;
        return best;
    }

    /** Average precision of label 1 in some rows. */
    public static double averagePrecision(int[] labels, float[][] scores, int[] rows) {
        double[] some = new double[rows.length];
        boolean[] positive = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[i] = scores[rows[i]][0];
            positive[i] = labels[rows[i]] == 1;
        }
        return RankingQuality.of(some, positive).averagePrecision();
    }

    /** F1 of label 1 in some rows, where a score of one half or more answers it. */
    public static double binaryF1(int[] labels, float[][] scores, int[] rows) {
        ClassFigures figures = new ClassFigures();
        for (int row : rows) figures.add(labels[row], scores[row][0] >= DECIDED ? 1 : 0);
        return figures.f1(1);
    }
}
