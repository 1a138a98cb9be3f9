package io.trivium.runtime.learning.update;

/** Whether the owner of an update may continue. Thread-safe. */
public interface Ownership {
    /** Name under which the update is owned. */
    String owner();

    /** Whether the work is to end: the update was cancelled or lost, or this process ends. */
    boolean isToStop();

    /** Stores values of the running step. */
    void note(UpdateChange change);
}
