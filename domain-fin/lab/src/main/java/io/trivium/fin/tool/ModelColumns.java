package io.trivium.fin.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trivium.fin.feature.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a specification that determines the input of a model: its features, of which an older one names fewer.
 */
public final class ModelColumns {
    private ModelColumns() {}

    /**
     * The columns of the input {@code features}; every feature when the specification names none.
     *
     * @throws ToolException for a column that is no feature
     */
    public static List<String> ofSpec(Path spec) throws IOException {
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

    /** Whether the specification's training has a teacher, which answers for rows without labels, too. */
    public static boolean hasTeacher(Path spec) throws IOException {
        return new YAMLMapper().readTree(spec.toFile()).path("training").has("distillation");
    }

    /** Returns the columns of the model in a pack directory. */
    public static List<String> ofPack(Path pack) throws IOException {
        Path spec = pack.resolve("spec.yaml");
        return Files.isRegularFile(spec) ? ofSpec(spec) : FeatureSet.NAMES;
    }
}
