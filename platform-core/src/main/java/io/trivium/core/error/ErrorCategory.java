package io.trivium.core.error;

/** The action that the caller can take on an error; only {@code core.web} maps it to an HTTP status. */
public enum ErrorCategory {
    /** The request itself is wrong; sending it again unchanged fails again. */
    INVALID,
    /** The caller is known but not allowed to do this. */
    FORBIDDEN,
    /** The object does not exist, or not for this tenant. */
    NOT_FOUND,
    /** The request contradicts the present state of the object. */
    CONFLICT,
    /** Not now: retry after the time given. */
    OVERLOADED,
    /** A system this service depends on failed or did not answer in time. */
    UPSTREAM,
    /** A fault of this service. */
    INTERNAL
}
