package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Right inputs for a model by its metadata, and the changes that a case makes to them. Ones, true and {@code "a"}; open
 * dimensions are 1, the first of them {@code rows}.
 */
final class GeneratedInputs {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Names of the typed contents of gRPC; FP16 and BF16 have none. */
    private static final Map<String, String> CONTENTS = Map.ofEntries(
            Map.entry("BOOL", "bool_contents"),
            Map.entry("INT8", "int_contents"),
            Map.entry("INT16", "int_contents"),
            Map.entry("INT32", "int_contents"),
            Map.entry("INT64", "int64_contents"),
            Map.entry("UINT8", "uint_contents"),
            Map.entry("UINT16", "uint_contents"),
            Map.entry("UINT32", "uint_contents"),
            Map.entry("UINT64", "uint64_contents"),
            Map.entry("FP32", "fp32_contents"),
            Map.entry("FP64", "fp64_contents"),
            Map.entry("BYTES", "bytes_contents"));

    private GeneratedInputs() {}

    /**
     * Makes them.
     *
     * @param metadata the model's, over REST
     * @param changes {@code rows} (a number), {@code first} (members to set, null to remove), {@code drop}, {@code again} (true)
     * @param grpc whether data are typed contents instead of {@code data}
     */
    static ArrayNode of(JsonNode metadata, JsonNode changes, boolean grpc) {
        long rows = changes.path("rows").asLong(1);
        ArrayNode inputs = JSON.arrayNode();
        for (JsonNode port : metadata.path("inputs")) {
            ObjectNode input = inputs.addObject();
            String type = port.path("datatype").asText();
            input.put("name", port.path("name").asText()).put("datatype", type);
            ArrayNode shape = input.putArray("shape");
            long count = 1;
            for (int i = 0; i < port.path("shape").size(); i++) {
                long size = port.path("shape").get(i).asLong();
                long chosen = size >= 0 ? size : i == 0 ? rows : 1;
                shape.add(chosen);
                count *= chosen;
            }
            ArrayNode data = grpc
                    ? input.putObject("contents").putArray(CONTENTS.getOrDefault(type, "fp32_contents"))
                    : input.putArray("data");
            for (long i = 0; i < count; i++) add(data, type, grpc);
        }
        if (inputs.isEmpty()) return inputs;
        if (changes.path("again").asBoolean()) inputs.add(inputs.get(0).deepCopy());
        if (changes.path("drop").asBoolean()) inputs.remove(0);
        if (changes.has("first")) merge((ObjectNode) inputs.get(0), changes.path("first"));
        return inputs;
    }

    private static void add(ArrayNode data, String type, boolean grpc) {
        switch (type) {
            case "BOOL" -> data.add(true);
            case "BYTES" -> data.add(grpc ? "YQ==" : "a");
            default -> data.add(1);
        }
    }

    private static void merge(ObjectNode input, JsonNode members) {
        members.properties().forEach(member -> {
            if (member.getValue().isNull()) input.remove(member.getKey());
            else input.set(member.getKey(), member.getValue());
        });
    }
}
