package io.trivium.runtime.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Sets a share of the numbers of one pass to 0 and scales the others so that their sum is expected to stay. */
@FunctionalInterface
public interface DropoutSource {
    /** Changes nothing. */
    DropoutSource NONE = x -> x;

    /**
     * Drops some numbers.
     *
     * @param x numbers of whole rows, row after row
     */
    NDArray of(NDArray x);

    /** By the engine's own generator, which the caller seeds. One for all threads of the process. */
    static DropoutSource ofEngine(float rate) {
        return rate == 0 ? NONE : x -> Operations.dropout(x, rate);
    }

    /**
     * By row, place in the network and seed alone, so that a row loses the same numbers regardless of the device and
     * the other rows it is computed with. For one pass in one thread.
     *
     * @param firstRow number of the pass's first row among all rows of a step
     * @param rows of the pass
     */
    static DropoutSource ofRows(float rate, long seed, int firstRow, int rows) {
        return rate == 0 ? NONE : new OfRows(rate, seed, firstRow, rows);
    }

    /** SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from a start of its own for every row and place. */
    final class OfRows implements DropoutSource {
        private static final long GAMMA = 0x9E3779B97F4A7C15L;
        private static final int BITS = 24;

        private final float kept;
        private final long threshold;
        private final long seed;
        private final int firstRow;
        private final int rows;
        private int place;

        private OfRows(float rate, long seed, int firstRow, int rows) {
            this.kept = 1 / (1 - rate);
            this.threshold = (long) (rate * (1 << BITS));
            this.seed = seed;
            this.firstRow = firstRow;
            this.rows = rows;
        }

        @Override
        public NDArray of(NDArray x) {
            float[] factors = new float[Math.toIntExact(x.size())];
            int perRow = factors.length / rows;
            for (int row = 0; row < rows; row++) {
                long state = mixed(seed ^ mixed(((long) place << Integer.SIZE) + firstRow + row));
                for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                    state += GAMMA;
                    factors[i] = mixed(state) >>> (Long.SIZE - BITS) < threshold ? 0 : kept;
                }
            }
            place++;
            NDManager manager = x.getManager();
            return x.mul(manager.create(factors, x.getShape()));
        }

        private static long mixed(long z) {
            long first = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
            return second ^ (second >>> 31);
        }
    }
}
