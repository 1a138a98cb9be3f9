package io.trivium.runtime.tool;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.stage.Ewc;
import io.trivium.runtime.training.stage.Replay;
import io.trivium.runtime.training.stage.TaskMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that keep a training from forgetting the tasks its trunk was trained on before. */
final class MemoryOptions {
    @Option(
            names = "--replay",
            paramLabel = "DIR",
            description = "memory of other tasks, made by train remember, that is replayed in every step")
    private @Nullable Path replay;

    @Option(
            names = "--replay-logits",
            defaultValue = "0.5",
            description = "weight of the logits of then (default: ${DEFAULT-VALUE})")
    private double alpha;

    @Option(
            names = "--replay-labels",
            defaultValue = "0.5",
            description = "weight of the labels (default: ${DEFAULT-VALUE})")
    private double beta;

    @Option(
            names = "--replay-batch",
            defaultValue = "128",
            description = "rows of each of a step's two draws (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--ewc",
            paramLabel = "LAMBDA",
            description = "how strongly weights that matter to the tasks of --replay or --ewc-memory are held")
    private @Nullable Double lambda;

    @Option(names = "--ewc-memory", paramLabel = "DIR", description = "memory for --ewc where nothing is replayed")
    private @Nullable Path ewcMemory;

    /** The additions to a training that begins with some weights. */
    Additions additions(MoeTrainingJob job, Parameters initial) throws IOException {
        List<AddedLoss> losses = new ArrayList<>();
        StringBuilder about = new StringBuilder();
        Path replayed = replay;
        if (replayed != null) {
            Replay.Weights weights = new Replay.Weights(alpha, beta, batch);
            losses.add(new Replay(TaskMemory.readAll(replayed), new Transplant.Source(job.spec(), initial), weights));
            about.append(weights);
        }
        Double held = lambda;
        if (held != null) {
            Path memory = ewcMemory == null ? replayed : ewcMemory;
            if (memory == null) throw new IllegalArgumentException("--ewc needs --replay or --ewc-memory");
            losses.add(Ewc.of(TaskMemory.readAll(memory), job.spec(), job.model(), initial, held));
            about.append("ewc ").append(held);
        }
        return losses.isEmpty() ? Additions.NONE : Additions.ofLosses(losses, about.toString());
    }

    /** As the command line has it, for the record. */
    String said() {
        return (replay == null ? "" : " --replay " + replay.getFileName()) + (lambda == null ? "" : " --ewc " + lambda);
    }
}
