package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GptqTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 200;

    @Test
    void theFactorTimesItselfIsTheInverse() {
        Random random = new Random(1);
        int size = 12;
        SecondMoments moments = new SecondMoments(size);
        moments.add(gaussian(random, 40 * size), 40);
        double[] matrix = moments.mean();
        double[] upper = matrix.clone();
        assertTrue(Cholesky.upperOfInverse(upper, size));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                // (UᵀU)·A is the identity.
                double sum = 0;
                for (int k = 0; k < size; k++) {
                    double inverse = 0;
                    for (int m = 0; m < size; m++) inverse += upper[m * size + i] * upper[m * size + k];
                    sum += inverse * matrix[k * size + j];
                }
                assertEquals(i == j ? 1 : 0, sum, 1e-9);
                if (j < i) assertEquals(0, upper[i * size + j]);
            }
        }
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsRefused() {
        assertFalse(Cholesky.upperOfInverse(new double[] {1, 2, 2, 1}, 2));
        assertFalse(Cholesky.upperOfInverse(new double[] {Double.NaN, 0, 0, 1}, 2));
    }

    @Test
    void codesAreThoseOfTheAlgorithmWrittenDownColumnByColumn() {
        for (int seed = 0; seed < 5; seed++) {
            Matrix weight = new Matrix(ROWS, COLUMNS, gaussian(new Random(seed), ROWS * COLUMNS));
            SecondMoments inputs = correlated(new Random(seed + 100), COLUMNS, 900);
            QuantisedMatrix fast = Gptq.quantise(weight, inputs);
            byte[] expected = plain(weight, inputs);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    assertEquals(expected[r * COLUMNS + c], fast.code(r, c), "seed " + seed + ", " + r + ", " + c);
                }
            }
        }
    }

    @Test
    void outputsOfCorrelatedInputsChangeLessThanByRounding() {
        for (int seed = 0; seed < 5; seed++) {
            Matrix weight = new Matrix(ROWS, COLUMNS, gaussian(new Random(seed), ROWS * COLUMNS));
            SecondMoments inputs = correlated(new Random(seed + 100), COLUMNS, 2_000);
            double rounded = error(weight, Gptq.round(weight), inputs);
            double fitted = error(weight, Gptq.quantise(weight, inputs), inputs);
            assertTrue(fitted < 0.5 * rounded, "seed " + seed + ": " + fitted + " after rounding's " + rounded);
        }
    }

    @Test
    void aLayerThatWasSeldomSeenIsRounded() {
        Matrix weight = new Matrix(ROWS, COLUMNS, gaussian(new Random(2), ROWS * COLUMNS));
        QuantisedMatrix seldom = Gptq.quantise(weight, correlated(new Random(3), COLUMNS, 511));
        assertArrayEquals(Gptq.round(weight).packed(), seldom.packed());
        QuantisedMatrix never = Gptq.quantise(weight, new SecondMoments(COLUMNS));
        assertArrayEquals(Gptq.round(weight).packed(), never.packed());
    }

    @Test
    void inputsThatAreAlwaysZeroGetAWeightOfZero() {
        Matrix weight = new Matrix(1, 32, gaussian(new Random(4), 32));
        float[] inputs = gaussian(new Random(5), 400 * 32);
        for (int n = 0; n < 400; n++) inputs[n * 32 + 7] = 0;
        SecondMoments moments = new SecondMoments(32);
        moments.add(inputs, 400);
        assertEquals(0f, Gptq.quantise(weight, moments).dequantised().values()[7]);
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() {
        Matrix weight = new Matrix(1, 16, new float[16]);
        weight.values()[3] = Float.NaN;
        assertThrows(IllegalArgumentException.class, () -> Gptq.round(weight));
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** Inputs that are mixtures of a few sources and some noise. */
    private static SecondMoments correlated(Random random, int size, int count) {
        int sources = size / 8;
        float[] mix = gaussian(random, size * sources);
        SecondMoments moments = new SecondMoments(size);
        for (int n = 0; n < count; n++) {
            float[] source = gaussian(random, sources);
            float[] x = gaussian(random, size);
            for (int i = 0; i < size; i++) {
                x[i] *= 0.1f;
                for (int s = 0; s < sources; s++) x[i] += mix[i * sources + s] * source[s];
            }
            moments.add(x, 1);
        }
        return moments;
    }

    /** Mean squared change of the outputs. */
    private static double error(Matrix weight, QuantisedMatrix quantised, SecondMoments inputs) {
        double[] moments = inputs.mean();
        float[] now = quantised.dequantised().values();
        int columns = weight.columns();
        double sum = 0;
        for (int r = 0; r < weight.rows(); r++) {
            for (int i = 0; i < columns; i++) {
                double left = now[r * columns + i] - weight.values()[r * columns + i];
                for (int j = 0; j < columns; j++) {
                    double right = now[r * columns + j] - weight.values()[r * columns + j];
                    sum += left * moments[i * columns + j] * right;
                }
            }
        }
        return sum;
    }

    /** The algorithm as published: inverse by Gauss and Jordan, its Cholesky factor, one column at a time. */
    private static byte[] plain(Matrix weight, SecondMoments inputs) {
        int n = weight.columns();
        double[] h = inputs.mean();
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(c -> -h[c * n + c]));
        double mean =
                IntStream.range(0, n).mapToDouble(c -> h[c * n + c]).average().orElseThrow();
        double damping = inputs.rows() < 4L * n ? 0.1 : 0.01;
        double[][] sorted = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) sorted[i][j] = h[order[i] * n + order[j]] + (i == j ? damping * mean : 0);
            sorted[i][n + i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = sorted[p][p];
            for (int j = 0; j < 2 * n; j++) sorted[p][j] /= pivot;
            for (int i = 0; i < n; i++) {
                double factor = sorted[i][p];
                if (i == p || factor == 0) continue;
                for (int j = 0; j < 2 * n; j++) sorted[i][j] -= factor * sorted[p][j];
            }
        }
        double[][] upper = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                double sum = sorted[i][n + j];
                for (int k = 0; k < i; k++) sum -= upper[k][i] * upper[k][j];
                upper[i][j] = j == i ? Math.sqrt(sum) : sum / upper[i][i];
            }
        }
        QuantisedMatrix grid = Gptq.round(weight);
        byte[] codes = new byte[weight.rows() * n];
        for (int r = 0; r < weight.rows(); r++) {
            double[] w = new double[n];
            for (int i = 0; i < n; i++) w[i] = weight.values()[r * n + order[i]];
            for (int i = 0; i < n; i++) {
                int c = order[i];
                double scale = grid.scales()[r * grid.blocks() + c / grid.block()];
                int zero = grid.zeroPoint(r, c / grid.block());
                long code = Math.clamp(Math.round(w[i] / scale) + zero, 0L, 15);
                codes[r * n + c] = (byte) code;
                double error = (w[i] - (code - zero) * scale) / upper[i][i];
                for (int j = i + 1; j < n; j++) w[j] -= error * upper[i][j];
            }
        }
        return codes;
    }
}
