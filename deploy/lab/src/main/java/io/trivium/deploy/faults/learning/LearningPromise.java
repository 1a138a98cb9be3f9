package io.trivium.deploy.faults.learning;

import io.trivium.deploy.faults.Promise;

/** The guarantees of the learning store that a run checks. */
public enum LearningPromise implements Promise {
    /** Acknowledged, and not in the store. */
    LOST("labels-lost"),
    /** In the store more than once. */
    TWICE("labels-stored-twice"),
    /** In the store, but never sent, or sent with other content. */
    NEVER_SENT("labels-never-sent");

    private final String measure;

    LearningPromise(String measure) {
        this.measure = measure;
    }

    @Override
    public String measure() {
        return measure;
    }
}
