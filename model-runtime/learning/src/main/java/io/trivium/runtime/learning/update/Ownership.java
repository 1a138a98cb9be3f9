package io.trivium.runtime.learning.update;

/** Whether whoever works on an update may go on. Thread-safe. */
public interface Ownership {
    /** Name under which the update is owned. */
    String owner();

    /** Whether the work is to end: the update was cancelled or lost, or this process ends. */
    boolean isToStop();

    /** Puts down something of the step that is at work. */
    void note(UpdateChange change);
}
