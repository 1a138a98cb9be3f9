package io.trivium.fin.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trivium.fin.feature.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which features a model takes: a specification names them, and an older one names fewer. */
final class ModelColumns {
    private ModelColumns() {}

    /**
     * The columns of the input {@code features}; every feature when the specification names none.
     *
     * @throws ToolException for a column that is no feature
     */
    static List<String> ofSpec(Path spec) throws IOException {
        List<String> columns = new ArrayList<>();
        for (JsonNode input : new YAMLMapper().readTree(spec.toFile()).path("inputs")) {
            if (input.path("name").asText().equals("features")) {
                input.path("columns").forEach(column -> columns.add(column.asText()));
            }
        }
        for (String column : columns) {
            if (!FeatureSet.NAMES.contains(column)) throw new ToolException(spec + ": " + column + " is no feature");
        }
        return columns.isEmpty() ? FeatureSet.NAMES : List.copyOf(columns);
    }

    /** Those of the model in a pack directory. */
    static List<String> ofPack(Path pack) throws IOException {
        Path spec = pack.resolve("spec.yaml");
        return Files.isRegularFile(spec) ? ofSpec(spec) : FeatureSet.NAMES;
    }
}
