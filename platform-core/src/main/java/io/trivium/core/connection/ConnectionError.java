package io.trivium.core.connection;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** Failures of managing connections. */
public enum ConnectionError implements ErrorCode {
    NOT_FOUND(
            "connection-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such connection, or this service no such kind.",
            "List the connections and their kinds."),
    NAME_TAKEN(
            "connection-name-taken",
            ErrorCategory.CONFLICT,
            "The organisation has a connection of this kind and name already.",
            "Change that one, or choose another name; the name of a retired connection is free."),
    CLAIMED(
            "connection-claimed",
            ErrorCategory.CONFLICT,
            "Another active or paused connection of this kind has what only one of them may have, such as an AE title.",
            "Choose another value, or retire the other connection."),
    REVISION(
            "connection-revision",
            ErrorCategory.CONFLICT,
            "The connection has another revision than the request names.",
            "Read the connection again, look at what was changed, then decide again."),
    STATE(
            "connection-state",
            ErrorCategory.CONFLICT,
            "The connection is in a state that does not allow this.",
            "Read the connection again; the detail says what can be done with it."),
    SECOND_PERSON(
            "connection-second-person",
            ErrorCategory.FORBIDDEN,
            "A connection by which data leaves the organisation is approved by another person than the one who proposed it.",
            "Have another person with the role approve it."),
    TOO_MANY(
            "connection-too-many",
            ErrorCategory.CONFLICT,
            "The organisation has as many connections as it may have.",
            "Retire some that are not used, or raise platform.connections.most."),
    NO_KEY(
            "connection-no-key",
            ErrorCategory.CONFLICT,
            "The service has no key to encrypt a secret with.",
            "Set platform.connections.secret or the session secret of the service, and start it again.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    ConnectionError(String code, ErrorCategory category, String meaning, String remedy) {
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
