package io.trivium.med.dicom.association;

/** Kinds of protocol data units (PS3.8 9.3.1). */
public final class PduType {
    public static final int ASSOCIATE_REQUEST = 1;
    public static final int ASSOCIATE_ACCEPT = 2;
    public static final int ASSOCIATE_REJECT = 3;
    static final int DATA = 4;
    static final int RELEASE_REQUEST = 5;
    static final int RELEASE_REPLY = 6;
    public static final int ABORT = 7;

    private PduType() {}
}
