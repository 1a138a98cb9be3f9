package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.TabularData;
import io.trivium.runtime.learning.TrainingJob;
import io.trivium.runtime.learning.TrainingProgress;
import io.trivium.runtime.learning.moe.MoeTrainingJob;
import io.trivium.runtime.learning.moe.TrainedPart;
import io.trivium.runtime.learning.moe.Transplant;
import io.trivium.runtime.learning.network.TaskData;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the model of a specification, a mixture of experts or a dense network. */
@Command(
        name = "train",
        description = "Trains the model of a specification.",
        mixinStandardHelpOptions = true,
        subcommands = {MixCommand.class, BalancingCommand.class})
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

    @Option(names = "--checkpoint", description = "file from which a stopped training goes on (default: none)")
    private @Nullable Path checkpoint;

    @Override
    public Integer call() throws Exception {
        options.prepareEngine();
        byte[] yaml = options.yaml();
        if (NetworkSpec.isIn(yaml)) trainMoe(yaml);
        else trainDense(yaml);
        return 0;
    }

    private void trainMoe(byte[] yaml) throws IOException, OrtException {
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        TaskData rows = DataFiles.read(options.data(), job.model());
        TaskData held = DataFiles.read(options.validation(), job.model());
        Parameters initial = job.initial(rows, options.seed());
        String group = branch;
        if (group != null && from == null) throw new IllegalArgumentException("--branch needs a trunk: --from DIR");
        if (from != null) Transplant.trunk(MoeTrainingJob.read(from), job.spec(), initial);
        TrainedPart part = group == null ? new TrainedPart.Whole() : new TrainedPart.Branch(group);
        new MoeTrainingRun(options, job)
                .run(
                        group == null ? "train" : "train --branch " + group,
                        initial,
                        part,
                        rows,
                        held,
                        Optional.ofNullable(checkpoint));
    }

    private void trainDense(byte[] yaml) throws IOException, OrtException {
        if (branch != null || from != null || checkpoint != null)
            throw new IllegalArgumentException("--branch, --from and --checkpoint are for mixtures of experts");
        TrainingJob job = new TrainingJob(yaml);
        TabularData rows = DataFiles.read(options.data());
        TabularData held = DataFiles.read(options.validation());
        TrainingJob.Labelling labelling = options.labelling(ModelSpec.parse(yaml), "train");
        long start = System.nanoTime();
        TrainingJob.Outcome outcome =
                job.run(rows, held, options.seed(), labelling, options.out(), TrainingProgress.onTerminal());
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("pack", outcome.pack().directory().toString());
        result.put("name", labelling.name()).put("version", labelling.version()).put("seed", options.seed());
        result.put("rows", rows.rows()).put("parameters", outcome.parameters());
        result.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        result.set("bestEpochs", json.valueToTree(outcome.bestEpochs()));
        result.set("validation", json.valueToTree(outcome.validation().asMap()));
        result.put("parity", outcome.parity());
        System.out.println(result);
    }
}
