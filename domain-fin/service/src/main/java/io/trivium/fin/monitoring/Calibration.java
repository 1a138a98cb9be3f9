package io.trivium.fin.monitoring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether scores are probabilities: the mean score of every bin against the share of fraud in it. Pure.
 *
 * @param bins those with decisions, by score
 * @param expectedError mean distance of the two, weighted by decisions; null with none (Naeini et al., AAAI 2015)
 */
public record Calibration(List<Reliability> bins, @Nullable Double expectedError, long decisions, long frauds) {

    /**
     * One bin.
     *
     * @param from lowest score; the bin is 0.05 wide
     * @param meanScore of its decisions
     * @param fraudRate of its decisions
     */
    public record Reliability(double from, long decisions, double meanScore, double fraudRate) {}

    static Calibration of(long[] decisions, double[] scoreSums, long[] frauds) {
        List<Reliability> bins = new ArrayList<>();
        long total = Bins.total(decisions);
        double error = 0;
        for (int i = 0; i < decisions.length; i++) {
            if (decisions[i] > 0) {
                double score = Math.min(1, scoreSums[i] / decisions[i]);
                double rate = Math.min(1, (double) frauds[i] / decisions[i]);
                bins.add(new Reliability((double) i / decisions.length, decisions[i], score, rate));
                error += Math.abs(score - rate) * decisions[i] / total;
            }
        }
        return new Calibration(bins, total == 0 ? null : error, total, Bins.total(frauds));
    }
}
