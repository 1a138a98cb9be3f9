package io.trivium.med.detection;

/** Eigenvalues of a symmetric 3 × 3 matrix by their trigonometric form (Smith, CACM 4(4):168, 1961). */
final class SymmetricEigenvalues {
    private SymmetricEigenvalues() {}

    /** The largest first. */
    static double[] of(double[][] a) {
        double off = a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2];
        double mean = (a[0][0] + a[1][1] + a[2][2]) / 3;
        double spread = square(a[0][0] - mean) + square(a[1][1] - mean) + square(a[2][2] - mean) + 2 * off;
        double p = Math.sqrt(spread / 6);
        if (p < 1e-12) return new double[] {mean, mean, mean};
        double b00 = (a[0][0] - mean) / p;
        double b11 = (a[1][1] - mean) / p;
        double b22 = (a[2][2] - mean) / p;
        double b01 = a[0][1] / p;
        double b02 = a[0][2] / p;
        double b12 = a[1][2] / p;
        double determinant =
                b00 * (b11 * b22 - b12 * b12) - b01 * (b01 * b22 - b12 * b02) + b02 * (b01 * b12 - b11 * b02);
        double angle = Math.acos(Math.clamp(determinant / 2, -1, 1)) / 3;
        double first = mean + 2 * p * Math.cos(angle);
        double third = mean + 2 * p * Math.cos(angle + 2 * Math.PI / 3);
        return new double[] {first, 3 * mean - first - third, third};
    }

    private static double square(double value) {
        return value * value;
    }
}
