package io.trivium.deploy;

/** A condition that the user at the terminal can resolve. The message is one sentence that says how. */
public final class LauncherException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public LauncherException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public LauncherException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static LauncherException failure(String message) {
        return new LauncherException(ExitCode.FAILURE, message);
    }

    public static LauncherException refused(String message) {
        return new LauncherException(ExitCode.REFUSED, message);
    }

    public static LauncherException notReady(String message) {
        return new LauncherException(ExitCode.NOT_READY, message);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
