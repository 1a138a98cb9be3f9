package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One training by the model runtime's tool.
 *
 * @param model name of the pack
 * @param data name and licence of what is learned from, for the manifest
 * @param work where rows and checkpoints lie, with which a stopped training goes on
 */
record Training(
        Path spec,
        String model,
        String version,
        long seed,
        String revision,
        Data data,
        Path work,
        RuntimeTool runtime) {

    /** What is learned from. */
    record Data(String name, String licence) {}

    Path rows() {
        return work.resolve(model + "-training.safetensors");
    }

    Path heldRows() {
        return work.resolve(model + "-validation.safetensors");
    }

    /** Trains on what lies in {@link #rows()}; what is there already is not done again. */
    void run(Path pack) throws IOException, InterruptedException {
        if (Files.exists(pack)) return;
        List<String> arguments =
                new ArrayList<>(List.of("train", "--spec", spec.toAbsolutePath().toString()));
        arguments.addAll(
                List.of("--data", rows().toString(), "--validation", heldRows().toString()));
        arguments.addAll(List.of("--out", pack.toString(), "--seed", Long.toString(seed)));
        arguments.addAll(List.of("--name", model, "--model-version", version));
        arguments.addAll(List.of("--code-revision", revision));
        arguments.addAll(List.of("--data-name", data.name(), "--data-licence", data.licence()));
        arguments.addAll(List.of(
                "--checkpoint", work.resolve(model + ".checkpoint.safetensors").toString()));
        runtime.run(arguments);
    }
}
