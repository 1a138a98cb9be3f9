package io.trivium.core.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure with a stable code. The message is shown to the caller as the problem's {@code detail}, the
 * details become its further members: neither may hold a secret, a PAN or a patient's name.
 */
public class PlatformException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient Map<String, Object> details;

    public PlatformException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    /** @param details problem members in addition to the standard ones, in the order they are shown */
    public PlatformException(ErrorCode code, String message, Map<String, ?> details) {
        this(code, message, details, null);
    }

    public PlatformException(ErrorCode code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }

    /** The message, which is never null here. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
