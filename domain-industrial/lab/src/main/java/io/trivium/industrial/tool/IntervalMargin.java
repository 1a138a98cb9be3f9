package io.trivium.industrial.tool;

import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeRows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The margin by which 90 % intervals must be wider than a network's, from its answers on lives that it has not learned from.
 *
 * <p>How far a truth y is outside the ends q of an answer is the score of conformalised quantile regression (Romano, Patterson
 * and Candès, arXiv 1905.03222, equation 6): max(q<sub>low</sub> − y, y − q<sub>high</sub>). Windows of one life are not
 * independent, so each of K lives has the same weight, whatever its number n of windows: the margin is the quantile of Σ over
 * lives and their windows of δ(score) / ((K + 1)·n) + δ(∞) / (K + 1) (Lee, Barber and Willett, arXiv 2306.06342, "HCP"; with
 * one window a life it is equation 8 of Romano et al.). The scores come from networks each of which was trained without a fold
 * of the lives, as in CV+ (Barber, Candès, Ramdas and Tibshirani, Annals of Statistics 49, 2021, arXiv 1905.02928, section 3).
 * The served network is one more, trained on all of these lives, so that the guarantee of CV+ holds only as far as it answers
 * like those.
 */
final class IntervalMargin {
    /** So that a sum of equal weights reaches the level in spite of rounding. */
    private static final double ROUNDING = 1e-9;

    private IntervalMargin() {}

    /**
     * How the truth of a window is outside its interval.
     *
     * @param life identifies the life that the window is of
     * @param cycles by which the truth is outside; negative inside
     */
    record Score(long life, double cycles) {
        /**
         * The score of a window.
         *
         * @param quantiles the network's answer in shares of the horizon; the ends are its smallest and its largest number
         */
        static Score of(LifeRows.Row row, float[] quantiles, double horizon) {
            LifeEstimate.Ends ends = LifeEstimate.Ends.of(quantiles, horizon);
            double truth = Math.min(horizon, row.remaining());
            return new Score(row.asset(), Math.max(ends.lower() - truth, truth - ends.upper()));
        }
    }

    /**
     * Returns the margin by which both ends must be moved outwards, or inwards if it is negative, so that a share of
     * the true values is within the interval. Of so few lives that the level needs an infinite margin, it is the largest score.
     *
     * @param level share, such as 0.9
     */
    static double of(List<Score> scores, double level) {
        if (scores.isEmpty()) throw new IllegalArgumentException("a margin needs scores");
        Map<Long, Integer> windows = new HashMap<>();
        for (Score score : scores) windows.merge(score.life(), 1, Integer::sum);
        Score[] sorted = scores.toArray(Score[]::new);
        Arrays.sort(sorted, Comparator.comparingDouble(Score::cycles));
        double below = 0;
        for (Score score : sorted) {
            below += 1.0 / ((windows.size() + 1.0) * windows.getOrDefault(score.life(), 1));
            if (below >= level - ROUNDING) return score.cycles();
        }
        return sorted[sorted.length - 1].cycles();
    }
}
