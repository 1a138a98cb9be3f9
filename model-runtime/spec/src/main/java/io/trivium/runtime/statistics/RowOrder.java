package io.trivium.runtime.statistics;

import java.util.SplittableRandom;

/** The order of a training's rows in an epoch, by seed and epoch alone. */
public final class RowOrder {
    private RowOrder() {}

    public static int[] of(int rows, long seed, int epoch) {
        return of(rows, seed * 31 + epoch);
    }

    /** Any order, by the seed alone. */
    public static int[] of(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) order[i] = i;
        for (int i = rows - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }
}
