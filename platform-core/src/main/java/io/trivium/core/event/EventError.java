package io.trivium.core.event;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Why an event was refused. The codes are stable: they are used in dead letters, problems and metrics. */
public enum EventError implements ErrorCode {
    /** More bytes than a topic takes. */
    TOO_LARGE(
            "event-too-large",
            "The event takes more bytes than its topic allows.",
            "Send less in one event; the detail has the limit."),
    /** Not one JSON object in UTF-8: broken syntax, duplicate keys, trailing content, too deep. */
    NOT_JSON(
            "event-not-json",
            "The record is not one JSON object in UTF-8, or it is a batch.",
            "Send one CloudEvent a record, as JSON without duplicate keys."),
    /** JSON, but a field is unknown, missing, of another JSON type, or breaks a rule of its record. */
    SCHEMA(
            "event-schema",
            "A field of the event is unknown, missing, of another JSON type or breaks a rule.",
            "Correct the field that the detail names."),
    /** Known type in a schema version that this consumer does not read, or another version of CloudEvents. */
    UNSUPPORTED_VERSION(
            "event-unsupported-version",
            "The event has a schema version or a version of CloudEvents that is not read.",
            "Send the version that the detail names."),
    /** Another type than this topic carries. */
    WRONG_TYPE(
            "event-wrong-type",
            "The event has another type than its topic carries.",
            "Send the type that the detail names, or use the topic of this type."),
    /** No tenant in the envelope. */
    MISSING_TENANT("event-missing-tenant", "The event has no attribute tenantid.", "Add tenantid."),
    /** A tenant that is no tenant id. */
    BAD_TENANT("event-bad-tenant", "The attribute tenantid is not in the form of a tenant id.", "Correct tenantid."),
    /** The record's key is not the event's subject. */
    KEY_MISMATCH(
            "event-key-mismatch",
            "The key of the record, the subject of the event and the id in its data are not the same.",
            "Write the id as the record's key and as the event's subject.");

    private final String code;
    private final String meaning;
    private final String remedy;

    EventError(String code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
