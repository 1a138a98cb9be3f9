package io.trivium.core.tensor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is not safetensors, or whose header and bytes do not agree. */
public final class InvalidTensorFileException extends IOException {
    private static final long serialVersionUID = 1;

    InvalidTensorFileException(String message) {
        super(message);
    }

    InvalidTensorFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
