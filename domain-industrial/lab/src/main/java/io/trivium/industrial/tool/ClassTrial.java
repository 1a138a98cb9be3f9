package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.tensor.Safetensors;
import io.trivium.industrial.evaluation.ClassRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a classification on some groups of rows and answers others.
 *
 * @param spec specification with the one input of the rows and one output
 * @param work where rows, packs and answers are exchanged
 */
record ClassTrial(RuntimeTool runtime, Path spec, Path work, long seed) {
    /**
     * The probabilities of each row that is measured, a class a column; a binary answer is one column.
     *
     * @param held rows that choose the epoch
     * @param measured rows that are answered and not learned from
     */
    float[][] answers(ClassRows learned, ClassRows held, ClassRows measured) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "trial-");
        Path training = folder.resolve("training.safetensors");
        Path validation = folder.resolve("validation.safetensors");
        Path asked = folder.resolve("asked.safetensors");
        learned.write(training);
        held.write(validation);
        measured.write(asked);
        Path pack = folder.resolve("pack");
        runtime.run(List.of(
                "train",
                "--spec",
                spec.toAbsolutePath().toString(),
                "--data",
                training.toString(),
                "--validation",
                validation.toString(),
                "--out",
                pack.toString(),
                "--seed",
                Long.toString(seed)));
        Path answers = folder.resolve("answers.safetensors");
        runtime.predict(pack, asked, answers);
        try (Safetensors read = Safetensors.open(answers)) {
            String output = read.names().stream()
                    .filter(name -> !name.equals("score") && !name.equals("label"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(pack + " gave no output"));
            float[] all = read.tensor(output).toFloats();
            int each = all.length / measured.rows();
            float[][] rows = new float[measured.rows()][];
            for (int r = 0; r < rows.length; r++) rows[r] = java.util.Arrays.copyOfRange(all, r * each, (r + 1) * each);
            return rows;
        }
    }
}
