package io.trivium.core.inference;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Why an inference gave no answer. */
public enum InferenceError implements ErrorCode {
    /** The model runtime could not be reached, or refused because it is full. */
    UNAVAILABLE("inference-unavailable", ErrorCategory.OVERLOADED),
    /** Not called at all: the last calls failed, and the next probe is not due. */
    CIRCUIT_OPEN("inference-circuit-open", ErrorCategory.OVERLOADED),
    /** No answer within the request's timeout. */
    TIMEOUT("inference-timeout", ErrorCategory.UPSTREAM),
    /** The runtime has no such model or version. */
    MODEL_NOT_FOUND("inference-model-not-found", ErrorCategory.UPSTREAM),
    /** The runtime refuses the tensors or parameters: a fault of the caller's code. */
    REFUSED("inference-refused", ErrorCategory.INTERNAL),
    /** The runtime does not accept this service's identity, or no token could be had. */
    NOT_PERMITTED("inference-not-permitted", ErrorCategory.UPSTREAM),
    /** The runtime failed while it ran the model. */
    FAILED("inference-failed", ErrorCategory.UPSTREAM),
    /** The answer is not what the protocol or the model promises. */
    BAD_RESPONSE("inference-bad-response", ErrorCategory.UPSTREAM);

    private final String code;
    private final ErrorCategory category;

    InferenceError(String code, ErrorCategory category) {
        this.code = code;
        this.category = category;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }
}
