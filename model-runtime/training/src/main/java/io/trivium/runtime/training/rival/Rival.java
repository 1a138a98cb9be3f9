package io.trivium.runtime.training.rival;

/** A kind of simple model with settings that are the same for every task, so that nothing is chosen on measured rows. */
public interface Rival {
    /** Stable name, such as {@code trees}. */
    String name();

    /** Whether another seed gives another model. */
    boolean isSeeded();

    /**
     * Trains on some rows and answers others. The same rows and seed give the same answers.
     *
     * @param held rows of the same width that choose when training stops
     * @param measured whose labels are not read
     * @return {@code [rows][numbers]}: a number, the probability of label 1, or the probability of each class
     */
    float[][] answers(Answer answer, RivalRows learned, RivalRows held, RivalRows measured, long seed);
}
