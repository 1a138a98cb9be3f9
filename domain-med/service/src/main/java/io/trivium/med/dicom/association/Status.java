package io.trivium.med.dicom.association;

/** Status of an operation, (0000,0900): PS3.7 annex C and PS3.4 B.2.3. */
public final class Status {
    public static final int SUCCESS = 0x0000;
    public static final int PENDING = 0xFF00;
    public static final int PENDING_WITH_WARNING = 0xFF01;
    public static final int CANCEL = 0xFE00;
    public static final int ATTRIBUTE_VALUE = 0x0106;
    public static final int PROCESSING_FAILURE = 0x0110;
    public static final int DUPLICATE_INSTANCE = 0x0111;
    public static final int NO_SUCH_INSTANCE = 0x0112;
    public static final int NO_SUCH_EVENT_TYPE = 0x0113;
    public static final int INVALID_INSTANCE = 0x0117;
    public static final int NO_SUCH_CLASS = 0x0118;
    public static final int CLASS_INSTANCE_CONFLICT = 0x0119;
    public static final int MISSING_ATTRIBUTE = 0x0120;
    public static final int REFUSED_SOP_CLASS = 0x0122;
    public static final int NO_SUCH_ACTION = 0x0123;
    public static final int NOT_AUTHORIZED = 0x0124;
    public static final int DUPLICATE_INVOCATION = 0x0210;
    public static final int UNRECOGNIZED_OPERATION = 0x0211;
    public static final int MISTYPED_ARGUMENT = 0x0212;
    public static final int OUT_OF_RESOURCES = 0xA700;
    public static final int DATA_SET_DOES_NOT_MATCH = 0xA900;
    public static final int CANNOT_UNDERSTAND = 0xC000;
    /** Stored, although the data set does not match the command. */
    public static final int STORED_WITH_MISMATCH = 0xB007;

    private Status() {}

    /** Whether the operation was done, with a warning or without. */
    public static boolean isDone(int status) {
        return status == SUCCESS
                || (status & 0xF000) == 0xB000
                || status == 0x0001
                || status == 0x0107
                || status == 0x0116;
    }

    public static boolean isPending(int status) {
        return status == PENDING || status == PENDING_WITH_WARNING;
    }
}
