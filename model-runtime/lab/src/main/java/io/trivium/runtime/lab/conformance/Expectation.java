package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares an answer with the member {@code expect} of a case: {@code status} (a status, a class such as {@code 4xx}, or a list of
 * them), {@code fields} (by JSON Pointer a value, or one operator), {@code headers} and {@code binary}. Operators: {@code $type},
 * {@code $absent}, {@code $not}, {@code $size}, {@code $atLeast}, {@code $matches}, {@code $contains}, {@code $oneOf}, {@code $flat} (nested lists
 * compared as one) and {@code $hex} (base64 as hexadecimal digits).
 */
final class Expectation {
    private static final double TOLERANCE = 1e-6;
    /** Any of the codes by which a server may refuse a wrong request. */
    private static final String ERROR = "error";

    private static final Set<String> REFUSALS = Set.of(
            "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "OUT_OF_RANGE", "ALREADY_EXISTS", "UNAVAILABLE");

    /** A refused caller has not tested anything; these count only where a case names them. */
    private static final Set<String> NO_ACCESS = Set.of("401", "403");

    private final List<String> faults = new ArrayList<>();

    private Expectation() {}

    /** One sentence for each difference. */
    static List<String> faults(JsonNode expected, Observed observed) {
        Expectation expectation = new Expectation();
        expectation.status(expected.path("status"), observed);
        expected.path("fields")
                .properties()
                .forEach(field -> expectation.field(
                        field.getKey(), field.getValue(), observed.body().at(JsonPointer.compile(field.getKey()))));
        expected.path("headers").properties().forEach(header -> {
            String got = observed.headers().get(header.getKey().toLowerCase(Locale.ROOT));
            expectation.check(
                    got != null
                            && Pattern.compile(header.getValue().asText())
                                    .matcher(got)
                                    .matches(),
                    "header " + header.getKey(),
                    header.getValue(),
                    String.valueOf(got));
        });
        if (expected.has("binary")) {
            String wanted = expected.path("binary").asText().replace(" ", "");
            expectation.check(wanted.equals(observed.binary()), "binary data", wanted, observed.binary());
        }
        return expectation.faults;
    }

    private void status(JsonNode expected, Observed observed) {
        Iterable<JsonNode> any = expected.isArray() ? expected : List.of(expected);
        for (JsonNode one : any) {
            String status = one.asText();
            if (status.equals(ERROR) && REFUSALS.contains(observed.status())) return;
            boolean isClass = status.endsWith("xx")
                    && observed.status().length() == status.length()
                    && !NO_ACCESS.contains(observed.status());
            if (status.equals(observed.status())
                    || (isClass && observed.status().charAt(0) == status.charAt(0))) {
                return;
            }
        }
        check(false, "status", expected, observed.status() + " " + shortened(observed.body()));
    }

    private void field(String where, JsonNode expected, JsonNode got) {
        if (expected.isObject() && expected.size() == 1) {
            Map.Entry<String, JsonNode> operator =
                    expected.properties().iterator().next();
            if (operator.getKey().startsWith("$")) {
                check(applies(operator.getKey(), operator.getValue(), got), where, expected, got);
                return;
            }
        }
        check(equal(expected, got), where, expected, got);
    }

    private static boolean applies(String operator, JsonNode value, JsonNode got) {
        return switch (operator) {
            case "$type" -> typed(value.asText(), got);
            case "$absent" -> got.isMissingNode() || got.isNull();
            case "$not" -> !equal(value, got);
            case "$size" -> got.isContainerNode() && got.size() == value.asInt();
            case "$atLeast" ->
                got.isContainerNode()
                        ? got.size() >= value.asInt()
                        : !got.isMissingNode() && Double.parseDouble(got.asText()) >= value.asDouble();
            case "$matches" ->
                got.isValueNode()
                        && Pattern.compile(value.asText()).matcher(got.asText()).matches();
            case "$contains" -> got.isTextual() ? got.asText().contains(value.asText()) : has(got, value);
            case "$oneOf" -> has(value, got);
            case "$flat" -> equal(value, flat(got));
            case "$hex" -> value.asText().replace(" ", "").equals(hex(got.asText()));
            default -> throw new IllegalArgumentException("no operator of a case: " + operator);
        };
    }

    private static boolean has(JsonNode list, JsonNode one) {
        for (JsonNode each : list) {
            if (equal(one, each)) return true;
        }
        return false;
    }

    private static boolean typed(String type, JsonNode got) {
        return switch (type) {
            case "text" -> got.isTextual() && !got.asText().isEmpty();
            case "number" -> got.isNumber() || (got.isTextual() && got.asText().matches("-?[0-9]+"));
            case "boolean" -> got.isBoolean();
            case "list" -> got.isArray();
            case "object" -> got.isObject();
            default -> throw new IllegalArgumentException("no type of a case: " + type);
        };
    }

    /** Numbers by value, also where the JSON of protobuf writes them as texts; everything else as it is. */
    static boolean equal(JsonNode expected, JsonNode got) {
        if (expected.isNumber() && (got.isNumber() || got.isTextual())) {
            if (expected.isIntegralNumber() && !got.isFloatingPointNumber()) {
                return expected.asText().equals(got.asText());
            }
            try {
                double wanted = expected.asDouble();
                return Math.abs(wanted - Double.parseDouble(got.asText())) <= TOLERANCE * Math.max(1, Math.abs(wanted));
            } catch (NumberFormatException e) {
                return false;
            }
        }
        if (expected.isArray() && got.isArray()) {
            boolean same = expected.size() == got.size();
            for (int i = 0; same && i < expected.size(); i++) same = equal(expected.get(i), got.get(i));
            return same;
        }
        return expected.equals(got);
    }

    private static JsonNode flat(JsonNode node) {
        if (!node.isArray()) return MissingNode.getInstance();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : node) {
            if (each.isArray()) flat(each).forEach(all::add);
            else all.add(each);
        }
        return all;
    }

    private static String hex(String base64) {
        try {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return "no base64: " + base64;
        }
    }

    private void check(boolean right, String what, Object expected, Object got) {
        if (!right) faults.add(what + ": expected " + shortened(expected) + ", got " + shortened(got));
    }

    private static String shortened(Object value) {
        String text = value instanceof MissingNode ? "nothing" : String.valueOf(value);
        return text.length() <= 300 ? text : text.substring(0, 297) + "...";
    }
}
