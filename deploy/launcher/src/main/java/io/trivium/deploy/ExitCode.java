package io.trivium.deploy;

/** Exit codes of {@code ./trivium}; scripts rely on them. */
public enum ExitCode {
    OK(0),
    FAILURE(1),
    USAGE(2),
    NOT_READY(3),
    REFUSED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
