package io.trivium.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The model that answered, with its version. A server of another kind, a policy and a monitor number their versions in
 * their own way, so the parts are texts.
 *
 * @param value a name, a colon and a version, such as {@code fin-authorization-risk:4}; a name alone where the version
 *     is unknown; not empty
 */
public record ModelReference(@JsonValue String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ModelReference {
        if (value.isEmpty()) throw new IllegalArgumentException("no model is named");
    }

    /** The text before the first colon; all of it without one. */
    public String name() {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** The text after the first colon; empty without one. */
    public String version() {
        int colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(colon + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
