package io.trivium.med.dicom;

import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Rejection;
import java.net.InetAddress;

/** Receives the events of associations, for the log, the audit log and metrics. Thread-safe; must not throw. */
public interface AssociationObserver {

    /**
     * A request was rejected.
     *
     * @param why for the operator
     */
    default void refused(AssociateRequest request, InetAddress host, Rejection rejection, String why) {}

    default void opened(Session session) {}

    /** An accepted association is over. */
    default void ended(Session session, Outcome outcome) {}

    /** A connection ended before an association was requested. */
    default void abandoned(InetAddress host, String why) {}

    /** An association ended because of a fault of the node itself. */
    default void failed(Session session, RuntimeException fault) {}

    /** The outcome of an association. */
    enum Outcome {
        RELEASED,
        ABORTED_BY_PEER,
        PROTOCOL_ERROR,
        TIMED_OUT,
        FAILED
    }
}
