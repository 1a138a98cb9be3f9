package io.trivium.med.dicom;

import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Rejection;
import java.net.InetAddress;

/** Tells the store when nothing more comes in an association, and another observer everything. Thread-safe. */
record SinkObserver(AssociationObserver observer, InstanceSink sink) implements AssociationObserver {

    @Override
    public void refused(AssociateRequest request, InetAddress host, Rejection rejection, String why) {
        observer.refused(request, host, rejection, why);
    }

    @Override
    public void opened(Session session) {
        observer.opened(session);
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        sink.ended(session.id());
        observer.ended(session, outcome);
    }

    @Override
    public void abandoned(InetAddress host, String why) {
        observer.abandoned(host, why);
    }

    @Override
    public void failed(Session session, RuntimeException fault) {
        observer.failed(session, fault);
    }
}
