package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A service's contract: its OpenAPI document, and the problems that it publishes at {@code /problems}. */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final String REFERENCE = "$ref";
    private static final int MOST_REFERENCES = 20;

    private final JsonNode document;
    private final List<Operation> operations;
    private final Map<String, Integer> problems;

    private Contract(JsonNode document, List<Operation> operations, Map<String, Integer> problems) {
        this.document = document;
        this.operations = List.copyOf(operations);
        this.problems = Map.copyOf(problems);
    }

    /**
     * Reads a contract.
     *
     * @param document OpenAPI 3.1
     * @param catalogue list of problems with {@code code} and {@code status}
     */
    static Contract of(String service, JsonNode document, JsonNode catalogue) {
        Map<String, Integer> problems = new TreeMap<>();
        catalogue.forEach(problem -> problems.put(
                problem.path("code").asText(), problem.path("status").asInt()));
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.add(operation(
                                service,
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue(),
                                path.getValue().path("parameters")))));
        return new Contract(document, operations, problems);
    }

    private static Operation operation(
            String service, String method, String path, JsonNode operation, JsonNode shared) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode list : List.of(shared, operation.path("parameters"))) {
            list.forEach(each -> parameters.add(new Parameter(
                    each.path("in").asText(),
                    each.path("name").asText(),
                    each.path("required").asBoolean(),
                    each.path("schema"))));
        }
        Map<String, JsonNode> bodies = new HashMap<>();
        operation
                .at("/requestBody/content")
                .properties()
                .forEach(body -> bodies.put(body.getKey(), body.getValue().path("schema")));
        Set<String> statuses = new HashSet<>();
        Set<String> errorTypes = new HashSet<>();
        operation.path("responses").properties().forEach(response -> {
            String status = response.getKey().toUpperCase(Locale.ROOT);
            statuses.add(status);
            if (status.startsWith("4") || status.startsWith("5")) {
                response.getValue().path("content").fieldNames().forEachRemaining(errorTypes::add);
            }
        });
        return new Operation(
                service,
                method,
                path,
                parameters,
                bodies,
                new Statuses(statuses),
                errorTypes,
                Access.of(operation.path("security")));
    }

    List<Operation> operations() {
        return operations;
    }

    /** Whether the service publishes a problem of that code and status. */
    boolean publishes(String code, int status) {
        return Integer.valueOf(status).equals(problems.get(code));
    }

    /** Operations that a path may belong to, whatever the template it was made from. */
    List<Operation> matching(String method, String path) {
        List<String> segments = normalised(path);
        return operations.stream()
                .filter(operation -> operation.method().equals(method) && operation.matches(segments))
                .toList();
    }

    /** Whether errors of that path may be of that media type, whatever the method. */
    boolean declaresErrors(String path, String mediaType) {
        List<String> segments = normalised(path);
        return operations.stream()
                .anyMatch(operation -> operation.errorTypes().contains(mediaType) && operation.matches(segments));
    }

    private static List<String> normalised(String path) {
        List<String> kept = new ArrayList<>();
        for (String segment : Operation.segments(path)) {
            String plain = segment.replaceAll("(?i)%2e", ".").replaceAll(";.*", "");
            switch (plain) {
                case "", "." -> {}
                case ".." -> {
                    if (!kept.isEmpty()) kept.removeLast();
                }
                default -> kept.add(plain);
            }
        }
        return kept;
    }

    /** The schema itself where one only names another. */
    JsonNode resolved(JsonNode schema) {
        JsonNode found = schema;
        for (int i = 0; i < MOST_REFERENCES && found.has(REFERENCE); i++) {
            found = document.at(found.path(REFERENCE).asText().substring(1));
        }
        return found.has(REFERENCE) ? MissingNode.getInstance() : found;
    }
}
