package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Values that a schema of a contract accepts, as far as the schema defines them. Not thread-safe. */
final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 7;
    private static final String ALTERNATIVE = "\\|";
    private static final Pattern WORDS = Pattern.compile("[a-z-]+(\\|[a-z-]+)+");

    private final Contract contract;
    private final KnownValues known;
    private final Random random;
    private final String mark;

    /** @param mark text that is included in the generated text, so that it can be traced */
    Values(Contract contract, KnownValues known, Random random, String mark) {
        this.contract = contract;
        this.known = known;
        this.random = random;
        this.mark = mark;
    }

    /** A value for a member, or a parameter, of that name. */
    JsonNode of(String name, JsonNode schema) {
        return of(name, schema, 0);
    }

    private JsonNode of(String name, JsonNode given, int depth) {
        JsonNode schema = contract.resolved(given);
        JsonNode choices = schema.path("enum");
        if (!choices.isEmpty()) return choices.get(random.nextInt(choices.size()));
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(name, schema, depth);
            case "integer" -> integer(name, schema);
            case "number" -> NODES.numberNode(Math.round(bounded(schema) * 100) / 100.0);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            case "string" -> NODES.textNode(text(name, schema));
            default -> schema.has("properties") ? object(schema, depth) : NODES.textNode(text(name, schema));
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (!type.isArray()) return type.asText();
        return type.get(random.nextInt(4) == 0 ? random.nextInt(type.size()) : 0)
                .asText();
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        schema.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            if (required.contains(name) || (depth < DEEPEST && random.nextInt(3) > 0)) {
                object.set(name, depth < DEEPEST ? of(name, property.getValue(), depth + 1) : NODES.nullNode());
            }
        });
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject() && depth < DEEPEST) object.set(word(), of("value", additional, depth + 1));
        return object;
    }

    private JsonNode array(String name, JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        int least = schema.path("minItems").asInt(0);
        int count = depth >= DEEPEST ? least : Math.max(least, random.nextInt(3));
        for (int i = 0; i < count; i++) {
            array.add(depth >= DEEPEST ? NODES.nullNode() : of(singular(name), schema.path("items"), depth + 1));
        }
        return array;
    }

    private static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    private JsonNode integer(String name, JsonNode schema) {
        if (!schema.has("minimum") && random.nextBoolean()) {
            Optional<Long> seen = known.any(name, random)
                    .filter(value -> value.matches("\\d{1,18}"))
                    .map(Long::valueOf);
            if (seen.isPresent()) return NODES.numberNode(seen.orElseThrow());
        }
        return NODES.numberNode(Math.round(bounded(schema)));
    }

    private double bounded(JsonNode schema) {
        double least = schema.path("minimum").asDouble(1);
        double most = schema.path("maximum").asDouble(least + 100);
        return least + random.nextDouble() * Math.min(most - least, 1_000);
    }

    private String text(String name, JsonNode schema) {
        Optional<String> seen = random.nextInt(10) < 7 ? known.any(name, random) : Optional.empty();
        String format = schema.path("format").asText();
        String pattern = schema.path("pattern").asText();
        if (format.equals("uuid")) {
            return seen.filter(value -> value.matches(pattern.isEmpty() ? ".{36}" : pattern))
                    .orElseGet(() -> new UUID(random.nextLong(), random.nextLong()).toString());
        }
        if (format.equals("date-time")) return Samples.time(random);
        if (format.equals("date")) return Samples.time(random).substring(0, 10);
        if (WORDS.matcher(pattern).matches()) {
            List<String> words = List.of(pattern.split(ALTERNATIVE, -1));
            return words.get(random.nextInt(words.size()));
        }
        String value = seen.or(() -> Samples.of(name, random)).orElseGet(this::word);
        int most = schema.path("maxLength").asInt(100);
        return value.length() <= most ? value : value.substring(0, most);
    }

    /** Fits most patterns of names. */
    private String word() {
        return mark + "-" + random.nextInt(1_000);
    }
}
