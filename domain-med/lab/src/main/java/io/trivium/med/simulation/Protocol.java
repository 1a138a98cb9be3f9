package io.trivium.med.simulation;

import java.util.SplittableRandom;

/**
 * The settings of the scan and reconstruction of a chest.
 *
 * @param inPlaneMm pixel spacing
 * @param sliceMm distance of the slices, and their thickness
 * @param blurMm deviation of the Gaussian in the plane that models the kernel
 * @param sharpening share of high frequencies added, 0 for soft kernels
 * @param noiseHu deviation of the noise in the lungs at 1 mm
 * @param grainMm deviation of the Gaussian that correlates the noise in the plane
 */
public record Protocol(
        double inPlaneMm, double sliceMm, double blurMm, double sharpening, double noiseHu, double grainMm) {
    private static final double[] THICKNESSES = {1, 1.25, 1.25, 1.5, 2, 2.5, 2.5, 3, 5};

    /** One as hospitals use them, with slices of 1 to 5 mm. */
    public static Protocol any(SplittableRandom random) {
        double slice = THICKNESSES[random.nextInt(THICKNESSES.length)];
        boolean sharp = random.nextInt(3) == 0;
        return new Protocol(
                ThoraxShape.between(random, 0.6, 0.9),
                slice,
                ThoraxShape.between(random, 0.3, 0.7),
                sharp ? ThoraxShape.between(random, 0.3, 1.2) : 0,
                ThoraxShape.between(random, 12, sharp ? 90 : 45),
                sharp ? 0.35 : ThoraxShape.between(random, 0.4, 0.9));
    }

    /** Returns a protocol with thin slices, as lung cancer screening requires: at most 2.5 mm. */
    public static Protocol thin(SplittableRandom random) {
        while (true) {
            Protocol protocol = any(random);
            if (protocol.sliceMm <= 2.5) return protocol;
        }
    }

    /** One with slices of 5 mm or more, as many archives hold them. */
    public static Protocol thick(SplittableRandom random) {
        Protocol protocol = any(random);
        double slice = random.nextInt(3) == 0 ? 7.5 : 5;
        return new Protocol(
                protocol.inPlaneMm, slice, protocol.blurMm, protocol.sharpening, protocol.noiseHu, protocol.grainMm);
    }

    /** Slices of the ideal volume that are averaged to one. */
    int parts() {
        return Math.max(1, (int) Math.round(sliceMm / 1.25));
    }
}
