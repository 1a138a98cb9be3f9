package io.trivium.deploy.faults;

/** Something that a run holds a platform to, and counts where it is broken. */
public interface Promise {
    /** Name in the report. */
    String measure();
}
