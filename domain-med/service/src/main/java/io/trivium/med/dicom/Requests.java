package io.trivium.med.dicom;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationAbortedException;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.DicomProtocolException;
import io.trivium.med.dicom.association.DicomProtocolException.AbortReason;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Operations as user, on an open association (PS3.7 chapters 9 and 10). */
public final class Requests {

    private static final int MEDIUM = 0;

    private Requests() {}

    /**
     * The answer of a peer.
     *
     * @param comment its Error Comment; empty when there is none
     */
    public record Answer(int status, String comment) {
        static Answer of(CommandSet response) {
            return new Answer(
                    response.status(), response.text(Command.ERROR_COMMENT).orElse(""));
        }

        public boolean isDone() {
            return Status.isDone(status);
        }
    }

    /** C-ECHO. */
    public static Answer echo(Association association) throws IOException {
        CommandSet request = CommandSet.request(Command.C_ECHO_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, Uids.VERIFICATION);
        association.send(context(association, Uids.VERIFICATION), request);
        return Answer.of(response(association, request).command());
    }

    /**
     * C-STORE.
     *
     * @param data the data set, encoded in the transfer syntax of the context
     */
    public static Answer store(
            Association association, PresentationContext context, String sopInstance, InputStream data)
            throws IOException {
        CommandSet request = CommandSet.request(Command.C_STORE_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, context.abstractSyntax())
                .number(Command.PRIORITY, MEDIUM)
                .text(Command.AFFECTED_SOP_INSTANCE, sopInstance);
        association.send(context, request, data);
        return Answer.of(response(association, request).command());
    }

    /**
     * C-FIND in the study root.
     *
     * @param identifier the keys, without values where any value matches
     * @param most number of answers after which further ones are dropped
     */
    public static List<DataSet> find(Association association, DataSet identifier, int most) throws IOException {
        PresentationContext context = context(association, Uids.STUDY_ROOT_FIND);
        CommandSet request = CommandSet.request(Command.C_FIND_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, Uids.STUDY_ROOT_FIND)
                .number(Command.PRIORITY, MEDIUM);
        association.send(context, request, encoded(identifier, context));
        List<DataSet> found = new ArrayList<>();
        while (true) {
            Message message = response(association, request);
            int status = message.command().status();
            if (!Status.isPending(status)) {
                DicomServer.drain(message.data());
                if (status != Status.SUCCESS && status != Status.CANCEL) {
                    throw new IOException(String.format("the peer refused the query with status %04X", status));
                }
                return found;
            }
            DataSet answer =
                    DataSetReader.read(association.readData(message), context.transferSyntax(), Limits.REQUEST);
            if (found.size() < most) found.add(answer);
        }
    }

    /** The results of a C-MOVE's or C-GET's sub-operations. */
    public record Retrieved(int status, int completed, int failed, int warning) {}

    /** C-MOVE in the study root: the peer sends the objects to the destination in associations of its own. */
    public static Retrieved move(Association association, DataSet identifier, AeTitle destination) throws IOException {
        PresentationContext context = context(association, Uids.STUDY_ROOT_MOVE);
        CommandSet request = CommandSet.request(Command.C_MOVE_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, Uids.STUDY_ROOT_MOVE)
                .number(Command.PRIORITY, MEDIUM)
                .text(Command.MOVE_DESTINATION, destination.value());
        association.send(context, request, encoded(identifier, context));
        while (true) {
            Message message = response(association, request);
            DicomServer.drain(message.data());
            if (!Status.isPending(message.command().status())) return retrieved(message.command());
        }
    }

    /**
     * C-GET in the study root: the peer sends the objects in this association.
     *
     * @param store takes each C-STORE of the peer, and answers it
     */
    public static Retrieved get(Association association, DataSet identifier, IncomingStore store) throws IOException {
        PresentationContext context = context(association, Uids.STUDY_ROOT_GET);
        CommandSet request = CommandSet.request(Command.C_GET_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, Uids.STUDY_ROOT_GET)
                .number(Command.PRIORITY, MEDIUM);
        association.send(context, request, encoded(identifier, context));
        while (true) {
            Message message = association.receive();
            if (message == null) {
                throw new AssociationAbortedException("the peer released the association within an operation");
            }
            if (message.command().field() == Command.C_STORE_RQ) {
                CommandSet answer = store.take(message);
                DicomServer.drain(message.data());
                association.send(message.context(), answer);
            } else if (message.command().field() == (Command.C_GET_RQ | Command.RESPONSE)) {
                DicomServer.drain(message.data());
                if (!Status.isPending(message.command().status())) return retrieved(message.command());
            } else {
                throw new DicomProtocolException(AbortReason.NOT_SPECIFIED, "a message that belongs to no operation");
            }
        }
    }

    /** Takes an object that arrives within a C-GET. */
    @FunctionalInterface
    public interface IncomingStore {
        /** Returns the response to the request. */
        CommandSet take(Message message) throws IOException;
    }

    private static Retrieved retrieved(CommandSet response) {
        return new Retrieved(
                response.status(),
                response.findNumber(Command.COMPLETED).orElse(0),
                response.findNumber(Command.FAILED).orElse(0),
                response.findNumber(Command.WARNING).orElse(0));
    }

    /** N-ACTION. */
    public static Answer action(
            Association association, String sopClass, String sopInstance, int actionType, DataSet information)
            throws IOException {
        PresentationContext context = context(association, sopClass);
        CommandSet request = CommandSet.request(Command.N_ACTION_RQ, association.nextMessageId())
                .text(Command.REQUESTED_SOP_CLASS, sopClass)
                .text(Command.REQUESTED_SOP_INSTANCE, sopInstance)
                .number(Command.ACTION_TYPE, actionType);
        association.send(context, request, encoded(information, context));
        Message message = response(association, request);
        DicomServer.drain(message.data());
        return Answer.of(message.command());
    }

    /** N-EVENT-REPORT, as provider. */
    public static Answer eventReport(
            Association association,
            PresentationContext context,
            String sopInstance,
            int eventType,
            DataSet information)
            throws IOException {
        CommandSet request = CommandSet.request(Command.N_EVENT_REPORT_RQ, association.nextMessageId())
                .text(Command.AFFECTED_SOP_CLASS, context.abstractSyntax())
                .text(Command.AFFECTED_SOP_INSTANCE, sopInstance)
                .number(Command.EVENT_TYPE, eventType);
        association.send(context, request, encoded(information, context));
        Message message = response(association, request);
        DicomServer.drain(message.data());
        return Answer.of(message.command());
    }

    private static InputStream encoded(DataSet data, PresentationContext context) {
        return new ByteArrayInputStream(DataSetWriter.bytes(data, context.transferSyntax()));
    }

    private static PresentationContext context(Association association, String abstractSyntax) throws IOException {
        return association
                .context(abstractSyntax)
                .orElseThrow(() -> new IOException("the peer did not accept SOP class " + abstractSyntax));
    }

    private static Message response(Association association, CommandSet request) throws IOException {
        Message message = association.receive();
        if (message == null) {
            throw new AssociationAbortedException("the peer released the association within an operation");
        }
        CommandSet response = message.command();
        if (response.field() != (request.field() | Command.RESPONSE)
                || response.findNumber(Command.RESPONDED_MESSAGE_ID).orElse(-1) != request.messageId()) {
            throw new DicomProtocolException(AbortReason.NOT_SPECIFIED, "a message that belongs to no operation");
        }
        return message;
    }
}
