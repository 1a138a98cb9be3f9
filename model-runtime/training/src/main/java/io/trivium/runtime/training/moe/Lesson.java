package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.Distillation;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.network.TaskData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of a training and the targets of the network's answers: labels, and a teacher's answers where there is a
 * teacher.
 *
 * @param rows all rows: first those with labels, then those without
 * @param labelled rows with labels
 * @param labels of the first rows
 * @param teacher logits or numbers of all rows; empty when there is none
 * @param distillation how both are weighed; empty when there is no teacher
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record Lesson(
        TaskData rows, int labelled, BoundedLabels labels, float[] teacher, Optional<Distillation> distillation) {
    public Lesson {
        if (labels.count() % labelled != 0) {
            throw new IllegalArgumentException(labels.count() + " labels for " + labelled + " rows");
        }
        if (distillation.isEmpty() && labelled != rows.rows()) {
            throw new IllegalArgumentException(labelled + " labels for " + rows.rows() + " rows and no teacher");
        }
        if (distillation.isPresent() && (teacher.length == 0 || teacher.length % rows.rows() != 0)) {
            throw new IllegalArgumentException(teacher.length + " answers of the teacher for " + rows.rows() + " rows");
        }
    }

    /** Labels alone. */
    public static Lesson ofLabels(TaskData rows) {
        return new Lesson(rows, rows.rows(), rows.boundedLabels(), new float[0], Optional.empty());
    }

    /** @param unlabelled rows of which only the teacher's answers are learned; their labels, if any, are not read */
    static Lesson taught(Distillation distillation, Teacher teacher, TaskData labelled, Optional<TaskData> unlabelled) {
        float[] known = teacher.ofTraining(labelled);
        if (unlabelled.isEmpty()) {
            return new Lesson(labelled, labelled.rows(), labelled.boundedLabels(), known, Optional.of(distillation));
        }
        TaskData others = unlabelled.orElseThrow();
        Map<String, float[]> inputs = new LinkedHashMap<>();
        labelled.inputs()
                .forEach((name, numbers) ->
                        inputs.put(name, joined(numbers, others.input(name, numbers.length / labelled.rows()))));
        long[] hashes = labelled.rowHashes();
        if (hashes.length > 0) {
            hashes = Arrays.copyOf(hashes, labelled.rows() + others.rows());
            for (int r = 0; r < others.rowHashes().length; r++) hashes[labelled.rows() + r] = others.rowHashes()[r];
        }
        TaskData rows = new TaskData(labelled.rows() + others.rows(), inputs, new float[0], hashes);
        return new Lesson(
                rows,
                labelled.rows(),
                labelled.boundedLabels(),
                joined(known, teacher.of(others)),
                Optional.of(distillation));
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, Math.addExact(first.length, second.length));
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
