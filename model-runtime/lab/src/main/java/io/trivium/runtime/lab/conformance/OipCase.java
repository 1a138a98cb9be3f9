package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A case as its file has it: a request over REST or gRPC and what must come back. A case with {@code each} is one case
 * for each row, whose members are variables. Immutable.
 *
 * @param needs {@code token}, or {@code reference} for the reference models
 * @param extension that the server must list in its metadata; empty for the protocol itself
 * @param request the member {@code rest} or {@code grpc}
 * @param inputs how the generated inputs differ from right ones; empty for not at all
 * @param repeat how often it is sent
 * @param parallel how many at once
 */
record OipCase(
        String id,
        String section,
        String protocol,
        List<String> needs,
        String extension,
        JsonNode request,
        JsonNode inputs,
        int repeat,
        int parallel,
        JsonNode expect,
        Map<String, JsonNode> variables) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> FILES = List.of("server", "infer-rest", "infer-grpc", "datatypes", "extensions");

    /** Every case, in the order of the files. */
    static List<OipCase> all() {
        List<OipCase> cases = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = OipCase.class.getResourceAsStream(file + ".yaml")) {
                for (JsonNode one : YAML.readTree(in).path("cases")) expand(one, cases);
            } catch (IOException e) {
                throw new UncheckedIOException("the cases of " + file + " cannot be read", e);
            }
        }
        return cases;
    }

    private static void expand(JsonNode one, List<OipCase> cases) {
        if (!one.has("each")) {
            cases.add(of(one, Map.of()));
            return;
        }
        for (JsonNode row : one.path("each")) {
            Map<String, JsonNode> variables = new HashMap<>();
            row.properties().forEach(each -> variables.put(each.getKey(), each.getValue()));
            cases.add(of(one, variables));
        }
    }

    private static OipCase of(JsonNode one, Map<String, JsonNode> variables) {
        String protocol = one.has("rest") ? "rest" : "grpc";
        List<String> needs = new ArrayList<>();
        one.path("needs").forEach(each -> needs.add(each.asText()));
        return new OipCase(
                fill(one.path("id"), variables).asText(),
                fill(one.path("section"), variables).asText(),
                protocol,
                List.copyOf(needs),
                one.path("extension").asText(),
                one.path(protocol),
                one.path("inputs"),
                one.path("repeat").asInt(1),
                one.path("parallel").asInt(1),
                one.path("expect"),
                Map.copyOf(variables));
    }

    /**
     * A copy with variables in place: a text that is one {@code {name}} becomes its value, a longer one has it as text;
     * in the names of members too.
     */
    static JsonNode fill(JsonNode node, Map<String, JsonNode> variables) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(each -> copy.set(
                                fill(TextNode.valueOf(each.getKey()), variables).asText(),
                                fill(each.getValue(), variables)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(each -> copy.add(fill(each, variables)));
                yield copy;
            }
            case TextNode text -> filled(text.asText(), variables);
            default -> node;
        };
    }

    private static JsonNode filled(String text, Map<String, JsonNode> variables) {
        String filled = text;
        for (Map.Entry<String, JsonNode> variable : variables.entrySet()) {
            String place = "{" + variable.getKey() + "}";
            if (text.equals(place)) return variable.getValue();
            filled = filled.replace(place, variable.getValue().asText());
        }
        return TextNode.valueOf(filled);
    }
}
