package io.trivium.runtime.export;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rounds weights to 4 bits so that the layer's outputs, not its weights, change least: GPTQ (Frantar et al., arXiv
 * 2210.17323, algorithm 1) with the scales of all groups fixed beforehand and the columns taken in the order of falling
 * second moments, so that the result needs no list of which column belongs to which group. A group is a block of
 * MatMulNBits. Linear algebra is in double precision. Thread-safe: nothing is kept between calls.
 */
final class Gptq {
    /** Share of the mean second moment that is added to all of them. */
    private static final double DAMPING = 0.01;

    /** The same for an input seen so seldom that its second moments are nearly singular. */
    private static final double RARE_DAMPING = 0.1;

    private static final double MORE_DAMPING = 10;
    private static final int ATTEMPTS = 4;

    /** Columns whose errors are spread to the later columns in one step. */
    private static final int LAZY_COLUMNS = 128;

    /** Inputs per column of a group below which plain rounding is the better guess. */
    private static final int ENOUGH_PER_COLUMN = 4;

    private Gptq() {}

    /**
     * Quantises one layer.
     *
     * @param inputs the inputs of the layer during calibration; with too few of them, or none, every weight is only
     *     rounded
     * @throws IllegalArgumentException when a weight or second moment is not finite or the sizes differ
     */
    static QuantisedMatrix quantise(Matrix weight, SecondMoments inputs) {
        if (inputs.size() != weight.columns()) {
            throw new IllegalArgumentException(
                    "second moments of " + inputs.size() + " inputs for a layer of " + weight.columns());
        }
        int block = QuantisedMatrix.blockFor(weight.columns());
        Grid grid = Grid.of(weight, block);
        if (!isEnough(inputs)) return grid.round(weight);
        double damping = inputs.rows() < (long) ENOUGH_PER_COLUMN * weight.columns() ? RARE_DAMPING : DAMPING;
        double[] moments = inputs.mean();
        for (double moment : moments) {
            if (!Double.isFinite(moment)) throw new IllegalArgumentException("calibration gave " + moment);
        }
        return quantise(weight, grid, moments, damping);
    }

    /** Whether the layer was seen often enough for more than rounding. */
    static boolean isEnough(SecondMoments inputs) {
        return inputs.rows() >= (long) ENOUGH_PER_COLUMN * QuantisedMatrix.blockFor(inputs.size());
    }

    /** Every weight to the nearest value of its group. */
    static QuantisedMatrix round(Matrix weight) {
        return Grid.of(weight, QuantisedMatrix.blockFor(weight.columns())).round(weight);
    }

    private static QuantisedMatrix quantise(Matrix weight, Grid grid, double[] moments, double damping) {
        int columns = weight.columns();
        double[] live = moments.clone();
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            double own = live[c * columns + c];
            sum += own;
            if (own == 0) live[c * columns + c] = 1;
        }
        if (sum == 0) return grid.round(weight);
        int[] order = byFallingMoment(live, columns);
        double[] sorted = permuted(live, columns, order);
        double added = damping * sum / columns;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double[] damped = sorted.clone();
            for (int c = 0; c < columns; c++) damped[c * columns + c] += added;
            if (Cholesky.upperOfInverse(damped, columns)) return spread(weight, grid, moments, order, damped);
            added *= MORE_DAMPING;
        }
        return grid.round(weight);
    }

    private static int[] byFallingMoment(double[] moments, int columns) {
        return IntStream.range(0, columns)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -moments[c * columns + c]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double[] permuted(double[] matrix, int size, int[] order) {
        double[] turned = new double[matrix.length];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) turned[i * size + j] = matrix[order[i] * size + order[j]];
        }
        return turned;
    }

    /** Rounds column after column and lets the columns behind make up for each one's error. */
    private static QuantisedMatrix spread(Matrix weight, Grid grid, double[] moments, int[] order, double[] upper) {
        int rows = weight.rows();
        int columns = weight.columns();
        double[] left = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                int c = order[i];
                boolean dead = moments[c * columns + c] == 0;
                left[r * columns + i] = dead ? 0 : weight.values()[r * columns + c];
            }
        }
        byte[] codes = new byte[rows * columns];
        double[] errors = new double[LAZY_COLUMNS];
        for (int from = 0; from < columns; from += LAZY_COLUMNS) {
            int to = Math.min(columns, from + LAZY_COLUMNS);
            for (int r = 0; r < rows; r++) {
                int row = r * columns;
                for (int i = from; i < to; i++) {
                    int code = grid.code(r, order[i], left[row + i]);
                    codes[row + order[i]] = (byte) code;
                    double error = (left[row + i] - grid.value(r, order[i], code)) / upper[i * columns + i];
                    errors[i - from] = error;
                    subtract(left, row, upper, i * columns, i + 1, to, error);
                }
                for (int i = from; i < to; i++) subtract(left, row, upper, i * columns, to, columns, errors[i - from]);
            }
        }
        return QuantisedMatrix.pack(rows, columns, grid.block, codes, grid.scales, grid.zeros);
    }

    private static void subtract(double[] left, int row, double[] upper, int at, int from, int to, double error) {
        for (int j = from; j < to; j++) left[row + j] -= error * upper[at + j];
    }

    /** The sixteen values each group of columns may take; 0 is always one of them. */
    private static final class Grid {
        private final int columns;
        private final int block;
        private final int blocks;
        private final float[] scales;
        private final byte[] zeros;

        private Grid(int rows, int columns, int block) {
            this.columns = columns;
            this.block = block;
            this.blocks = QuantisedMatrix.blocks(columns, block);
            this.scales = new float[rows * blocks];
            this.zeros = new byte[rows * blocks];
        }

        static Grid of(Matrix weight, int block) {
            Grid grid = new Grid(weight.rows(), weight.columns(), block);
            for (int r = 0; r < weight.rows(); r++) {
                for (int b = 0; b < grid.blocks; b++) grid.fit(weight, r, b);
            }
            return grid;
        }

        private void fit(Matrix weight, int r, int b) {
            float low = 0;
            float high = 0;
            for (int c = b * block; c < Math.min(columns, (b + 1) * block); c++) {
                float value = weight.values()[r * columns + c];
                if (!Float.isFinite(value)) throw new IllegalArgumentException("a weight is " + value);
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            float scale = (high - low) / QuantisedMatrix.LARGEST_CODE;
            boolean flat = !(scale > Float.MIN_NORMAL);
            scales[r * blocks + b] = flat ? 1 : scale;
            zeros[r * blocks + b] = flat ? 0 : (byte) clamp(Math.round(-low / scale));
        }

        int code(int r, int c, double value) {
            int at = r * blocks + c / block;
            return clamp(Math.round(value / scales[at]) + zeros[at]);
        }

        double value(int r, int c, int code) {
            int at = r * blocks + c / block;
            return (double) (code - zeros[at]) * scales[at];
        }

        private static int clamp(long code) {
            return (int) Math.clamp(code, 0L, QuantisedMatrix.LARGEST_CODE);
        }

        QuantisedMatrix round(Matrix weight) {
            byte[] codes = new byte[weight.values().length];
            for (int r = 0; r < weight.rows(); r++) {
                for (int c = 0; c < columns; c++) {
                    codes[r * columns + c] = (byte) code(r, c, weight.values()[r * columns + c]);
                }
            }
            return QuantisedMatrix.pack(
                    weight.rows(),
                    columns,
                    block,
                    codes,
                    Arrays.copyOf(scales, scales.length),
                    Arrays.copyOf(zeros, zeros.length));
        }
    }
}
