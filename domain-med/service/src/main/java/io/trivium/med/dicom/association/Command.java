package io.trivium.med.dicom.association;

/** Values of Command Field (0000,0100) and elements of command sets (PS3.7 annex E). */
public final class Command {
    public static final int C_STORE_RQ = 0x0001;
    public static final int C_GET_RQ = 0x0010;
    public static final int C_FIND_RQ = 0x0020;
    public static final int C_MOVE_RQ = 0x0021;
    public static final int C_ECHO_RQ = 0x0030;
    public static final int C_CANCEL_RQ = 0x0FFF;
    public static final int N_EVENT_REPORT_RQ = 0x0100;
    public static final int N_ACTION_RQ = 0x0130;
    /** Set in the command field of a response. */
    public static final int RESPONSE = 0x8000;

    static final int GROUP_LENGTH = 0x0000;
    public static final int AFFECTED_SOP_CLASS = 0x0002;
    public static final int REQUESTED_SOP_CLASS = 0x0003;
    public static final int FIELD = 0x0100;
    public static final int MESSAGE_ID = 0x0110;
    public static final int RESPONDED_MESSAGE_ID = 0x0120;
    public static final int MOVE_DESTINATION = 0x0600;
    public static final int PRIORITY = 0x0700;
    public static final int DATA_SET_TYPE = 0x0800;
    public static final int STATUS = 0x0900;
    public static final int OFFENDING_ELEMENT = 0x0901;
    public static final int ERROR_COMMENT = 0x0902;
    public static final int AFFECTED_SOP_INSTANCE = 0x1000;
    public static final int REQUESTED_SOP_INSTANCE = 0x1001;
    public static final int EVENT_TYPE = 0x1002;
    public static final int ACTION_TYPE = 0x1008;
    public static final int REMAINING = 0x1020;
    public static final int COMPLETED = 0x1021;
    public static final int FAILED = 0x1022;
    public static final int WARNING = 0x1023;
    public static final int MOVE_ORIGINATOR = 0x1030;
    public static final int MOVE_ORIGINATOR_MESSAGE_ID = 0x1031;

    /** Data Set Type of a message without a data set. */
    public static final int NO_DATA_SET = 0x0101;

    private Command() {}
}
