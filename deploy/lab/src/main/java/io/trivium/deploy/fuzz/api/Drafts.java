package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of the shape that a contract requires. Not thread-safe. */
final class Drafts {
    private final Values values;
    private final Bodies bodies;
    private final Random random;

    Drafts(Values values, Bodies bodies, Random random) {
        this.values = values;
        this.bodies = bodies;
        this.random = random;
    }

    Draft of(Operation operation, Caller caller) {
        Map<String, String> path = new LinkedHashMap<>();
        List<Draft.Field> query = new ArrayList<>();
        List<Draft.Field> headers = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            if (!parameter.in().equals("path") && !parameter.required() && random.nextBoolean()) continue;
            JsonNode value = values.of(parameter.name(), parameter.schema());
            switch (parameter.in()) {
                case "path" -> path.put(parameter.name(), encoded(text(value)));
                case "query" -> query.add(new Draft.Field(parameter.name(), encoded(text(value))));
                case "header" -> headers.add(new Draft.Field(parameter.name(), text(value)));
                default -> {}
            }
        }
        byte[] body = new byte[0];
        if (!operation.bodies().isEmpty()) {
            List<String> types = operation.bodies().keySet().stream().sorted().toList();
            String type = types.get(random.nextInt(types.size()));
            Bodies.Body made = bodies.of(type, operation);
            body = made.bytes();
            headers.add(new Draft.Field(Draft.CONTENT_TYPE, made.type()));
        }
        return new Draft(operation, operation.method(), path, query, headers, body, caller);
    }

    private static String text(JsonNode value) {
        return value.isArray() ? text(value.path(0)) : value.asText();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
