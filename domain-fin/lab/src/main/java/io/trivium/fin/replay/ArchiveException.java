package io.trivium.fin.replay;

import java.io.Serial;
import java.nio.file.Path;

/**
 * An archive file that cannot be used in its present form. The message names the file, and the line when one line is to
 * blame, so that it can be printed to the operator unchanged.
 */
public final class ArchiveException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }

    ArchiveException(Path file, long line, String problem) {
        super(file + ":" + line + ": " + problem);
    }

    ArchiveException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
