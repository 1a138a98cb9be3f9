package io.trivium.med.dicom;

import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Rejection;
import java.net.InetAddress;

/** Told what happens to associations, for the log, the audit log and metrics. Thread-safe; must not throw. */
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

    /** A connection ended before an association was asked for. */
    default void abandoned(InetAddress host, String why) {}

    /** An association ended because of a fault of the node itself. */
    default void failed(Session session, RuntimeException fault) {}

    /** How an association ended. */
    enum Outcome {
        RELEASED,
        ABORTED_BY_PEER,
        PROTOCOL_ERROR,
        TIMED_OUT,
        FAILED
    }
}
