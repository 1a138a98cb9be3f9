package io.trivium.runtime.execution;

import ai.onnxruntime.OrtException;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Keeps the messages of ONNX Runtime, which name files of this machine, out of answers: they are logged under an
 * identifier, and the caller gets a sentence with it. Thread-safe.
 */
public final class NativeFailure {
    private static final Logger LOG = Logger.getLogger(NativeFailure.class);

    private NativeFailure() {}

    /**
     * Logs a failure.
     *
     * @param what sentence without a full stop that may be shown to callers
     * @return the sentence with the identifier under which the log has the reason
     */
    public static String logged(String what, OrtException e) {
        return logged(what, String.valueOf(e.getMessage()));
    }

    /** As {@link #logged(String, OrtException)}, of a failure in another process. */
    public static String logged(String what, String message) {
        String id = UUID.randomUUID().toString();
        LOG.warnf("%s: %s (error %s)", what, message, id);
        return what + " (the runtime's log has the reason under error " + id + ")";
    }
}
