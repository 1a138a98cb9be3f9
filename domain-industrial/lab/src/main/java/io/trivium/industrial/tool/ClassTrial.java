package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Trains a classification on some groups of rows and answers others.
 *
 * @param spec specification with the one input of the rows and one output
 */
record ClassTrial(RuntimeTool runtime, Path spec, long seed) {
    /** The probabilities of each row that is measured, a class a column; a binary answer is one column. */
    float[][] answers(TrialFiles files) throws IOException, InterruptedException {
        Path pack = files.folder().resolve("pack-" + seed);
        runtime.run(List.of(
                "train",
                "--spec",
                spec.toAbsolutePath().toString(),
                "--data",
                files.learned().toString(),
                "--validation",
                files.held().toString(),
                "--out",
                pack.toString(),
                "--seed",
                Long.toString(seed)));
        Path answers = files.folder().resolve("answers.safetensors");
        runtime.predict(pack, files.measured(), answers);
        try (Safetensors read = Safetensors.open(answers)) {
            String output = read.names().stream()
                    .filter(name -> !name.equals("score") && !name.equals("label"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(pack + " gave no output"));
            float[] all = read.tensor(output).toFloats();
            float[][] rows = new float[(int) read.tensor(output).shape()[0]][];
            int each = all.length / rows.length;
            for (int r = 0; r < rows.length; r++) rows[r] = Arrays.copyOfRange(all, r * each, (r + 1) * each);
            return rows;
        }
    }
}
