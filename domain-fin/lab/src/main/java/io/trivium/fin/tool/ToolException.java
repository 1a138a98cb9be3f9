package io.trivium.fin.tool;

import java.io.Serial;

/** A command cannot do its work; the message is one sentence for the person at the terminal. */
public final class ToolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ToolException(String message) {
        super(message);
    }

    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
