package io.trivium.runtime.tool;

import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.training.stage.Tuning;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A recipe by which a champion is tuned, and its overridden settings. */
final class TuningOptions {
    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description =
                    "tunes the weights of --from: last-layers, all-layers, lora or dpo (default: trains as the spec says)")
    private @Nullable String recipe;

    @Option(names = "--learning-rate", description = "highest rate of a recipe (default: the recipe's)")
    private @Nullable Double learningRate;

    @Option(names = "--epochs", description = "epochs of a recipe (default: the recipe's)")
    private @Nullable Integer epochs;

    @Option(names = "--layers", description = "last layers that last-layers and dpo move (default: the recipe's)")
    private @Nullable Integer layers;

    @Option(names = "--rank", description = "rank of lora (default: the recipe's)")
    private @Nullable Integer rank;

    @Option(names = "--adapter", paramLabel = "FILE", description = "lora: file of the adapter, kept apart; required")
    private @Nullable Path adapter;

    @Option(
            names = "--preferences",
            paramLabel = "FILE",
            description = "dpo: pairs, safetensors with the inputs, chosen and rejected [N, numbers]")
    private @Nullable Path preferences;

    @Option(names = "--held-preferences", paramLabel = "FILE", description = "dpo: pairs that choose the epoch")
    private @Nullable Path heldPreferences;

    @Option(names = "--beta", description = "dpo: how strongly changes are held back (default: the recipe's)")
    private @Nullable Double beta;

    @Option(names = "--task-weight", description = "dpo: weight of the task's own loss (default: the recipe's)")
    private @Nullable Double taskWeight;

    Optional<Tuning> tuning() {
        String named = recipe;
        if (named == null) {
            if (adapter != null || preferences != null || learningRate != null || epochs != null) {
                throw new IllegalArgumentException(
                        "--adapter, --preferences, --learning-rate and --epochs belong to a --recipe");
            }
            return Optional.empty();
        }
        Recipe found = Recipe.ofLabel(named)
                .orElseThrow(() ->
                        new IllegalArgumentException("--recipe is last-layers, all-layers, lora or dpo, not " + named));
        Tuning usual = Tuning.of(found);
        return Optional.of(new Tuning(
                found,
                given(learningRate, usual.learningRate()),
                given(epochs, usual.epochs()),
                given(layers, usual.layers()),
                given(rank, usual.rank()),
                given(beta, usual.beta()),
                given(taskWeight, usual.taskWeight())));
    }

    private static <T> T given(@Nullable T set, T usual) {
        return set == null ? usual : set;
    }

    Path adapter() {
        return required(adapter, "--adapter");
    }

    Path preferences() {
        return required(preferences, "--preferences");
    }

    Path heldPreferences() {
        return required(heldPreferences, "--held-preferences");
    }

    private static Path required(@Nullable Path path, String option) {
        if (path == null) throw new IllegalArgumentException("the option " + option + " is missing");
        return path;
    }
}
