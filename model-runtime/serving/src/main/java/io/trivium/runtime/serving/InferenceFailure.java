package io.trivium.runtime.serving;

import java.util.Locale;

/** Why a request got no answer, as counted in {@link ServingMetrics#FAILURES}. */
enum InferenceFailure {
    /** Refused, the queue was full. */
    REJECTED,
    /** Its deadline passed before it ran or before it was done. */
    EXPIRED,
    /** The caller disconnected. */
    CANCELED,
    /** ONNX Runtime refused or failed to run the model. */
    BACKEND,
    /** The model answered with NaN or infinity. */
    NOT_FINITE;

    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
