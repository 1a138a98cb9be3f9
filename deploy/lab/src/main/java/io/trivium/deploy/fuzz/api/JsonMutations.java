package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes of one place in a JSON document, to values that the place is not for. Not thread-safe. */
final class JsonMutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACE = "~place~";
    private static final int DEPTH = 3_000;
    private static final int MEGABYTE = 1 << 20;

    /** As they are in the document; a character is a byte. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "-1e-400",
            "NaN",
            "Infinity",
            "2147483648",
            "-9223372036854775809",
            "99999999999999999999999999999999",
            "1e999999999",
            "0.1234567890123456789012345678901234567890",
            "\"\"",
            "\" \"",
            "\"1\"",
            "[]",
            "{}",
            "[[]]",
            "{\"a\":{\"b\":[1]}}",
            "\"a\\u0000b\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\\ufeff\"",
            "\"\u00ff\u00fe\"",
            "\"\u00c0\u0080\"",
            "\"\u00f0\u009f\u0092\u00a9\"",
            "\"' or '1'='1\"",
            "\"'; drop table fuzz; --\"",
            "\"${jndi:ldap://127.0.0.1/x}\"",
            "\"{{7*7}}<script>alert(1)</script>\"",
            "\"../../../../etc/passwd\"",
            "\"%00\"",
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"2026-02-30T25:61:61Z\"",
            "\"0000-00-00\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"PT99999999999999H\"",
            "tru",
            "\"open");

    private final Random random;

    JsonMutations(Random random) {
        this.random = random;
    }

    /** The document with one change; a text that is not a document is returned unchanged. */
    byte[] of(byte[] document) {
        JsonNode root;
        try {
            root = JSON.readTree(document);
        } catch (IOException _) {
            return document;
        }
        if (root == null) return document;
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty() || random.nextInt(12) == 0) return bytes(odd());
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object) change(object);
        if (container instanceof ArrayNode array) change(array);
        return bytes(root.toString().replace("\"" + PLACE + "\"", odd()));
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void change(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || random.nextInt(12) == 0) {
            object.put("unknown", PLACE);
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(5) == 0) object.remove(name);
        else object.put(name, PLACE);
    }

    private void change(ArrayNode array) {
        switch (random.nextInt(3)) {
            case 0 -> array.removeAll();
            case 1 -> {
                JsonNode each = array.path(0);
                for (int i = 0; i < 1_500 && !each.isMissingNode(); i++) array.add(each);
            }
            default -> array.add(PLACE);
        }
    }

    private String odd() {
        return switch (random.nextInt(60)) {
            case 0 -> "\"" + "x".repeat(MEGABYTE) + "\"";
            case 1 -> "[".repeat(DEPTH) + "]".repeat(DEPTH);
            case 2 -> "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH);
            case 3 -> "9".repeat(2_000);
            case 4 -> "\"" + "x".repeat(1 + random.nextInt(5_000)) + "\"";
            default -> ODD.get(random.nextInt(ODD.size()));
        };
    }

    /** Text beyond Latin-1 keeps its meaning; the odd values are bytes already. */
    private static byte[] bytes(String document) {
        boolean bytesAlready = document.chars().allMatch(c -> c < 256);
        return document.getBytes(bytesAlready ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
