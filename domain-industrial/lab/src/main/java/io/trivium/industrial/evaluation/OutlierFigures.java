package io.trivium.industrial.evaluation;

/**
 * Rows that a detector marked compared with rows that are in a fault, counted one by one and over all runs together, as
 * SKAB's leaderboard does.
 */
public record OutlierFigures(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
    public static final OutlierFigures NONE = new OutlierFigures(0, 0, 0, 0);

    public static OutlierFigures of(boolean[] marked, boolean[] faulty) {
        if (marked.length != faulty.length) {
            throw new IllegalArgumentException(marked.length + " marks for " + faulty.length + " rows");
        }
        long[] counts = new long[4];
        for (int i = 0; i < marked.length; i++) counts[(marked[i] ? 0 : 2) + (faulty[i] ? 0 : 1)]++;
        return new OutlierFigures(counts[0], counts[1], counts[2], counts[3]);
    }

    public OutlierFigures plus(OutlierFigures other) {
        return new OutlierFigures(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives,
                trueNegatives + other.trueNegatives);
    }

    /** 2TP / (2TP + FP + FN); 0 if nothing is marked and nothing is faulty. */
    public double f1() {
        return truePositives == 0 ? 0 : 2.0 * truePositives / (2 * truePositives + falsePositives + falseNegatives);
    }

    /** Share of the sound rows that were marked, in percent. */
    public double farPercent() {
        return percent(falsePositives, trueNegatives);
    }

    /** Share of the faulty rows that were not marked, in percent. */
    public double marPercent() {
        return percent(falseNegatives, truePositives);
    }

    private static double percent(long these, long others) {
        return these == 0 ? 0 : 100.0 * these / (these + others);
    }
}
