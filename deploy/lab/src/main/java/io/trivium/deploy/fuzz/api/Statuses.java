package io.trivium.deploy.fuzz.api;

import java.util.Set;

/**
 * Statuses that a contract declares for an operation.
 *
 * @param named as written, a range such as {@code 4XX} among them
 */
record Statuses(Set<String> named) {
    Statuses {
        named = Set.copyOf(named);
    }

    boolean contains(int status) {
        return named.contains(Integer.toString(status)) || named.contains(status / 100 + "XX");
    }
}
