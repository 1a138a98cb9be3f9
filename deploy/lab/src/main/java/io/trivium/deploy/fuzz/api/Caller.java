package io.trivium.deploy.fuzz.api;

import java.util.Set;

/**
 * A sender of requests to a service.
 *
 * @param label names the caller in reports, such as {@code fin-analyst}
 * @param authorization value of the header, empty for none
 */
record Caller(String label, Kind kind, Set<String> roles, String authorization) {
    /** The validity of the caller's token. */
    enum Kind {
        /** There is no token. */
        NOBODY,
        /** A token that no service may accept: garbage, tampered with, expired, or meant for another service. */
        IMPOSTOR,
        /** A role within the organisation whose data the run makes. */
        MEMBER,
        /** Every role of another organisation. */
        STRANGER;

        boolean isKnown() {
            return this == MEMBER || this == STRANGER;
        }
    }

    Caller {
        roles = Set.copyOf(roles);
    }

    static Caller nobody() {
        return new Caller("no-token", Kind.NOBODY, Set.of(), "");
    }

    static Caller impostor(String label, String authorization) {
        return new Caller(label, Kind.IMPOSTOR, Set.of(), authorization);
    }

    @Override
    public String toString() {
        return label;
    }
}
