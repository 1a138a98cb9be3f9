package io.trivium.runtime.pack;

import java.util.List;

/** A model pack that may not be served, with all of its faults. */
public class InvalidPackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable list of strings
    private final List<String> faults;

    public InvalidPackException(String what, List<String> faults) {
        super(what + ": " + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    public InvalidPackException(String what, String fault, Throwable cause) {
        super(what + ": " + fault, cause);
        this.faults = List.of(fault);
    }

    /** One sentence per fault, each naming the file or field it is about. */
    public List<String> faults() {
        return faults;
    }
}
