package io.trivium.core.event;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Why an event was refused. The codes are stable: they are used in dead letters, problems and metrics. */
public enum EventError implements ErrorCode {
    /** More bytes than a topic takes. */
    TOO_LARGE("event-too-large"),
    /** Not one JSON object in UTF-8: broken syntax, duplicate keys, trailing content, too deep. */
    NOT_JSON("event-not-json"),
    /** JSON, but a field is unknown, missing, of another JSON type, or breaks a rule of its record. */
    SCHEMA("event-schema"),
    /** Known type in a schema version that this consumer does not read, or another version of CloudEvents. */
    UNSUPPORTED_VERSION("event-unsupported-version"),
    /** Another type than this topic carries. */
    WRONG_TYPE("event-wrong-type"),
    /** No tenant in the envelope. */
    MISSING_TENANT("event-missing-tenant"),
    /** A tenant that is no tenant id. */
    BAD_TENANT("event-bad-tenant"),
    /** The record's key is not the event's subject. */
    KEY_MISMATCH("event-key-mismatch");

    private final String code;

    EventError(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID;
    }
}
