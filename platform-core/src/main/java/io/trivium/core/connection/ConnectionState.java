package io.trivium.core.connection;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a connection. */
public enum ConnectionState {
    /** No revision of it has been approved yet; it is not used. */
    PROPOSED,
    /** Its approved revision is used. */
    ACTIVE,
    /** A person has stopped it; it is not used until it is resumed. */
    PAUSED,
    /** It is not used again; its name is free. */
    RETIRED;

    /** As stored and as in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word}; also for query parameters. */
    @JsonCreator
    public static ConnectionState fromString(String word) {
        for (ConnectionState state : values()) {
            if (state.word().equals(word)) return state;
        }
        throw new IllegalArgumentException("not a state of a connection: proposed, active, paused or retired");
    }
}
