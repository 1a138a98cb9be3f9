package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.Safetensors;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.TaskMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts rows of a task into the memory that later trainings of the same trunk replay. */
@Command(
        name = "remember",
        description = "Adds labelled rows, with the logits of a trained pack, to a memory for train --replay.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class RememberCommand implements Callable<Integer> {
    private static final String TIME = "time";

    @Option(names = "--pack", required = true, paramLabel = "DIR", description = "pack whose logits are kept")
    private Path pack;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "labelled rows, safetensors; time I64 [N], seconds since 1970, tells their strata")
    private Path data;

    @Option(names = "--memory", required = true, paramLabel = "DIR", description = "folder of the memory")
    private Path memory;

    @Option(
            names = "--bytes",
            defaultValue = "67108864",
            description = "of the task's rows at most; counts when its memory begins (default: ${DEFAULT-VALUE})")
    private long bytes;

    @Option(
            names = "--stratum-seconds",
            defaultValue = "86400",
            description = "time of one stratum (default: ${DEFAULT-VALUE})")
    private long seconds;

    @Option(
            names = "--fisher-rows",
            defaultValue = "256",
            description = "rows by which it is estimated how much each weight matters, for --ewc; 0 leaves it out"
                    + " (default: ${DEFAULT-VALUE})")
    private int fisherRows;

    @Option(names = "--seed", defaultValue = "1", description = "of what is kept (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "of the engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public Integer call() throws IOException {
        TrainingOptions.prepareEngine(threads);
        ModelSpec model = ModelSpec.parse(Files.readAllBytes(pack.resolve(ModelPack.SPEC)));
        TaskData rows = DataFiles.read(data, model);
        if (rows.labels().length == 0) throw new IllegalArgumentException(data + " has no labels");
        if (seconds < 1 || bytes < 1) {
            throw new IllegalArgumentException("--bytes and --stratum-seconds are at least 1");
        }
        long[] times = times(rows.rows());
        long[] strata = new long[rows.rows()];
        for (int i = 0; i < strata.length; i++) strata[i] = times == null ? 0 : Math.floorDiv(times[i], seconds);
        Map<Long, Integer> kept =
                TaskMemory.remember(memory, pack, rows, strata, new TaskMemory.Room(bytes, fisherRows, seed));
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("task", model.task().value()).put("offered", rows.rows());
        result.put("kept", kept.values().stream().mapToInt(Integer::intValue).sum());
        result.put("strata", kept.size());
        System.out.println(result);
        return 0;
    }

    private long @Nullable [] times(int rows) throws IOException {
        try (Safetensors tensors = Safetensors.open(data)) {
            if (!tensors.names().contains(TIME)) return null;
            long[] times = tensors.tensor(TIME).toLongs();
            if (times.length != rows) throw new IllegalArgumentException(data + ": '" + TIME + "' is not of " + rows);
            return times;
        }
    }
}
