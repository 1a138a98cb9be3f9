package io.trivium.med.dicomweb;

import io.trivium.med.dataset.Uids;

/** Media types of what DICOMweb carries (PS3.18 8.7.3). */
final class MediaTypes {

    private MediaTypes() {}

    /** Returns the type of a frame as stored in a file of this transfer syntax. */
    static String ofFrames(String transferSyntax) {
        return switch (transferSyntax) {
            case "1.2.840.10008.1.2.4.50",
                    "1.2.840.10008.1.2.4.51",
                    "1.2.840.10008.1.2.4.57",
                    "1.2.840.10008.1.2.4.70" -> "image/jpeg";
            case "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81" -> "image/jls";
            case "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91" -> "image/jp2";
            case "1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93" -> "image/jpx";
            case "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203" -> "image/jphc";
            case "1.2.840.10008.1.2.5" -> "image/dicom-rle";
            default -> "application/octet-stream";
        };
    }

    /** The transfer syntax of a frame as stored; native frames in little endian are the same in both (PS3.18 8.7.3.3.2). */
    static String syntaxOfFrames(String transferSyntax) {
        return transferSyntax.equals(Uids.IMPLICIT_LITTLE_ENDIAN) ? Uids.EXPLICIT_LITTLE_ENDIAN : transferSyntax;
    }

    static String withTransferSyntax(String type, String transferSyntax) {
        return type + "; transfer-syntax=" + transferSyntax;
    }
}
