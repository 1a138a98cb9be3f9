package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.association.AssociateRequest.ProposedContext;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * C-STORE as provider (PS3.4 annex B), for every storage class in every transfer syntax: the data set is passed to the
 * store as it arrives, unread and unchanged. Of several transfer syntaxes in one context the sender's first is taken.
 * Thread-safe.
 */
public final class StorageService implements DimseService {

    private static final int CHUNK = 64 * 1024;

    private final InstanceSink sink;
    private final Set<String> privateClasses;

    /** @param privateClasses SOP classes that are stored in addition to those of the standard */
    public StorageService(InstanceSink sink, Set<String> privateClasses) {
        this.sink = sink;
        this.privateClasses = Set.copyOf(privateClasses);
    }

    @Override
    public boolean serves(String abstractSyntax) {
        return Uids.isStorageClass(abstractSyntax) || privateClasses.contains(abstractSyntax);
    }

    @Override
    public Optional<String> choose(ProposedContext context) {
        return Optional.of(context.transferSyntaxes().getFirst());
    }

    @Override
    public void handle(Session session, Message message) throws IOException {
        CommandSet request = message.command();
        CommandSet answer = answer(session, message, request);
        DicomServer.drain(message.data()); // a sender may not listen before it has sent all
        session.association().send(message.context(), answer);
    }

    private CommandSet answer(Session session, Message message, CommandSet request) throws IOException {
        if (request.field() != Command.C_STORE_RQ) return CommandSet.response(request, Status.UNRECOGNIZED_OPERATION);
        if (!request.hasData()) return refusal(request, Status.CANNOT_UNDERSTAND, "no data set follows");
        String sopClass = request.text(Command.AFFECTED_SOP_CLASS).orElse("");
        String sopInstance = request.text(Command.AFFECTED_SOP_INSTANCE).orElse("");
        if (!sopClass.equals(message.context().abstractSyntax())) {
            return refusal(request, Status.REFUSED_SOP_CLASS, "the SOP class is not that of the context");
        }
        if (!Uids.isUid(sopInstance)) {
            return refusal(request, Status.INVALID_INSTANCE, "the SOP Instance UID is no UID");
        }
        Incoming incoming = new Incoming(
                session.peer().tenant(),
                sopClass,
                sopInstance,
                message.context().transferSyntax(),
                session.peer().aeTitle().value(),
                Optional.of(session.association().remote().getAddress()),
                session.id());
        try (Upload upload = sink.begin(incoming)) {
            byte[] chunk = new byte[CHUNK];
            int count = message.data().read(chunk, 0, CHUNK);
            while (count >= 0) {
                upload.write(chunk, 0, count);
                count = message.data().read(chunk, 0, CHUNK);
            }
            Stored stored = upload.finish();
            session.countStored();
            CommandSet response = CommandSet.response(request, stored.status());
            return stored.comment().isEmpty() ? response : response.comment(stored.comment());
        } catch (StoreRefusedException e) {
            return refusal(request, e.status(), e.comment());
        }
    }

    private static CommandSet refusal(CommandSet request, int status, String comment) {
        return CommandSet.response(request, status).comment(comment);
    }
}
