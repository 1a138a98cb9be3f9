package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The callers that may use an operation.
 *
 * @param open whether all callers may, without a token
 * @param roles any of which suffices; empty where every token does
 */
record Access(boolean open, Set<String> roles) {
    private static final Pattern SETTING = Pattern.compile("\\$\\{[^:}]+:([^}]*)}");

    Access {
        roles = Set.copyOf(roles);
    }

    /** Reads the {@code security} of an operation: none means open, the scopes of the bearer scheme are roles. */
    static Access of(JsonNode security) {
        if (!security.isArray() || security.isEmpty()) return new Access(true, Set.of());
        Set<String> roles = new HashSet<>();
        security.forEach(each -> each.forEach(scopes -> scopes.forEach(scope -> roles.add(role(scope.asText())))));
        return new Access(false, roles);
    }

    /** A role that a setting names is the one that it has by default. */
    private static String role(String scope) {
        Matcher setting = SETTING.matcher(scope);
        return setting.matches() ? setting.group(1) : scope;
    }

    boolean admits(Caller caller) {
        if (open) return true;
        boolean suffices = roles.isEmpty() || caller.roles().stream().anyMatch(roles::contains);
        return caller.kind().isKnown() && suffices;
    }
}
