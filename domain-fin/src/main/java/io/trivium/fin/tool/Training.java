package io.trivium.fin.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Calls of the model runtime's tool. */
final class Training {
    static final String MODEL = "fin-authorization-risk";

    private final RuntimeTools tools;

    Training(RuntimeTools tools) {
        this.tools = tools;
    }

    /** @param dataset also carries the name and licence of the data for the pack's provenance */
    void train(Path spec, Path dataset, Path validation, Path pack, String version, long seed, String command)
            throws IOException, InterruptedException {
        tools.run(List.of(
                "train",
                "--spec",
                spec.toString(),
                "--data",
                dataset.toString(),
                "--validation",
                validation.toString(),
                "--out",
                pack.toString(),
                "--seed",
                Long.toString(seed),
                "--name",
                MODEL,
                "--version",
                version,
                "--command",
                command));
    }

    void predict(Path pack, Path dataset, Path scores) throws IOException, InterruptedException {
        tools.run(List.of(
                "predict", "--pack", pack.toString(), "--data", dataset.toString(), "--out", scores.toString()));
    }
}
