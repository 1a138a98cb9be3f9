package io.trivium.runtime.learning.curate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which labels are likely wrong, by confident learning (Northcutt, Jiang, Chuang, JAIR 2021, arXiv 1911.00068): a row
 * counts as class j when its probability of j is at least the mean that the rows labelled j have (equation 2); of
 * several such classes the most probable one. Counts of label and class make the confident joint (equation 1),
 * calibrated to the labels' own counts (equation 3). Of each pair as many rows are suspected as the joint gives, those
 * with the widest margin first (prune by noise rate), but none that neither counted as the other class nor has it more
 * probable than its label. Pure.
 */
final class ConfidentLearning {
    private final int[] labels;
    private final float[] probabilities;
    private final int classes;
    private final double[] thresholds;
    private final int[] confident;
    private final int[][] joint;

    /**
     * A row whose label is likely wrong.
     *
     * @param suggested the class that it counts as
     * @param probability of that class
     * @param margin by which it is more probable than the label
     */
    record Suspect(int row, int suggested, double probability, double margin) {}

    /** @param probabilities out of sample, row-major {@code [rows, classes]} */
    ConfidentLearning(int[] labels, float[] probabilities, int classes) {
        if (probabilities.length != (long) labels.length * classes) {
            throw new IllegalArgumentException(probabilities.length + " probabilities are not those of " + labels.length
                    + " rows and " + classes + " classes");
        }
        this.labels = labels.clone();
        this.probabilities = probabilities.clone();
        this.classes = classes;
        this.thresholds = thresholds();
        this.confident = new int[labels.length];
        this.joint = new int[classes][classes];
        for (int row = 0; row < labels.length; row++) {
            confident[row] = confidentClass(row);
            if (confident[row] >= 0) joint[labels[row]][confident[row]]++;
        }
    }

    private double of(int row, int kind) {
        return probabilities[row * classes + kind];
    }

    private double[] thresholds() {
        double[] sum = new double[classes];
        int[] count = new int[classes];
        for (int row = 0; row < labels.length; row++) {
            sum[labels[row]] += of(row, labels[row]);
            count[labels[row]]++;
        }
        for (int kind = 0; kind < classes; kind++) {
            sum[kind] = count[kind] == 0 ? Double.POSITIVE_INFINITY : sum[kind] / count[kind];
        }
        return sum;
    }

    private int confidentClass(int row) {
        int best = -1;
        for (int kind = 0; kind < classes; kind++) {
            if (of(row, kind) >= thresholds[kind] && (best < 0 || of(row, kind) > of(row, best))) best = kind;
        }
        return best;
    }

    /** Mean probability of each class among the rows that have it as label; infinite of a class without rows. */
    double[] thresholdsOfClasses() {
        return thresholds.clone();
    }

    /** Counts of rows by label and by the class that they count as. */
    int[][] confidentJoint() {
        return Arrays.stream(joint).map(int[]::clone).toArray(int[][]::new);
    }

    /** How many rows have one label and are of another class, estimated; the counts of a label sum up to its rows. */
    double[][] calibratedJoint() {
        double[][] calibrated = new double[classes][classes];
        int[] count = new int[classes];
        for (int label : labels) count[label]++;
        for (int label = 0; label < classes; label++) {
            int sum = Arrays.stream(joint[label]).sum();
            for (int kind = 0; kind < classes; kind++) {
                calibrated[label][kind] =
                        sum == 0 ? kind == label ? count[label] : 0 : (double) joint[label][kind] * count[label] / sum;
            }
        }
        return calibrated;
    }

    /** The rows whose labels are likely wrong, the widest margin first. */
    List<Suspect> suspects() {
        double[][] estimated = calibratedJoint();
        List<Suspect> found = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            for (int kind = 0; kind < classes; kind++) {
                if (kind == label || joint[label][kind] == 0) continue;
                found.addAll(suspects(label, kind).stream()
                        .limit(Math.round(estimated[label][kind]))
                        .toList());
            }
        }
        found.sort(widestFirst());
        return found;
    }

    private List<Suspect> suspects(int label, int kind) {
        List<Suspect> pair = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] != label) continue;
            if (confident[row] != kind && (confident[row] >= 0 || of(row, kind) <= of(row, label))) continue;
            pair.add(new Suspect(row, kind, of(row, kind), of(row, kind) - of(row, label)));
        }
        pair.sort(widestFirst());
        return pair;
    }

    private static Comparator<Suspect> widestFirst() {
        return Comparator.comparingDouble(Suspect::margin).reversed().thenComparingInt(Suspect::row);
    }
}
