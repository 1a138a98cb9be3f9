package io.trivium.runtime.tool;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.TaskData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Joins branches that were trained apart, and tunes the routers between them. */
@Command(
        name = "mix",
        description = "Joins branches: each group's experts from its branch, then trains the routers alone.",
        mixinStandardHelpOptions = true)
final class MixCommand implements Callable<Integer> {
    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(names = "--base", required = true, paramLabel = "DIR", description = "where the branches began")
    private @Nullable Path base;

    @Option(
            names = "--branch",
            required = true,
            paramLabel = "GROUP=DIR",
            description = "result of a training with --branch GROUP; once for each branch")
    private final Map<String, Path> branches = new LinkedHashMap<>();

    @Mixin
    private final MemoryOptions memory = new MemoryOptions();

    @Override
    public Integer call() throws Exception {
        options.prepareEngine();
        MoeTrainingJob job = new MoeTrainingJob(options.yaml());
        TaskData rows = DataFiles.read(options.data(), job.model());
        TaskData held = DataFiles.read(options.validation(), job.model());
        Parameters joined = job.initial(rows, options.seed());
        LinkedHashMap<String, Transplant.Source> sources = new LinkedHashMap<>();
        for (Map.Entry<String, Path> each : branches.entrySet()) {
            sources.put(each.getKey(), MoeTrainingJob.read(each.getValue()));
        }
        Path trunk = base;
        if (trunk == null) throw new IllegalArgumentException("the option --base is missing");
        Transplant.mix(MoeTrainingJob.read(trunk), sources, job.spec(), joined);
        List<Path> begun = new ArrayList<>(branches.values());
        begun.add(trunk);
        new MoeTrainingRun(options, job, begun)
                .run(
                        "train mix" + memory.said(),
                        joined,
                        new TrainedPart.Routers(),
                        rows,
                        held,
                        Optional.empty(),
                        MoeTrainingRun.Plan.with(job.training(), memory.additions(job, joined)));
        return 0;
    }
}
