package io.trivium.fin.tool.training;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.fin.replay.DayRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls of the model runtime's tool. */
final class Training {
    static final String MODEL = "fin-authorization-risk";

    private final RuntimeTool tools;

    Training(RuntimeTool tools) {
        this.tools = tools;
    }

    /** The description of a training in the pack's manifest. */
    record Labelling(String version, long seed, String dataName, String licence, DayRange days) {}

    /**
     * The data set files of one training.
     *
     * @param unlabelled rows that only the teacher answers for
     */
    record Files(Path training, Path validation, Optional<Path> unlabelled) {}

    /** @param from pack whose weights it begins with */
    void train(Path spec, Optional<Path> from, Files files, Path pack, Labelling labelling)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--spec",
                spec.toString(),
                "--data",
                files.training.toString(),
                "--validation",
                files.validation.toString(),
                "--out",
                pack.toString(),
                "--seed",
                Long.toString(labelling.seed),
                "--name",
                MODEL,
                "--model-version",
                labelling.version,
                "--data-name",
                labelling.dataName,
                "--data-licence",
                labelling.licence,
                "--data-from",
                labelling.days.first().toString(),
                "--data-to",
                labelling.days.last().toString()));
        files.unlabelled.ifPresent(rows -> arguments.addAll(List.of("--unlabelled", rows.toString())));
        from.ifPresent(begun -> arguments.addAll(List.of("--from", begun.toString())));
        tools.run(arguments);
    }

    void predict(Path pack, Path dataset, Path scores) throws IOException, InterruptedException {
        tools.predict(pack, dataset, scores);
    }
}
