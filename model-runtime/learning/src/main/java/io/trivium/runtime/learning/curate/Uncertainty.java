package io.trivium.runtime.learning.curate;

/** The uncertainty of probabilities of classes. */
final class Uncertainty {
    private Uncertainty() {}

    /** 1 where the two most probable classes are as probable, 0 where one is certain (margin sampling). */
    static double of(float[] probabilities) {
        float first = 0;
        float second = 0;
        for (float each : probabilities) {
            if (each > first) {
                second = first;
                first = each;
            } else if (each > second) {
                second = each;
            }
        }
        return 1 - (first - second);
    }
}
