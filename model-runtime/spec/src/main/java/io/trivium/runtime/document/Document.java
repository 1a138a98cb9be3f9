package io.trivium.runtime.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of a JSON or YAML document, read field by field; wrong fields are collected as faults instead of thrown,
 * so that a reader sees all of them at once. Not thread-safe.
 */
public final class Document {
    private final @Nullable JsonNode node;
    private final String path;
    private final List<String> faults;
    private final Set<String> known = new HashSet<>();

    private Document(@Nullable JsonNode node, String path, List<String> faults) {
        this.node = node;
        this.path = path;
        this.faults = faults;
    }

    /**
     * Begins to read a document.
     *
     * @param path how faults name the document, such as {@code spec.yaml}
     */
    public static Document root(JsonNode node, String path, List<String> faults) {
        if (!node.isObject()) {
            faults.add(path + " is not an object");
            return new Document(null, path, faults);
        }
        return new Document(node, path, faults);
    }

    public void fault(String field, String problem) {
        faults.add(at(field) + " " + problem);
    }

    public boolean has(String field) {
        return find(field).isPresent();
    }

    public String text(String field, Pattern pattern) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return missing(field, "");
        if (!value.orElseThrow().isTextual()
                || !pattern.matcher(value.orElseThrow().textValue()).matches()) {
            fault(field, "is not a text matching " + pattern + ": " + shown(value.orElseThrow()));
            return "";
        }
        return value.orElseThrow().textValue();
    }

    public String text(String field, Pattern pattern, String otherwise) {
        return has(field) ? text(field, pattern) : keep(field, otherwise);
    }

    public <E extends Enum<E>> E constant(
            String field, Function<String, Optional<E>> parse, E otherwise, boolean must) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return must ? missing(field, otherwise) : otherwise;
        Optional<E> constant = value.orElseThrow().isTextual()
                ? parse.apply(value.orElseThrow().textValue())
                : Optional.empty();
        if (constant.isEmpty()) {
            List<String> all = new ArrayList<>();
            for (E each : otherwise.getDeclaringClass().getEnumConstants()) all.add(each.toString());
            fault(field, "is not one of " + all + ": " + shown(value.orElseThrow()));
        }
        return constant.orElse(otherwise);
    }

    public long integer(String field, long least, long most) {
        return has(field) ? integerIn(field, least, most, least) : missing(field, least);
    }

    public long integer(String field, long least, long most, long otherwise) {
        return has(field) ? integerIn(field, least, most, otherwise) : keep(field, otherwise);
    }

    private long integerIn(String field, long least, long most, long otherwise) {
        JsonNode value = find(field).orElseThrow();
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            fault(field, "is not an integer between " + least + " and " + most + ": " + shown(value));
            return otherwise;
        }
        return value.longValue();
    }

    public double number(String field, double least, double most, double otherwise) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return otherwise;
        if (!value.orElseThrow().isNumber()
                || !(value.orElseThrow().doubleValue() >= least
                        && value.orElseThrow().doubleValue() <= most)) {
            fault(field, "is not a number between " + least + " and " + most + ": " + shown(value.orElseThrow()));
            return otherwise;
        }
        return value.orElseThrow().doubleValue();
    }

    public boolean flag(String field, boolean otherwise) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return otherwise;
        if (!value.orElseThrow().isBoolean()) {
            fault(field, "is neither true nor false: " + shown(value.orElseThrow()));
            return otherwise;
        }
        return value.orElseThrow().booleanValue();
    }

    /** A nested object; an empty one, with a fault, where it is missing or of another kind. */
    public Document object(String field) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return missing(field, new Document(null, at(field), new ArrayList<>()));
        return objectOf(value.orElseThrow(), at(field));
    }

    public Optional<Document> optionalObject(String field) {
        return find(field).map(value -> objectOf(value, at(field)));
    }

    private Document objectOf(JsonNode value, String where) {
        if (value.isObject()) return new Document(value, where, faults);
        faults.add(where + " is not an object");
        return new Document(null, where, new ArrayList<>());
    }

    public List<Document> objects(String field, int least, int most) {
        List<Document> objects = new ArrayList<>();
        List<JsonNode> elements = elements(field, least, most);
        for (int i = 0; i < elements.size(); i++) objects.add(objectOf(elements.get(i), at(field) + "[" + i + "]"));
        return objects;
    }

    public List<String> texts(String field, Pattern pattern, int least, int most) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(field, least, most)) {
            if (element.isTextual() && pattern.matcher(element.textValue()).matches()) texts.add(element.textValue());
            else fault(field, "holds something other than a text matching " + pattern + ": " + shown(element));
        }
        return texts;
    }

    public List<Long> integers(String field, int least, int most, long smallest, long largest) {
        List<Long> integers = new ArrayList<>();
        for (JsonNode element : elements(field, least, most)) {
            if (element.isIntegralNumber()
                    && element.canConvertToLong()
                    && element.longValue() >= smallest
                    && element.longValue() <= largest) {
                integers.add(element.longValue());
            } else {
                fault(
                        field,
                        "holds something other than an integer between " + smallest + " and " + largest + ": "
                                + shown(element));
            }
        }
        return integers;
    }

    private List<JsonNode> elements(String field, int least, int most) {
        Optional<JsonNode> value = find(field);
        if (value.isEmpty()) return least == 0 ? List.of() : missing(field, List.of());
        if (!value.orElseThrow().isArray()
                || value.orElseThrow().size() < least
                || value.orElseThrow().size() > most) {
            fault(field, "is not a list of " + least + " to " + most + " elements");
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>();
        value.orElseThrow().forEach(elements::add);
        return elements;
    }

    /** The raw value, for a field whose form the caller decides; empty when absent or null. */
    public Optional<JsonNode> find(String field) {
        known.add(field);
        if (node == null) return Optional.empty();
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /** Leaves unknown fields alone from here on, for a part another reader is responsible for. */
    public void ignore(String field) {
        known.add(field);
    }

    /** Reports every field that was not read; call it last. */
    public void refuseUnknownFields() {
        if (node == null) return;
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) fault(name, "is not a known field");
        });
    }

    private <T> T missing(String field, T otherwise) {
        fault(field, "is missing");
        return otherwise;
    }

    private <T> T keep(String field, T otherwise) {
        known.add(field);
        return otherwise;
    }

    private String at(String field) {
        boolean file = path.endsWith(".yaml") || path.endsWith(".json");
        return path + (file ? ": " : ".") + field;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
