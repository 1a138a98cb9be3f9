package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.TabularData;
import io.trivium.runtime.learning.TrainingJob;
import io.trivium.runtime.learning.TrainingProgress;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a dense model and writes its pack. */
@Command(
        name = "train",
        description = "Trains the model of a specification and writes a verified pack.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--spec", required = true, description = "spec.yaml with the parts network and training")
    private Path spec;

    @Option(names = "--data", required = true, description = "training rows, safetensors")
    private Path data;

    @Option(names = "--validation", required = true, description = "rows that choose the best epoch, safetensors")
    private Path validation;

    @Option(names = "--out", required = true, description = "directory of the pack; must not exist or be empty")
    private Path out;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "fixes weights, order and dropout (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--name", description = "model name (default: the task)")
    private @Nullable String name;

    @Option(
            names = "--model-version",
            defaultValue = "1",
            description = "model version, numbers with dots (default: ${DEFAULT-VALUE})")
    private String version;

    @Option(names = "--data-name", defaultValue = "unnamed", description = "name of the data, for the manifest")
    private String dataName;

    @Option(names = "--data-licence", defaultValue = "", description = "licence of the data")
    private String licence;

    @Option(names = "--data-from", defaultValue = "", description = "first day of the data")
    private String from;

    @Option(names = "--data-to", defaultValue = "", description = "last day of the data")
    private String to;

    @Option(names = "--code-revision", defaultValue = "", description = "revision of the code that trains")
    private String revision;

    /** More than one is no faster here, and many times slower while something else uses the cores. */
    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "threads of the training engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public Integer call() throws Exception {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        byte[] yaml = Files.readAllBytes(spec);
        TrainingJob job = new TrainingJob(yaml);
        TabularData rows = DataFiles.read(data);
        TabularData held = DataFiles.read(validation);
        String model = name == null ? ModelSpec.parse(yaml).task() : name;
        String command = "train --spec " + spec.getFileName() + " --data " + data.getFileName() + " --validation "
                + validation.getFileName() + " --seed " + seed;
        long start = System.nanoTime();
        TrainingJob.Outcome outcome = job.run(
                rows,
                held,
                seed,
                new TrainingJob.Labelling(model, version, revision, command, dataName, licence, from, to),
                out,
                TrainingProgress.onTerminal());
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("pack", outcome.pack().directory().toString());
        result.put("name", model).put("version", version).put("seed", seed);
        result.put("rows", rows.rows()).put("parameters", outcome.parameters());
        result.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        result.set("bestEpochs", json.valueToTree(outcome.bestEpochs()));
        result.set("validation", json.valueToTree(outcome.validation().asMap()));
        result.put("parity", outcome.parity());
        System.out.println(result);
        return 0;
    }
}
