package io.trivium.med.dicom.association;

import java.io.IOException;

/** The peer sent what PS3.7 or PS3.8 does not allow, or more than the node takes; the association ends with A-ABORT. */
public class DicomProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int abortReason;

    /** @param message what is wrong, without anything the peer sent */
    public DicomProtocolException(AbortReason reason, String message) {
        super(message);
        this.abortReason = reason.code();
    }

    /** Reason field of the A-ABORT to send (PS3.8 9.3.8). */
    public int abortReason() {
        return abortReason;
    }

    /** Reasons that the service provider may give (PS3.8 table 9-26). */
    public enum AbortReason {
        NOT_SPECIFIED(0),
        UNRECOGNIZED_PDU(1),
        UNEXPECTED_PDU(2),
        UNRECOGNIZED_PARAMETER(4),
        UNEXPECTED_PARAMETER(5),
        INVALID_PARAMETER(6);

        private final int code;

        AbortReason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
