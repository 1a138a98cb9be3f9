package io.trivium.core.error;

import java.util.Locale;

/**
 * A stable, kebab-case name of one kind of failure. Each module implements it with one enum and publishes that enum
 * through an {@link ErrorCatalogue}, which is what {@code GET /problems/{code}} documents.
 */
public interface ErrorCode {

    /** Such as {@code authorization-id-conflict}; never reused for another meaning. */
    String code();

    ErrorCategory category();

    /** Short, constant summary in sentence case. */
    default String title() {
        String words = code().replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Returns the meaning of this code. */
    default String meaning() {
        return switch (category()) {
            case INVALID -> "The request is invalid; the detail names the error.";
            case FORBIDDEN -> "The caller is authenticated but may not do this.";
            case NOT_FOUND -> "No such object exists for the caller's tenant.";
            case CONFLICT -> "The request contradicts the present state of the object it names.";
            case OVERLOADED -> "The service is at its limit and refused the request without starting it.";
            case UPSTREAM -> "A system this service depends on failed or did not answer in time.";
            case INTERNAL -> "The service failed while it handled the request.";
        };
    }

    /** Returns the next step for the caller. */
    default String remedy() {
        return switch (category()) {
            case INVALID -> "Correct the request; sending it again unchanged fails again.";
            case FORBIDDEN -> "Ask an administrator for the role or tenant that the action needs.";
            case NOT_FOUND -> "Check the identifier and the tenant of the caller.";
            case CONFLICT -> "Read the object again, then decide again.";
            case OVERLOADED -> "Send the same request again after the number of seconds in Retry-After.";
            case UPSTREAM -> "Send the same request again later; it is safe when the endpoint is idempotent.";
            case INTERNAL -> "Report the errorId of the problem document; it finds the log entry.";
        };
    }
}
