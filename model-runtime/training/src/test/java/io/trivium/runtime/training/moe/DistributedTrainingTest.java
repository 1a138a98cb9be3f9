package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tool.RuntimeTool;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer in Python on two gloo processes, compared with the one in Java. */
class DistributedTrainingTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String SPEC = ToyTask.SPEC
            .replace("{epochs: 4, batch: 64,", "{epochs: 2, batch: 32, accumulate: 2,")
            .replace("averaging: 0.9, ", "")
            .replace("rebalanceSteps: 60", "rebalanceSteps: 0, startBalancing: 0");
    private static final long SEED = 5;
    private static final TaskData ROWS = ToyTask.rows(150, 1);
    private static final int STEPS = 2 * 3;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPyTorch() throws Exception {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && new ProcessBuilder(PYTHON, "-c", "import torch, numpy")
                                        .redirectErrorStream(true)
                                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                        .start()
                                        .waitFor()
                                == 0,
                "the distributed trainer is not tried: " + PYTHON + " has no PyTorch (apt-get install python3-torch)");
    }

    private void write(String name, TaskData data) throws IOException {
        new SafetensorsWriter()
                .add("events", new long[] {data.rows(), 3, 2}, data.input("events", 6))
                .add("features", new long[] {data.rows(), 2}, data.input("features", 2))
                .add("label", new long[] {data.rows()}, data.labels())
                .add("rowhash", new long[] {data.rows()}, data.rowHashes())
                .write(folder.resolve(name));
    }

    private ModelPack train(String out, String... more) throws IOException {
        Files.writeString(folder.resolve("spec.yaml"), SPEC);
        write("rows.safetensors", ROWS);
        write("held.safetensors", ToyTask.rows(60, 2));
        List<String> arguments = new ArrayList<>(List.of("train", "distributed"));
        arguments.addAll(List.of("--spec", folder.resolve("spec.yaml").toString()));
        arguments.addAll(List.of("--data", folder.resolve("rows.safetensors").toString()));
        arguments.addAll(
                List.of("--validation", folder.resolve("held.safetensors").toString()));
        arguments.addAll(List.of("--out", folder.resolve(out).toString(), "--seed", Long.toString(SEED)));
        arguments.addAll(List.of("--processes", "2", "--python", PYTHON, "--trainer", "src/main/python"));
        arguments.addAll(List.of(more));
        assertEquals(0, RuntimeTool.run(arguments.toArray(String[]::new)), arguments::toString);
        return ModelPack.open(folder.resolve(out));
    }

    private static Parameters inJava(int steps) {
        byte[] yaml = SPEC.getBytes(StandardCharsets.UTF_8);
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        // two replicas have dropout by row, as the processes have
        MoeTrainer.Run run =
                new MoeTrainer.Run(SEED, "", Optional.empty(), List.of(Device.cpu(), Device.cpu()), Long.MAX_VALUE);
        return new MoeTrainer(job.spec(), job.model(), job.training(), new TrainedPart.Whole(), MoeProgress.silent())
                .train(job.initial(ROWS, SEED), ROWS, new MoeTrainer.Stretch(0, steps, STEPS), Optional.empty(), run)
                .parameters();
    }

    private static double largestDifference(Parameters expected, Parameters actual) {
        assertEquals(expected.names(), actual.names());
        double largest = 0;
        for (String name : expected.names()) {
            float[] here = expected.get(name);
            float[] there = actual.get(name);
            for (int i = 0; i < here.length; i++) {
                if (Float.isInfinite(here[i])) assertEquals(here[i], there[i], name);
                else largest = Math.max(largest, Math.abs((double) here[i] - there[i]));
            }
        }
        return largest;
    }

    @Test
    void takesTheStepThatTheJavaTrainerTakes() throws Exception {
        Parameters expected = inJava(1);
        ModelPack pack = train("one", "--stop-after", "1");
        Parameters actual = Parameters.read(pack.directory().resolve(ModelPack.WEIGHTS));
        double difference = largestDifference(expected, actual);
        assertTrue(difference <= 1e-4, () -> "the weights differ by " + difference);
        Parameters initial = new MoeTrainingJob(SPEC.getBytes(StandardCharsets.UTF_8)).initial(ROWS, SEED);
        assertTrue(largestDifference(initial, actual) > 1e-3, "the step moved something");
    }

    @Test
    void goesOnFromItsCheckpoint() throws Exception {
        Path whole = train("whole").directory().resolve(ModelPack.WEIGHTS);
        String checkpoint = folder.resolve("checkpoint").toString();
        var _ = train("half", "--stop-after", "3", "--checkpoint", checkpoint);
        Path resumed = train("resumed", "--checkpoint", checkpoint).directory().resolve(ModelPack.WEIGHTS);
        assertEquals(-1, Files.mismatch(whole, resumed), "bit for bit what one go gives");
    }
}
