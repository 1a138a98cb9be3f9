package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Storage commitment, push model (PS3.4 annex J): requests as provider (N-ACTION), and the results of others as user
 * (N-EVENT-REPORT). A peer with an address receives the report in a separate association, any other peer in the
 * association of its request. Thread-safe.
 */
public final class CommitmentService implements DimseService {

    private static final int MOST_REFERENCES = 20_000;
    private static final int REQUEST_COMMITMENT = 1;

    private final CommitmentKeeper keeper;
    private final Runnable due;

    /** @param due called when a report is owed to a peer with an address */
    public CommitmentService(CommitmentKeeper keeper, Runnable due) {
        this.keeper = keeper;
        this.due = due;
    }

    @Override
    public boolean serves(String abstractSyntax) {
        return abstractSyntax.equals(Uids.STORAGE_COMMITMENT);
    }

    @Override
    public boolean requestorMayProvide() {
        return true;
    }

    @Override
    public void handle(Session session, Message message) throws IOException {
        CommandSet request = message.command();
        Association association = session.association();
        switch (request.field()) {
            case Command.N_ACTION_RQ -> requested(session, message);
            case Command.N_EVENT_REPORT_RQ -> {
                byte[] bytes = association.readData(message);
                association.send(message.context(), reported(session, message, bytes));
            }
            default -> association.send(message.context(), CommandSet.response(request, Status.UNRECOGNIZED_OPERATION));
        }
    }

    private void requested(Session session, Message message) throws IOException {
        CommandSet request = message.command();
        Association association = session.association();
        byte[] bytes = association.readData(message);
        int actionType = request.findNumber(Command.ACTION_TYPE).orElse(0);
        if (!request.text(Command.REQUESTED_SOP_INSTANCE).equals(Optional.of(Uids.STORAGE_COMMITMENT_INSTANCE))) {
            association.send(message.context(), CommandSet.response(request, Status.NO_SUCH_INSTANCE));
            return;
        }
        if (actionType != REQUEST_COMMITMENT) {
            association.send(message.context(), CommandSet.response(request, Status.NO_SUCH_ACTION));
            return;
        }
        String transaction;
        List<InstanceReference> references;
        try {
            DataSet data = read(message, bytes);
            transaction = CommitmentResult.transaction(data);
            references = CommitmentResult.references(data, Tag.REFERENCED_SOP_SEQUENCE);
            if (references.isEmpty() || references.size() > MOST_REFERENCES) {
                throw new InvalidDataSetException("the request names no instances, or more than 20,000");
            }
        } catch (IOException e) {
            association.send(
                    message.context(),
                    CommandSet.response(request, Status.ATTRIBUTE_VALUE).comment(String.valueOf(e.getMessage())));
            return;
        }
        TenantId tenant = session.peer().tenant();
        keeper.record(tenant, session.peer().name(), transaction, references);
        association.send(
                message.context(),
                CommandSet.response(request, Status.SUCCESS).number(Command.ACTION_TYPE, actionType));
        if (session.peer().address().isPresent()) due.run();
        else reportHere(session, message.context(), transaction, references);
    }

    private void reportHere(
            Session session, PresentationContext context, String transaction, List<InstanceReference> references)
            throws IOException {
        TenantId tenant = session.peer().tenant();
        CommitmentResult result = keeper.check(tenant, transaction, references);
        Requests.Answer answer = Requests.eventReport(
                session.association(),
                context,
                Uids.STORAGE_COMMITMENT_INSTANCE,
                result.eventType(),
                result.toDataSet());
        if (answer.isDone()) keeper.reported(tenant, transaction);
    }

    private CommandSet reported(Session session, Message message, byte[] bytes) {
        CommandSet request = message.command();
        int eventType = request.findNumber(Command.EVENT_TYPE).orElse(0);
        if (eventType != CommitmentResult.ALL_COMMITTED && eventType != CommitmentResult.FAILURES_EXIST) {
            return CommandSet.response(request, Status.NO_SUCH_EVENT_TYPE);
        }
        try {
            CommitmentResult result = CommitmentResult.of(read(message, bytes));
            keeper.received(session.peer().tenant(), session.peer().name(), result);
            return CommandSet.response(request, Status.SUCCESS).number(Command.EVENT_TYPE, eventType);
        } catch (IOException e) {
            return CommandSet.response(request, Status.ATTRIBUTE_VALUE).comment(String.valueOf(e.getMessage()));
        }
    }

    private static DataSet read(Message message, byte[] bytes) throws IOException {
        return DataSetReader.read(bytes, message.context().transferSyntax(), Limits.REQUEST);
    }

    /**
     * Requests commitment to sent instances from a peer; its answer comes later, under the returned transaction UID.
     */
    public static String request(Association association, List<InstanceReference> references) throws IOException {
        String transaction = Uids.create();
        Requests.Answer answer = Requests.action(
                association,
                Uids.STORAGE_COMMITMENT,
                Uids.STORAGE_COMMITMENT_INSTANCE,
                REQUEST_COMMITMENT,
                CommitmentResult.request(transaction, references));
        if (!answer.isDone()) {
            throw new IOException(String.format("the peer refused the commitment with status %04X", answer.status()));
        }
        return transaction;
    }

    /** Reports a result to the requesting peer, as provider in an association that this node opens. */
    public static Requests.Answer report(Association association, CommitmentResult result) throws IOException {
        PresentationContext context = association
                .context(Uids.STORAGE_COMMITMENT)
                .orElseThrow(() -> new IOException("the peer does not take reports of storage commitment"));
        return Requests.eventReport(
                association, context, Uids.STORAGE_COMMITMENT_INSTANCE, result.eventType(), result.toDataSet());
    }
}
