package io.trivium.runtime.registry.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provenance of a version in its manifest. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProvenanceView(
        @Nullable String codeRevision,
        long seed,
        @Nullable String command,
        TrainingDataView data,
        Map<String, Double> metrics) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The rows it was trained on.
     *
     * @param from first day of the data; {@code to} the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TrainingDataView(
            String name,
            @Nullable String licence,
            @Nullable String from,
            @Nullable String to,
            long rows,
            long positives) {}

    public static ProvenanceView of(String manifestJson) {
        try {
            return JSON.readValue(manifestJson, ProvenanceView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the registry holds a provenance that is none", e);
        }
    }
}
