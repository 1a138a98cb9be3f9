package io.trivium.runtime.training.stage;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.Lora;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.TaskData;
import java.util.List;
import java.util.Optional;

/**
 * A recipe with its numbers.
 *
 * @param layers last ones that move; 0, for preferences, moves the biases of the heads alone
 * @param rank of an adapter, {@code beta} and {@code taskWeight} of preferences
 */
public record Tuning(
        Recipe recipe, double learningRate, int epochs, int layers, int rank, double beta, double taskWeight) {
    private static final int GUARD_ROWS = 128;

    /** A recipe with its defaults. */
    public static Tuning of(Recipe recipe) {
        return new Tuning(
                recipe,
                recipe.learningRate(),
                recipe.epochs(),
                recipe.layers(),
                Recipe.RANK,
                Recipe.BETA,
                Recipe.TASK_WEIGHT);
    }

    /** The settings by which it trains. */
    public MoeTraining training(MoeTraining ofSpec) {
        return ofSpec.tuning(epochs, learningRate);
    }

    /** The part of the network that it changes. */
    public TrainedPart part() {
        return switch (recipe) {
            case LAST_LAYERS -> new TrainedPart.LastLayers(layers);
            case DPO -> layers == 0 ? new TrainedPart.HeadBiases() : new TrainedPart.LastLayers(layers);
            case ALL_LAYERS, LORA -> new TrainedPart.Whole();
        };
    }

    /** The adapter it trains, when it trains one. */
    public Optional<Lora> lora(NetworkSpec spec) {
        if (recipe != Recipe.LORA) return Optional.empty();
        int least = Math.min(rank, spec.topology().width());
        return Optional.of(new Lora(least, least));
    }

    /**
     * The additions of a training without preferences: an adapter, and the rule that the champion stays when no epoch
     * is better.
     */
    public Additions labelled(NetworkSpec spec, ModelSpec model) {
        String metric = new TaskMeasure(model).chosenBy();
        return new Additions(
                Optional.empty(),
                List.of(),
                Optional.of(
                        (manager, network, validation) -> validation.getOrDefault(metric, Double.NEGATIVE_INFINITY)),
                lora(spec),
                toString());
    }

    /**
     * The additions of a training on preferences, whose rows are those of the pairs.
     *
     * @param champion the frozen reference
     * @param pairs learned from; {@code held} choose the epoch
     * @param labelled rows of the task's own loss
     * @param validation rows on which the task's metric may not fall
     */
    public Additions preferring(
            NetworkSpec spec,
            ModelSpec model,
            Parameters champion,
            Preferences pairs,
            Preferences held,
            TaskData labelled,
            TaskData validation) {
        TaskMeasure measure = new TaskMeasure(model);
        measure.check(labelled.boundedLabels(), labelled.rows(), "labelled");
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, spec, model, champion)) {
            EncodedData guarded = new EncodedData(spec, model, labelled, champion);
            EncodedData measured = new EncodedData(spec, model, validation, champion);
            float[] known = measure.answers(measure.logits(manager, network, measured));
            double floor = measure.metrics(known, validation.boundedLabels()).getOrDefault(measure.chosenBy(), 0.0);
            double[] scale =
                    model.head() == Head.REGRESSION ? measure.residuals(known, validation.labels()) : new double[0];
            OutputLikelihood likelihood = OutputLikelihood.of(model, scale);
            float[] frozen = measure.logits(manager, network, new EncodedData(spec, model, pairs.rows(), champion));
            PreferenceLoss loss = PreferenceLoss.of(manager, pairs, likelihood, frozen, beta, layers == 0);
            EncodedData heldRows = new EncodedData(spec, model, held.rows(), champion);
            List<AddedLoss> guard =
                    taskWeight == 0 ? List.of() : List.of(new TaskGuard(measure, guarded, taskWeight, GUARD_ROWS));
            return new Additions(
                    Optional.of(loss),
                    guard,
                    Optional.of(new PreferenceChoice(held, heldRows, likelihood, measure, floor)),
                    Optional.empty(),
                    toString());
        }
    }
}
