package io.trivium.med.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Free-response ROC of marks in scans, as LUNA16 counts (Setio et al., Med Image Anal 42:1, 2017): a nodule is found at
 * its mark with the highest score, further marks on it do not count, and a mark on no nodule is a false positive.
 */
public final class Froc {
    /** False positives per scan at which the sensitivity is given. */
    public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    private record Mark(double score, boolean found) {}

    private final List<Mark> marks = new ArrayList<>();
    private int scans;
    private int nodules;

    /**
     * One scan.
     *
     * @param surest of each nodule the highest score of its marks, 0 for one that was not marked
     * @param falsePositives scores of marks on nothing
     */
    public void add(List<Double> surest, List<Double> falsePositives) {
        scans++;
        nodules += surest.size();
        for (double score : surest) if (score > 0) marks.add(new Mark(score, true));
        for (double score : falsePositives) marks.add(new Mark(score, false));
    }

    public int scans() {
        return scans;
    }

    public int nodules() {
        return nodules;
    }

    /** Share of the nodules found at the lowest threshold that gives no more than some false positives per scan. */
    public double sensitivity(double rate) {
        return at(rate)[0];
    }

    /** Returns that threshold; 0 if all marks together do not exceed the rate. */
    public double threshold(double rate) {
        return at(rate)[1];
    }

    private double[] at(double rate) {
        List<Mark> sorted = new ArrayList<>(marks);
        sorted.sort(Comparator.comparingDouble(Mark::score).reversed());
        int found = 0;
        int wrong = 0;
        double threshold = 1;
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            int hits = 0;
            while (to < sorted.size()
                    && sorted.get(to).score() == sorted.get(from).score()) {
                if (sorted.get(to).found()) hits++;
                to++;
            }
            wrong += to - from - hits;
            if (wrong > rate * scans) return new double[] {share(found), threshold};
            found += hits;
            threshold = sorted.get(from).score();
            from = to;
        }
        return new double[] {share(found), 0};
    }

    private double share(int found) {
        return nodules == 0 ? Double.NaN : (double) found / nodules;
    }

    /** Sensitivity by {@link #RATES}, and their mean. */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        double sum = 0;
        for (double rate : RATES) {
            String name = rate < 1 ? "1/" + Math.round(1 / rate) : Long.toString(Math.round(rate));
            map.put(name, sensitivity(rate));
            sum += sensitivity(rate);
        }
        map.put("mean", sum / RATES.size());
        return map;
    }
}
