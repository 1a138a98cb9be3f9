package io.trivium.med.dicom;

/** An instance was not stored; the sender keeps it and receives the reason. */
public class StoreRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status a failure of PS3.4 B.2.3
     * @param message short, without anything from the instance
     */
    public StoreRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    public StoreRefusedException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String comment() {
        return String.valueOf(getMessage());
    }
}
