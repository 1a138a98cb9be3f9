package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An operation of a contract.
 *
 * @param path template, such as {@code /v1/cases/{caseNumber}}
 * @param bodies schema by media type; empty where no body is read
 * @param statuses that the contract declares
 * @param errorTypes media types that the contract declares for errors, in addition to problem documents
 */
record Operation(
        String service,
        String method,
        String path,
        List<Parameter> parameters,
        Map<String, JsonNode> bodies,
        Statuses statuses,
        Set<String> errorTypes,
        Access access) {
    private static final String PARAMETER = "{";

    Operation {
        parameters = List.copyOf(parameters);
        bodies = Map.copyOf(bodies);
        errorTypes = Set.copyOf(errorTypes);
    }

    String label() {
        return service + " " + method + " " + path;
    }

    /** Whether a path of these segments belongs to the template. */
    boolean matches(List<String> segments) {
        List<String> template = segments(path);
        if (template.size() != segments.size()) return false;
        for (int i = 0; i < template.size(); i++) {
            if (!template.get(i).startsWith(PARAMETER) && !template.get(i).equals(segments.get(i))) return false;
        }
        return true;
    }

    /** The parts between slashes that are not empty. */
    static List<String> segments(String path) {
        return List.of(path.split("/", -1)).stream()
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
