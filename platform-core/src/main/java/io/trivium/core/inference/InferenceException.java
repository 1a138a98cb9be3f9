package io.trivium.core.inference;

import io.trivium.core.error.PlatformException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An inference without an answer. */
public final class InferenceException extends PlatformException {
    private static final long serialVersionUID = 1;

    private final InferenceError error;

    public InferenceException(InferenceError error, String message) {
        this(error, message, null);
    }

    public InferenceException(InferenceError error, String message, @Nullable Throwable cause) {
        super(error, message, Map.of(), cause);
        this.error = error;
    }

    public InferenceError error() {
        return error;
    }
}
