package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One training by the model runtime's tool.
 *
 * @param model name of the pack
 * @param data name and licence of the training data, for the manifest
 * @param work directory of rows and checkpoints, from which a stopped training continues
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

    /** The training data. */
    record Data(String name, String licence) {}

    /** The pack that it makes. */
    ModelReference reference() {
        return new ModelReference(model + ":" + version);
    }

    Path rows() {
        return work.resolve(model + "-training.safetensors");
    }

    Path heldRows() {
        return work.resolve(model + "-validation.safetensors");
    }

    /**
     * A training by the same specification on a part of the same data, whose pack stays in the work directory. It does not depend
     * on this one's seed, so other seeds find it there.
     */
    Training part(int number) {
        Path folder = work.resolve(Integer.toHexString(data.hashCode()));
        return new Training(spec, model + "-part-" + number, version, number, revision, data, folder, runtime);
    }

    /** Where the pack of a part is written. */
    Path partPack() {
        return work.resolve(model).resolve(version);
    }

    /** Trains on the data in {@link #rows()}; existing results are not computed again. */
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
