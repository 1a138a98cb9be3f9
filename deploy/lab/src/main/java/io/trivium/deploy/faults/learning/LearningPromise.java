package io.trivium.deploy.faults.learning;

import io.trivium.deploy.faults.Promise;

/** What a run holds the learning store to. */
public enum LearningPromise implements Promise {
    /** Acknowledged, and not in the store. */
    LOST("labels-lost"),
    /** In the store more than once. */
    TWICE("labels-stored-twice"),
    /** In the store, and nobody sent it, or not so. */
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
