package io.trivium.runtime.learning.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskPoliciesTest {
    private static ModelSpec model(String head, int width) {
        return ModelSpec.parse("""
                task: targets
                inputs: [{name: x, dtype: float32, shape: [-1, 3]}]
                outputs: [{name: y, dtype: float32, shape: [-1, %d]}]
                head: %s
                latencyClass: interactive
                """.formatted(width, head).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void labelsMustBeTargetsOfOneOfTheModels() {
        List<ModelSpec> models = List.of(model("none", 1), model("binary", 1));
        assertEquals(Optional.empty(), TaskPolicies.mismatch(List.of("fraud", "genuine"), models));
        String three = TaskPolicies.mismatch(List.of("fraud", "genuine", "dispute"), models)
                .orElseThrow();
        assertTrue(three.contains("'fraud' is no target of task targets"), three);
        String untrainable = TaskPolicies.mismatch(List.of("nodule"), List.of(model("segmentation", 1)))
                .orElseThrow();
        assertTrue(untrainable.contains("cannot be trained from labels"), untrainable);
    }

    @Test
    void classesAreAsManyAsTheHeadHas() {
        List<ModelSpec> models = List.of(model("multiclass", 2));
        assertEquals(Optional.empty(), TaskPolicies.mismatch(List.of("sound", "worn"), models));
        assertTrue(TaskPolicies.mismatch(List.of("sound", "worn", "broken"), models)
                .isPresent());
    }

    @Test
    void aTaskWithoutModelsOrLabelsIsNotChecked() {
        assertEquals(Optional.empty(), TaskPolicies.mismatch(List.of("fraud"), List.of()));
        assertEquals(Optional.empty(), TaskPolicies.mismatch(List.of(), List.of(model("none", 1))));
    }
}
