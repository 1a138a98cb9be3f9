package io.trivium.runtime.tool.several;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.tool.Labelling;
import io.trivium.runtime.tool.MoeTrainingRun;
import io.trivium.runtime.tool.TrainedPack;
import io.trivium.runtime.tool.TrainingOptions;
import io.trivium.runtime.training.moe.DistributedJob;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains on several processes with PyTorch's own engine. Every process of a cluster runs this command with the same
 * options; rank 0 writes the pack.
 */
@Command(
        name = "distributed",
        description = "Trains a mixture of experts on several processes with PyTorch: trunk sharded, experts spread.",
        mixinStandardHelpOptions = true)
public final class DistributedCommand implements Callable<Integer> {
    private static final String WORLD_SIZE = "WORLD_SIZE";

    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--processes",
            defaultValue = "1",
            description = "processes on this machine; not read where WORLD_SIZE is set (default: ${DEFAULT-VALUE})")
    private int processes = 1;

    @Option(names = "--from", paramLabel = "DIR", description = "begins with the trunk of this pack")
    private @Nullable Path from;

    @Option(names = "--checkpoint", description = "directory from which a stopped training continues (default: none)")
    private @Nullable Path checkpoint;

    @Option(names = "--offload", description = "keeps the trunk's shards in the host's memory between uses")
    private boolean offload;

    @Option(names = "--python", defaultValue = "/usr/bin/python3", description = "default: ${DEFAULT-VALUE}")
    private String python = "/usr/bin/python3";

    @Option(
            names = "--trainer",
            defaultValue = "/opt/trivium/python",
            description = "directory of the package trivium_trainer (default: ${DEFAULT-VALUE})")
    private Path trainer = Path.of("/opt/trivium/python");

    @Option(names = "--stop-after", hidden = true, description = "ends after so many steps")
    private @Nullable Integer stopAfter;

    @Override
    public Integer call() throws Exception {
        options.prepareEngine();
        byte[] yaml = options.yaml();
        if (!NetworkSpec.isIn(yaml)) {
            throw new IllegalArgumentException(
                    "only a mixture of experts is trained on several processes: network.kind moe");
        }
        if (Files.exists(options.out()))
            throw new FileAlreadyExistsException(options.out().toString());
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        TaskData rows = DataFiles.read(options.data(), job.model());
        TaskData held = DataFiles.read(options.validation(), job.model());
        Parameters initial = job.initial(rows, options.seed());
        if (from != null) Transplant.trunk(MoeTrainingJob.read(from), job.spec(), initial);
        Path work = Files.createTempDirectory("trivium-distributed-");
        try {
            DistributedJob distributed = new DistributedJob(job, work);
            distributed.write(initial, rows, held, options.seed());
            Optional<String> world = Optional.ofNullable(System.getenv(WORLD_SIZE));
            int rank = world.isPresent() ? rank() : 0;
            DistributedProcesses engine = new DistributedProcesses(python, trainer);
            if (world.isPresent()) {
                engine.run(List.of(rank), meeting(Integer.parseInt(world.orElseThrow())), arguments(work));
            } else {
                engine.run(
                        IntStream.range(0, processes).boxed().toList(),
                        DistributedProcesses.Meeting.here(processes),
                        arguments(work));
            }
            if (rank == 0) pack(yaml, job, distributed, rows, held);
        } finally {
            delete(work);
        }
        return 0;
    }

    private static int rank() {
        String rank = System.getenv("RANK");
        return Integer.parseInt(rank == null ? environment("JOB_COMPLETION_INDEX") : rank);
    }

    private static DistributedProcesses.Meeting meeting(int count) {
        return new DistributedProcesses.Meeting(
                count, environment("MASTER_ADDR"), Integer.parseInt(environment("MASTER_PORT")));
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException("with " + WORLD_SIZE + " the environment must have " + name + ", too");
        }
        return value;
    }

    private List<String> arguments(Path work) {
        List<String> arguments =
                new ArrayList<>(List.of("--job", work.toString(), "--threads", Integer.toString(options.threads())));
        arguments.addAll(List.of("--device", options.deviceName().startsWith("cuda") ? "cuda" : "cpu"));
        if (offload) arguments.add("--offload");
        if (checkpoint != null) arguments.addAll(List.of("--checkpoint", checkpoint.toString()));
        if (stopAfter != null) arguments.addAll(List.of("--stop-after", stopAfter.toString()));
        return arguments;
    }

    private void pack(byte[] yaml, MoeTrainingJob job, DistributedJob distributed, TaskData rows, TaskData held)
            throws Exception {
        MoeTrainer.Trained trained = distributed.trained(held);
        String command = "train distributed" + (from == null ? "" : " --from " + from.getFileName());
        Labelling labelling = options.labelling(job.model(), command);
        ObjectNode report = job.report(trained);
        report.put("name", labelling.name().value())
                .put("version", labelling.version().value())
                .put("seed", options.seed());
        report.put("rows", rows.rows());
        distributed.report().properties().forEach(each -> report.set(each.getKey(), each.getValue()));
        Path pack = new TrainedPack(yaml, trained, labelling, options.seed(), MoeTrainingJob.figures(trained))
                .write(rows, held, MoeTrainingRun.seenBefore(from), options.quantised(), options.out())
                .directory();
        System.out.println(report.put("pack", pack.toString()));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) Files.delete(each);
        }
        Files.delete(directory);
    }
}
