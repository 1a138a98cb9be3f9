package io.trivium.med.simulation;

import java.util.SplittableRandom;

/** A smooth random function of space: a sum of plane waves, of mean 0 and deviation 1. */
final class WaveField {
    private final double[][] waves;
    private final double scale;

    /**
     * A new one.
     *
     * @param shortestMm least wavelength, {@code longestMm} the greatest
     */
    WaveField(SplittableRandom random, int count, double shortestMm, double longestMm) {
        waves = new double[count][];
        for (int w = 0; w < count; w++) {
            double length = shortestMm * Math.pow(longestMm / shortestMm, random.nextDouble());
            double k = 2 * Math.PI / length;
            double up = 2 * random.nextDouble() - 1;
            double around = 2 * Math.PI * random.nextDouble();
            double flat = Math.sqrt(1 - up * up);
            waves[w] = new double[] {
                k * flat * Math.cos(around), k * flat * Math.sin(around), k * up, 2 * Math.PI * random.nextDouble()
            };
        }
        scale = Math.sqrt(2.0 / count);
    }

    double at(double x, double y, double z) {
        double sum = 0;
        for (double[] wave : waves) sum += Math.sin(wave[0] * x + wave[1] * y + wave[2] * z + wave[3]);
        return sum * scale;
    }
}
