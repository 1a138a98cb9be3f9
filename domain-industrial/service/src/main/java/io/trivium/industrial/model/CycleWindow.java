package io.trivium.industrial.model;

/**
 * The input of a network for defects of cycles: the deviation of a cycle from the good ones of its job. Deviations are
 * compressed logarithmically, since differences between large ones are not relevant.
 *
 * @param series {@code [24, 10]}: parts of the cycle, then channels
 * @param features {@code [66]}: summaries of each channel, and by which share the levels deviate
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CycleWindow(float[] series, float[] features) {
    /** Tags that a network is for. */
    public static final int TAGS = 5;

    /** Channels of the series. */
    public static final int CHANNELS = 2 * TAGS;

    private static final int SUMMARIES = 6;

    /** Numbers of the features. */
    public static final int FEATURES = SUMMARIES * CHANNELS + TAGS + 1;

    private static final int THIRD = CycleShape.STEPS / 3;

    /** A share of a level as a number near 1. */
    private static final double SHARE = 20;

    /** Good cycles of which more would make no difference. */
    private static final double MANY = 20;

    /** Creates the window of a cycle whose job has a reference. */
    public static CycleWindow of(CycleShape shape, CycleReference reference) {
        if (shape.channels() != CHANNELS || reference.channels() != CHANNELS) {
            throw new IllegalArgumentException("a cycle has " + TAGS + " tags, not " + shape.tags());
        }
        float[] series = new float[CycleShape.STEPS * CHANNELS];
        float[] features = new float[FEATURES];
        for (int channel = 0; channel < CHANNELS; channel++) {
            double[] off = new double[CycleShape.STEPS];
            for (int step = 0; step < off.length; step++) {
                off[step] = compressed(reference.off(shape, step, channel));
                series[step * CHANNELS + channel] = (float) off[step];
            }
            summarise(off, features, SUMMARIES * channel);
        }
        for (int tag = 0; tag < TAGS; tag++) {
            features[SUMMARIES * CHANNELS + tag] = (float) (SHARE * share(shape, reference, tag));
        }
        features[FEATURES - 1] = (float) Math.min(1, reference.cycles() / MANY);
        return new CycleWindow(series, features);
    }

    private static double compressed(double off) {
        return Math.signum(off) * Math.log1p(Math.abs(off));
    }

    private static void summarise(double[] off, float[] features, int at) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double[] thirds = new double[3];
        double squares = 0;
        for (int step = 0; step < off.length; step++) {
            thirds[step / THIRD] += off[step] / THIRD;
            squares += off[step] * off[step] / off.length;
            // Two steps together: a drop of spatter is in one.
            if (step > 0) {
                double both = (off[step] + off[step - 1]) / 2;
                least = Math.min(least, both);
                most = Math.max(most, both);
            }
        }
        features[at] = (float) thirds[0];
        features[at + 1] = (float) thirds[1];
        features[at + 2] = (float) thirds[2];
        features[at + 3] = (float) least;
        features[at + 4] = (float) most;
        features[at + 5] = (float) Math.sqrt(squares);
    }

    private static double share(CycleShape shape, CycleReference reference, int tag) {
        double level = 0;
        double usual = 0;
        for (int step = 0; step < CycleShape.STEPS; step++) {
            level += shape.at(step, tag);
            usual += reference.middle(step, tag);
        }
        return usual == 0 ? 0 : Math.clamp(level / usual - 1, -1, 1);
    }
}
