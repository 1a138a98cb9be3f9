package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.Message;
import java.io.IOException;
import java.util.Optional;

/** A service of the acceptor: the classes it knows, and what it does with a message of one. Thread-safe. */
public interface DimseService {

    /** Whether the service is one for this SOP class. */
    boolean serves(String abstractSyntax);

    /** The transfer syntax to accept, or empty when none suits; the first plain one unless said otherwise. */
    default Optional<String> choose(ProposedContext context) {
        return Uids.PLAIN.stream().filter(context.transferSyntaxes()::contains).findFirst();
    }

    /** Whether the requestor may be provider of this class (storage commitment results). */
    default boolean requestorMayProvide() {
        return false;
    }

    /**
     * Answers one message. The data set need not be read; its unread rest is dropped.
     *
     * @throws IOException the association cannot continue
     */
    void handle(Session session, Message message) throws IOException;

    /** The association is over, released or not. */
    default void ended(Session session) {}
}
