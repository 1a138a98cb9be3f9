package io.trivium.runtime.training.moe;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.Layout;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A specification as the trainer outside of this process reads it, every default resolved; {@code trivium_trainer.plan}
 * has the same fields by the same names.
 *
 * @param fingerprint of everything the result follows from
 * @param objective name of the loss
 * @param parameters all tensors of the weight file in its order
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record DistributedPlan(
        String fingerprint,
        long seed,
        Topology topology,
        boolean readsLast,
        int tokens,
        List<Tokenizer> tokenizers,
        String output,
        long outputWidth,
        String objective,
        Settings settings,
        List<Parameter> parameters) {

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Topology(
            int layers,
            int width,
            int heads,
            int expertHidden,
            int sharedHidden,
            List<Integer> groupSizes,
            int topK,
            int topGroups,
            double routeScale) {
        static Topology of(MoeTopology topology) {
            return new Topology(
                    topology.layers(),
                    topology.width(),
                    topology.heads(),
                    topology.expertHidden(),
                    topology.sharedHidden(),
                    topology.groups().stream().map(ExpertGroup::size).toList(),
                    topology.topK(),
                    topology.topGroups(),
                    topology.routeScale());
        }
    }

    /** Fields of other kinds are 0 or empty. */
    record Tokenizer(
            String kind,
            int tokens,
            int columns,
            int bins,
            int embedding,
            int patch,
            int channels,
            List<Integer> size,
            List<Integer> stem) {
        static Tokenizer of(TokenizerSpec spec) {
            return switch (spec) {
                case TokenizerSpec.Tabular table -> of("tabular", spec, table.columns());
                case TokenizerSpec.EventSequence events -> of("event-sequence", spec, events.columns());
                case TokenizerSpec.SeriesPatch series ->
                    new Tokenizer(
                            "series-patch",
                            spec.tokens(),
                            0,
                            0,
                            0,
                            series.patch(),
                            series.channels(),
                            List.of(),
                            List.of());
                case TokenizerSpec.Volume volume ->
                    new Tokenizer(
                            "volume-3d",
                            spec.tokens(),
                            0,
                            0,
                            0,
                            volume.patch(),
                            volume.channels(),
                            volume.size(),
                            volume.stem());
            };
        }

        private static Tokenizer of(String kind, TokenizerSpec spec, TokenizerSpec.Columns columns) {
            return new Tokenizer(
                    kind,
                    spec.tokens(),
                    columns.all(),
                    columns.bins(),
                    columns.embedding(),
                    0,
                    0,
                    List.of(),
                    List.of());
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Settings(
            int epochs,
            int batch,
            int accumulate,
            double learningRate,
            double warmupShare,
            int warmupSteps,
            int patience,
            double clipNorm,
            double biasUpdate,
            double balanceLoss,
            double dropout,
            double labelSmoothing,
            double averaging,
            int startBalancing,
            int rebalanceSteps) {
        static Settings of(MoeTraining training) {
            return new Settings(
                    training.epochs(),
                    training.batch(),
                    training.accumulate(),
                    training.learningRate(),
                    training.warmupShare(),
                    training.warmupSteps(),
                    training.patience(),
                    training.clipNorm(),
                    training.biasUpdate(),
                    training.balanceLoss(),
                    training.dropout(),
                    training.labelSmoothing(),
                    training.averaging(),
                    training.startBalancing(),
                    training.rebalanceSteps());
        }
    }

    /** @param trained whether a gradient moves it */
    record Parameter(String name, List<Long> shape, boolean trained, double decay) {}

    static DistributedPlan of(MoeTrainingJob job, String objective, String fingerprint, long seed) {
        TensorSpec output = job.model().outputs().getFirst();
        List<Parameter> parameters = ParameterNames.shapes(job.spec(), job.model()).entrySet().stream()
                .map(each -> new Parameter(
                        each.getKey(),
                        LongStream.of(each.getValue()).boxed().toList(),
                        !Layout.isFixed(each.getKey()),
                        job.training().decayOf(each.getKey())))
                .toList();
        return new DistributedPlan(
                fingerprint,
                seed,
                Topology.of(job.spec().topology()),
                job.spec().readout() == NetworkSpec.Readout.LAST,
                job.spec().tokens(),
                job.spec().tokenizers().stream().map(Tokenizer::of).toList(),
                output.name(),
                output.shape().getLast(),
                objective,
                Settings.of(job.training()),
                parameters);
    }
}
