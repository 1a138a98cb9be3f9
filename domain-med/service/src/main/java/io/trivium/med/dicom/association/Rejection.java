package io.trivium.med.dicom.association;

/**
 * Why an association is not accepted: result, source and reason of A-ASSOCIATE-RJ (PS3.8 9.3.4, table 9-21).
 *
 * @param result 1 permanent, 2 transient
 * @param source 1 service user, 2 service provider (ACSE), 3 service provider (presentation)
 */
public record Rejection(int result, int source, int reason) {

    public static final Rejection NO_REASON = new Rejection(1, 1, 1);
    public static final Rejection APPLICATION_CONTEXT_NOT_SUPPORTED = new Rejection(1, 1, 2);
    public static final Rejection CALLING_AE_NOT_RECOGNIZED = new Rejection(1, 1, 3);
    public static final Rejection CALLED_AE_NOT_RECOGNIZED = new Rejection(1, 1, 7);
    public static final Rejection PROTOCOL_VERSION_NOT_SUPPORTED = new Rejection(1, 2, 2);
    public static final Rejection TEMPORARY_CONGESTION = new Rejection(2, 3, 1);
    public static final Rejection LOCAL_LIMIT_EXCEEDED = new Rejection(2, 3, 2);

    /** In words, for people who look for the reason of a refusal. */
    public String text() {
        return switch (source * 16 + reason) {
            case 0x12 -> "application context not supported";
            case 0x13 -> "calling AE title not recognized";
            case 0x17 -> "called AE title not recognized";
            case 0x22 -> "protocol version not supported";
            case 0x31 -> "temporary congestion";
            case 0x32 -> "local limit exceeded";
            default -> "no reason given (result " + result + ", source " + source + ", reason " + reason + ")";
        };
    }
}
