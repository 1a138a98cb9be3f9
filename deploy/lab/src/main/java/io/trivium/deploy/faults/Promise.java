package io.trivium.deploy.faults;

/** A promise that a run checks, counting its violations. */
public interface Promise {
    /** Name in the report. */
    String measure();
}
