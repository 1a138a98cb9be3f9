package io.trivium.med.reading;

/** Repeatability of the volume of an outline. Pure. */
final class VolumeError {
    private static final double LEAST = 0.08;
    private static final double EDGE_MM = 0.4;

    private VolumeError() {}

    /**
     * Standard deviation of the natural logarithm of a measured volume, of one measurement.
     *
     * @param volumeMm3 measured
     * @param sliceMm distance of the slices
     */
    static double ofLog(double volumeMm3, double sliceMm) {
        double diameter = Math.cbrt(6 * volumeMm3 / Math.PI);
        return Math.hypot(LEAST, EDGE_MM / diameter);
    }
}
