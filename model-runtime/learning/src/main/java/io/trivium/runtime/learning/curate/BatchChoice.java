package io.trivium.runtime.learning.curate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses the rows to label next, several at once: those that a model is unsure of, perhaps weighted by how many others
 * they represent (information density, Settles 2008), each as far as possible from those chosen before it (k-centre
 * greedy, Sener and Savarese 2018). The same rows, figures and seed give the same choice.
 *
 * @param densityWeight exponent of density; 0 leaves it out
 * @param diversityWeight exponent of the distance to the chosen ones; 0 leaves it out
 */
record BatchChoice(double densityWeight, double diversityWeight, long seed) {
    /** Without density: with it, rare classes were chosen later than without (docs/reference/learning-curation.md). */
    static final BatchChoice USUAL = new BatchChoice(0, 0.5, 7);

    private static final int REFERENCES = 64;
    private static final int FEWEST_CANDIDATES = 400;
    private static final int CANDIDATES_EACH = 8;

    /**
     * A row that was chosen.
     *
     * @param worth uncertainty times density, before diversity
     */
    record Chosen(int row, double uncertainty, double density, double worth) {}

    /**
     * The most worthwhile first.
     *
     * @param uncertainty of each row of the pool, from 0 to 1
     * @param pool rows that may be chosen
     */
    List<Chosen> choose(Scaled rows, int[] pool, double[] uncertainty, int count) {
        double[] density = density(rows, pool);
        List<Chosen> candidates = new ArrayList<>();
        for (int i = 0; i < pool.length; i++) {
            double worth = uncertainty[i] * Math.pow(density[i], densityWeight);
            candidates.add(new Chosen(pool[i], uncertainty[i], density[i], worth));
        }
        candidates.sort(Comparator.comparingDouble(Chosen::worth).reversed().thenComparingInt(Chosen::row));
        int most = Math.max(FEWEST_CANDIDATES, CANDIDATES_EACH * count);
        if (candidates.size() > most) candidates = new ArrayList<>(candidates.subList(0, most));
        return spread(rows, candidates, count);
    }

    private List<Chosen> spread(Scaled rows, List<Chosen> candidates, int count) {
        double[] nearest = new double[candidates.size()];
        Arrays.fill(nearest, 1);
        List<Chosen> chosen = new ArrayList<>();
        boolean[] taken = new boolean[candidates.size()];
        while (chosen.size() < Math.min(count, candidates.size())) {
            int best = -1;
            double most = -1;
            for (int i = 0; i < taken.length; i++) {
                double worth = candidates.get(i).worth() * Math.pow(nearest[i], diversityWeight / 2);
                if (!taken[i] && worth > most) {
                    best = i;
                    most = worth;
                }
            }
            taken[best] = true;
            chosen.add(candidates.get(best));
            for (int i = 0; i < taken.length && diversityWeight > 0; i++) {
                if (taken[i]) continue;
                double apart =
                        rows.apart(candidates.get(best).row(), candidates.get(i).row());
                nearest[i] = chosen.size() == 1 ? apart : Math.min(nearest[i], apart);
            }
        }
        return chosen;
    }

    /** Mean likeness to some rows of the pool, from 0 to 1. */
    private double[] density(Scaled rows, int[] pool) {
        double[] density = new double[pool.length];
        if (densityWeight == 0) {
            Arrays.fill(density, 1);
            return density;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] references = new int[Math.min(REFERENCES, pool.length)];
        for (int i = 0; i < references.length; i++) references[i] = pool[random.nextInt(pool.length)];
        for (int i = 0; i < pool.length; i++) {
            for (int reference : references) density[i] += 1 / (1 + rows.apart(pool[i], reference));
            density[i] /= references.length;
        }
        return density;
    }
}
