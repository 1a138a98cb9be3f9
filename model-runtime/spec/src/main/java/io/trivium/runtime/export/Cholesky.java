package io.trivium.runtime.export;

/** The one factorisation {@link Gptq} needs, written so that every inner loop runs along a row. */
final class Cholesky {
    private Cholesky() {}

    /**
     * Replaces a symmetric positive definite matrix A by the upper triangular U with {@code A⁻¹ = Uᵀ·U}. It comes from
     * factoring {@code A = R·Rᵀ} with R upper triangular, from the last column to the first, and inverting R in place: A
     * itself is never inverted.
     *
     * @param a [size, size]; holds U afterwards, zero below the diagonal
     * @return false when the matrix is not positive definite; {@code a} is then of no use
     */
    static boolean upperOfInverse(double[] a, int size) {
        return factor(a, size) && invert(a, size);
    }

    /**
     * Leaves Rᵀ, which is lower triangular, in the lower half: row k of it is column k of R. The outer product of a
     * finished column is subtracted from the rest of the matrix.
     */
    private static boolean factor(double[] a, int size) {
        for (int k = size - 1; k >= 0; k--) {
            int row = k * size;
            double pivot = a[row + k];
            if (!(pivot > 0) || Double.isInfinite(pivot)) return false;
            double root = Math.sqrt(pivot);
            a[row + k] = root;
            double inverse = 1 / root;
            for (int j = 0; j < k; j++) a[row + j] *= inverse;
            for (int i = 0; i < k; i++) {
                double factor = a[row + i];
                if (factor == 0) continue;
                int target = i * size;
                for (int j = 0; j <= i; j++) a[target + j] -= factor * a[row + j];
            }
        }
        return true;
    }

    /** From Rᵀ in the lower half to R⁻¹ in the upper one. */
    private static boolean invert(double[] a, int size) {
        double[] inverse = new double[a.length];
        for (int i = size - 1; i >= 0; i--) {
            int target = i * size;
            double own = 1 / a[target + i];
            for (int k = i + 1; k < size; k++) {
                double factor = -a[k * size + i] * own;
                if (factor == 0) continue;
                int source = k * size;
                for (int j = k; j < size; j++) inverse[target + j] += factor * inverse[source + j];
            }
            inverse[target + i] = own;
        }
        System.arraycopy(inverse, 0, a, 0, a.length);
        for (int i = 0; i < size; i++) if (!Double.isFinite(a[i * size + i])) return false;
        return true;
    }
}
