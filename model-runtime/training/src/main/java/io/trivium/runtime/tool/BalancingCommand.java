package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.trivium.runtime.training.moe.MoeProgress;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.TaskData;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the same network from the same seed with and without balancing. */
@Command(
        name = "balancing",
        description = "Compares training with and without balancing of the routers; writes nothing.",
        mixinStandardHelpOptions = true)
final class BalancingCommand implements Callable<Integer> {
    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--balanced",
            arity = "1",
            description = "true or false: only this one of the two (default: both, one after the other)")
    private @Nullable Boolean only;

    @Override
    public Integer call() throws Exception {
        options.prepareEngine();
        ObjectMapper json = new ObjectMapper();
        ArrayNode table = json.createArrayNode();
        for (boolean balanced : new boolean[] {true, false}) {
            if (only != null && only != balanced) continue;
            MoeTrainingJob job = new MoeTrainingJob(options.yaml(), balanced);
            TaskData rows = DataFiles.read(options.data(), job.model());
            TaskData held = DataFiles.read(options.validation(), job.model());
            MoeTrainer.Trained trained;
            try (StopOnExit stop = new StopOnExit()) {
                trained = job.train(
                        job.initial(rows, options.seed()),
                        new TrainedPart.Whole(),
                        job.lesson(rows, Optional.empty(), held, options.seed()).lesson(),
                        held,
                        options.seed(),
                        Optional.empty(),
                        options.devices(),
                        stop,
                        MoeProgress.onStderr());
            }
            table.add(job.report(trained).put("balanced", balanced).put("seed", options.seed()));
        }
        System.out.println(table);
        return 0;
    }
}
