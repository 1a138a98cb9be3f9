package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.ParameterReport;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.rival.Answer;
import io.trivium.runtime.training.rival.RandomRouting;
import io.trivium.runtime.training.rival.Rival;
import io.trivium.runtime.training.rival.RivalRows;
import io.trivium.runtime.training.rival.Rivals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers rows with simple models that were trained on other rows of the same task. */
@Command(
        name = "rivals",
        description = {
            "Trains a constant, a linear model, boosted trees and a dense network of the size that one token passes in the",
            "specified network, and writes their answers: a tensor F32 [seeds, N, numbers] by the name of each."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class RivalsCommand implements Callable<Integer> {
    @Option(names = "--spec", required = true, description = "spec.yaml of the task")
    private Path spec;

    @Option(names = "--data", required = true, description = "training rows, safetensors")
    private Path data;

    @Option(names = "--validation", required = true, description = "rows that choose the epoch, safetensors")
    private Path validation;

    @Option(names = "--measured", required = true, description = "rows to answer, safetensors with labels")
    private Path measured;

    @Option(names = "--routed", description = "pack that also answers with random routing, unless it routes nothing")
    private @Nullable Path routed;

    @Option(names = "--out", required = true, description = "safetensors file to write")
    private Path out;

    @Option(
            names = "--seeds",
            defaultValue = "5",
            description = "trainings of each model that depends on a seed (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "threads of the training engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) throw new IllegalArgumentException("--seeds is at least 1, not " + seeds);
        TrainingOptions.prepareEngine(threads);
        byte[] yaml = Files.readAllBytes(spec);
        ModelSpec model = ModelSpec.parse(yaml);
        Answer answer = Answer.of(model);
        long parameters =
                ParameterReport.of(NetworkSpec.parse(yaml, model), model).active();
        RivalRows learned = RivalRows.of(DataFiles.read(data, model), model).known();
        RivalRows held = RivalRows.of(DataFiles.read(validation, model), model).known();
        TaskData measuredRows = DataFiles.read(measured, model);
        RivalRows asked = RivalRows.of(measuredRows, model);
        ObjectNode result = new ObjectMapper().createObjectNode();
        SafetensorsWriter writer = new SafetensorsWriter();
        for (Rival rival : Rivals.all(parameters)) {
            long start = System.nanoTime();
            int count = rival.isSeeded() ? seeds : 1;
            float[][][] answers = new float[count][][];
            for (int seed = 0; seed < count; seed++) {
                answers[seed] = rival.answers(answer, learned, held, asked, seed + 1L);
            }
            add(writer, rival.name(), answers);
            double took = (System.nanoTime() - start) / 1e9 / count;
            result.put(rival.name() + "_seconds", took);
            System.err.printf("%s: %d trainings of %.1f s%n", rival.name(), count, took);
        }
        Optional<RandomRouting> routing = routed == null ? Optional.empty() : RandomRouting.of(ModelPack.open(routed));
        if (routing.isPresent()) {
            float[][][] answers = new float[seeds][][];
            for (int seed = 0; seed < seeds; seed++) {
                answers[seed] = routing.orElseThrow().answers(measuredRows, seed + 1L);
            }
            add(writer, RandomRouting.NAME, answers);
        }
        writer.write(out);
        System.out.println(result.put("parameters", parameters).put("out", out.toString()));
        return 0;
    }

    private static void add(SafetensorsWriter writer, String name, float[][][] answers) {
        int rows = answers[0].length;
        int each = answers[0][0].length;
        float[] all = new float[Math.multiplyExact(answers.length, rows * each)];
        for (int seed = 0; seed < answers.length; seed++) {
            for (int r = 0; r < rows; r++) System.arraycopy(answers[seed][r], 0, all, (seed * rows + r) * each, each);
        }
        writer.add(name, new long[] {answers.length, rows, each}, all);
    }
}
