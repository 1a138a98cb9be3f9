package io.trivium.industrial.process.bead;

import java.util.random.RandomGenerator;

/**
 * A simulated welding cell: the process of the equations, off by the same share of its scatter at every set-point, and a
 * measurement of each bead that scatters. Not thread-safe.
 */
public final class Plant {
    private final WeldProcess process;
    private final double[] offset;
    private final RandomGenerator random;

    private Plant(WeldProcess process, double[] offset, RandomGenerator random) {
        this.process = process;
        this.offset = offset;
        this.random = random;
    }

    /** A cell that is as the equations say. */
    public static Plant nominal(WeldProcess process, RandomGenerator random) {
        return new Plant(process, new double[3], random);
    }

    /**
     * A cell that differs from the equations.
     *
     * @param deviation of the offset of each dimension, in standard deviations of single beads
     */
    public static Plant shifted(WeldProcess process, double deviation, RandomGenerator random) {
        double[] offset = new double[3];
        for (int i = 0; i < offset.length; i++) offset[i] = deviation * random.nextGaussian();
        return new Plant(process, offset, random);
    }

    public WeldProcess process() {
        return process;
    }

    /** The bead this cell makes on average. */
    public Bead expected(double[] coded) {
        return moved(coded, offset[0], offset[1], offset[2]);
    }

    /** One bead, measured. */
    public Bead weld(double[] coded) {
        return moved(
                coded,
                offset[0] + random.nextGaussian(),
                offset[1] + random.nextGaussian(),
                offset[2] + random.nextGaussian());
    }

    private Bead moved(double[] coded, double width, double height, double penetration) {
        BeadSpread scatter = process.scatter(coded);
        return process.expected(coded)
                .plus(width * scatter.widthMm(), height * scatter.heightMm(), penetration * scatter.penetrationMm());
    }
}
