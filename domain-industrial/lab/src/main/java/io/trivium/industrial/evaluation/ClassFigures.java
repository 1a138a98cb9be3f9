package io.trivium.industrial.evaluation;

import java.util.Arrays;
import java.util.TreeMap;

/** Counts of true classes against those that were answered. */
public final class ClassFigures {
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

    /** Area under the precision-recall curve as the mean precision at each positive (ties counted together). */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        long positives = 0;
        long seen = 0;
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int hits = 0;
            while (to < order.length && scores[order[to]] == scores[order[from]]) if (positive[order[to++]]) hits++;
            positives += hits;
            seen += to - from;
            sum += hits * (positives / (double) seen);
            from = to;
        }
        return positives == 0 ? 0 : sum / positives;
    }
}
