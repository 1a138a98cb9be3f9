package io.trivium.core.deadletter;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Failures of working with dead letters. */
public enum DeadLetterError implements ErrorCode {
    NOT_FOUND(
            "dead-letter-not-found",
            ErrorCategory.NOT_FOUND,
            "No dead letter has this id, or it is another tenant's.",
            "List the dead letters again."),
    SETTLED(
            "dead-letter-settled",
            ErrorCategory.CONFLICT,
            "The dead letter was replayed or discarded already.",
            "Read it again: it says who settled it and how."),
    PAYLOAD_INVALID(
            "dead-letter-payload-invalid",
            ErrorCategory.INVALID,
            "The payload to replay is no event that the topic takes.",
            "Correct what the detail names, or discard the dead letter."),
    TENANT_CHANGED(
            "dead-letter-tenant-changed",
            ErrorCategory.FORBIDDEN,
            "The corrected payload names another tenant than the dead letter's.",
            "Leave tenantid as it is.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    DeadLetterError(String code, ErrorCategory category, String meaning, String remedy) {
        this.code = code;
        this.category = category;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return category;
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
