package io.trivium.med.dicom;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;

/** C-ECHO (PS3.4 annex A). */
public final class VerificationService implements DimseService {

    @Override
    public boolean serves(String abstractSyntax) {
        return abstractSyntax.equals(Uids.VERIFICATION);
    }

    @Override
    public void handle(Session session, Message message) throws IOException {
        int status = message.command().field() == Command.C_ECHO_RQ ? Status.SUCCESS : Status.UNRECOGNIZED_OPERATION;
        session.association().send(message.context(), CommandSet.response(message.command(), status));
    }
}
