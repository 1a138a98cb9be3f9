package io.trivium.runtime.learning.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.learning.gate.GateResult;
import java.util.List;

/** The findings of gates, as they are stored with a release. */
final class GatesJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GatesJson() {}

    static String write(List<GateResult> gates) {
        try {
            return JSON.writeValueAsString(gates);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("results of gates are JSON", e);
        }
    }

    static List<GateResult> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<GateResult>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the gates of a release are not the JSON that was written", e);
        }
    }
}
