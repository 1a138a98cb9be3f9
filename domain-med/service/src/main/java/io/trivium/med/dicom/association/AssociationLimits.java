package io.trivium.med.dicom.association;

import java.time.Duration;

/**
 * The limits of one association.
 *
 * @param maxPduLength longest P-DATA-TF value offered and read, in bytes
 * @param negotiation from the connection to the whole A-ASSOCIATE PDU (the ARTIM timer of PS3.8 9.1.5), and from an
 *     abort or a release to the end of the connection
 * @param idle between two messages
 * @param read from the first to the last byte of a PDU, and from one PDU of a message to the next
 * @param message from the first to the last byte of a message
 * @param write for the peer to take one PDU
 * @param maxDataSetLength longest data set of a message other than C-STORE, in bytes
 */
public record AssociationLimits(
        int maxPduLength,
        Duration negotiation,
        Duration idle,
        Duration read,
        Duration message,
        Duration write,
        int maxDataSetLength) {

    /** The limits of an installation that sets none. */
    public static final AssociationLimits DEFAULTS = new AssociationLimits(
            128 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            4 * 1024 * 1024);

    public AssociationLimits {
        if (maxPduLength < 4096 || maxPduLength > 16 * 1024 * 1024) {
            throw new IllegalArgumentException("the PDU length must lie between 4 KiB and 16 MiB: " + maxPduLength);
        }
    }
}
