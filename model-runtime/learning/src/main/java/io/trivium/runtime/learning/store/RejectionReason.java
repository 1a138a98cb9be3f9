package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The reason why a well-formed record was refused; the codes are stable. */
public enum RejectionReason {
    /** No version of a model of this task is registered. */
    UNKNOWN_TASK,
    MISSING_TENSOR,
    UNKNOWN_TENSOR,
    WRONG_TYPE,
    WRONG_SHAPE,
    NOT_FINITE,
    OUT_OF_RANGE,
    /** Its time is ahead of this machine's clock. */
    TIME_AHEAD,
    /** Older than its retention allows. */
    EXPIRED,
    UNKNOWN_RETENTION_CLASS,
    /** Another example has the id. */
    EXAMPLE_CONFLICT,
    UNKNOWN_LABEL,
    /** Its subject was erased; the example's id is not kept. */
    SUBJECT_ERASED,
    /** It is about an example whose subject was erased. */
    EXAMPLE_ERASED;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
