package io.trivium.industrial.process.bead;

import java.util.random.RandomGenerator;

/** The region in which a process's equations are valid and its welder may weld, in coded values. */
public sealed interface Region {
    boolean contains(double[] coded);

    /** Moves the point to the nearest one of the region. */
    void project(double[] coded);

    /** Samples a point uniformly from the region, which is centred at 0. */
    double[] sample(int dimensions, RandomGenerator random);

    /** All points at most this far from the centre: a rotatable composite design says nothing of the corners. */
    record Ball(double radius) implements Region {
        private static final double ROUNDING = 1e-9;

        @Override
        public boolean contains(double[] coded) {
            return length(coded) <= radius * (1 + ROUNDING);
        }

        @Override
        public void project(double[] coded) {
            double length = length(coded);
            if (length <= radius) return;
            for (int i = 0; i < coded.length; i++) coded[i] *= radius / length;
        }

        @Override
        public double[] sample(int dimensions, RandomGenerator random) {
            double[] point = new double[dimensions];
            for (int i = 0; i < dimensions; i++) point[i] = random.nextGaussian();
            double scale = radius * Math.pow(random.nextDouble(), 1.0 / dimensions) / length(point);
            for (int i = 0; i < dimensions; i++) point[i] *= scale;
            return point;
        }

        private static double length(double[] coded) {
            double squares = 0;
            for (double each : coded) squares += each * each;
            return Math.sqrt(squares);
        }
    }

    /** Every setting in its own range. */
    record Box(double half) implements Region {
        @Override
        public boolean contains(double[] coded) {
            for (double each : coded) if (!(Math.abs(each) <= half)) return false;
            return true;
        }

        @Override
        public void project(double[] coded) {
            for (int i = 0; i < coded.length; i++) coded[i] = Math.clamp(coded[i], -half, half);
        }

        @Override
        public double[] sample(int dimensions, RandomGenerator random) {
            double[] point = new double[dimensions];
            for (int i = 0; i < dimensions; i++) point[i] = random.nextDouble(-half, half);
            return point;
        }
    }
}
