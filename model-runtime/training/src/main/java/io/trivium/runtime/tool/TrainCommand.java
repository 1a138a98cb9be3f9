package io.trivium.runtime.tool;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.tool.several.DistributedCommand;
import io.trivium.runtime.tool.several.FederateCommand;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Tuning;
import io.trivium.runtime.voxel.UnetSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the network of a specification: a mixture of experts or one for every voxel. */
@Command(
        name = "train",
        description = "Trains the network of a specification.",
        mixinStandardHelpOptions = true,
        subcommands = {
            MixCommand.class,
            BalancingCommand.class,
            RememberCommand.class,
            PretrainCommand.class,
            DistributedCommand.class,
            FederateCommand.class
        })
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--branch",
            paramLabel = "GROUP",
            description = "trains one group of experts with tokenizers and heads on a frozen trunk; needs --from")
    private @Nullable String branch;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "begins with the weights of this pack or result of a training")
    private @Nullable Path from;

    @Option(names = "--checkpoint", description = "file from which a stopped training continues (default: none)")
    private @Nullable Path checkpoint;

    @Mixin
    private final TuningOptions tuningOptions = new TuningOptions();

    @Mixin
    private final MemoryOptions memory = new MemoryOptions();

    @Mixin
    private final RivalOptions rival = new RivalOptions();

    @Override
    public Integer call() throws Exception {
        options.prepareEngine();
        byte[] yaml = options.yaml();
        if (UnetSpec.isIn(yaml)) {
            if (branch != null || from != null) {
                throw new IllegalArgumentException("--branch and --from are for mixtures of experts");
            }
            new UnetTrainingRun(options).run(Optional.ofNullable(checkpoint));
            return 0;
        }
        if (!NetworkSpec.isIn(yaml)) {
            throw new IllegalArgumentException(
                    "network.kind must be moe or unet-3d: other networks are served as they are, not trained");
        }
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        TaskData rows = DataFiles.read(options.data(), job.model());
        TaskData held = DataFiles.read(options.validation(), job.model());
        Parameters initial = job.initial(rows, options.seed());
        String group = branch;
        Optional<Tuning> tuning = tuningOptions.tuning();
        if (group != null && tuning.isPresent()) {
            throw new IllegalArgumentException("--branch and --recipe exclude each other");
        }
        if (group != null && from == null) throw new IllegalArgumentException("--branch needs a trunk: --from DIR");
        if (tuning.isPresent() && from == null) {
            throw new IllegalArgumentException("--recipe tunes a champion: --from DIR");
        }
        Map<String, Double> ofRivals = rival.write(options, job.model(), rows, held);
        if (tuning.isPresent()) {
            new TunedTraining(options, tuningOptions, job, Objects.requireNonNull(from), ofRivals)
                    .run(tuning.orElseThrow(), rows, held, Optional.ofNullable(checkpoint));
            return 0;
        }
        Path begun = from;
        if (begun != null) {
            boolean pretrained = Files.exists(begun.resolve(PretrainCommand.RECORD));
            if (pretrained) Transplant.withoutHeads(MoeTrainingJob.read(begun), job.spec(), initial);
            else Transplant.trunk(MoeTrainingJob.read(begun), job.spec(), initial);
        }
        TrainedPart part = group == null ? new TrainedPart.Whole() : new TrainedPart.Branch(group);
        new MoeTrainingRun(options, job, from == null ? List.of() : List.of(from), ofRivals)
                .run(
                        (group == null ? "train" : "train --branch " + group)
                                + (from == null ? "" : " --from " + from.getFileName())
                                + memory.said(),
                        initial,
                        part,
                        rows,
                        held,
                        Optional.ofNullable(checkpoint),
                        MoeTrainingRun.Plan.with(job.training(), memory.additions(job, initial)));
        return 0;
    }
}
