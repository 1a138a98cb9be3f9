package io.trivium.med.archive;

import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.InstanceSink.Incoming;

/** Receives the events of instances, for metrics, log and audit log. Thread-safe; must not throw. */
interface ArchiveObserver {

    /**
     * An instance is safe.
     *
     * @param nanos from the first byte to the commit
     */
    default void stored(InstanceRow row, Duplication duplication, long nanos) {}

    /**
     * An instance was not taken.
     *
     * @param reason one of a few words
     */
    default void refused(Incoming incoming, String reason) {}
}
