package io.trivium.runtime.training.moe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.NetworkScorer;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training by another engine: its input in a directory, and its result. The other engine gets a plan of the
 * specification instead of the specification, the first weights and the rows in the form a network takes, so that
 * nothing is read or encoded in two ways.
 */
public final class DistributedJob {
    private static final String PLAN = "plan.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String ROWS = "rows.safetensors";
    private static final String HELD = "held.safetensors";
    private static final String TRAINED = "trained.safetensors";
    private static final String REPORT = "report.json";

    private final ObjectMapper json = new ObjectMapper();
    private final MoeTrainingJob job;
    private final Path directory;
    private final Objective objective;
    private final TensorSpec output;

    /** @throws IllegalArgumentException when the specification requires a feature that the other engine lacks */
    public DistributedJob(MoeTrainingJob job, Path directory) {
        if (job.training().distillation().isPresent()) {
            throw new IllegalArgumentException(
                    "a distributed training has no teacher: leave out training.distillation");
        }
        if (job.model().outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "the trainer takes one output, not " + job.model().outputs().size());
        }
        this.job = job;
        this.directory = directory;
        this.objective = Objective.of(job.model());
        this.output = job.model().outputs().getFirst();
    }

    /**
     *  Writes the input of the other engine.
     * @throws IllegalArgumentException when the data does not fit the network or has no or wrong labels
     */
    public void write(Parameters initial, TaskData rows, TaskData held, long seed) throws IOException {
        check(rows, "training");
        check(held, "validation");
        String fingerprint =
                job.fingerprint(initial, new TrainedPart.Whole(), job.training() + " distributed", rows, seed, 1);
        Files.createDirectories(directory);
        json.writeValue(directory.resolve(PLAN).toFile(), DistributedPlan.of(job, objective.name(), fingerprint, seed));
        initial.write(directory.resolve(WEIGHTS));
        EncodedData.learned(job.spec(), job.model(), rows, initial).write(directory.resolve(ROWS));
        new EncodedData(job.spec(), job.model(), held, initial).write(directory.resolve(HELD));
    }

    private void check(TaskData data, String what) {
        objective.check(
                data.boundedLabels(),
                data.rows(),
                Math.toIntExact(output.shape().getLast()),
                what);
    }

    /** The other engine's report of its training: steps, bestEpoch, processes, tokensPerSecond, peakMemoryMiB. */
    public JsonNode report() throws IOException {
        return json.readTree(directory.resolve(REPORT).toFile());
    }

    /**
     *  Reads the output of the other engine, and lets this one answer the validation rows with it.
     * @throws IllegalArgumentException when the weights are not of this network
     */
    public MoeTrainer.Trained trained(TaskData held) throws IOException {
        Parameters parameters = Parameters.read(directory.resolve(TRAINED));
        JsonNode report = report();
        EncodedData rows = new EncodedData(job.spec(), job.model(), held, parameters);
        ExpertLoad load = new ExpertLoad(job.spec().topology());
        int width = Math.toIntExact(output.shape().getLast());
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, job.spec(), job.model(), parameters)) {
            float[] scores = objective.scores(NetworkScorer.logits(manager, network, rows, output, load::add), width);
            return new MoeTrainer.Trained(
                    parameters,
                    objective.metrics(scores, width, held.boundedLabels()),
                    scores,
                    load,
                    report.path("bestEpoch").intValue(),
                    report.path("steps").longValue(),
                    new float[0]);
        }
    }
}
