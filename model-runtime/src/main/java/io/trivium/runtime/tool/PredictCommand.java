package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.learning.BinaryMetrics;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tool.bench.ServedScores;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scores a data set with a pack, served in this process as the service would. */
@Command(
        name = "predict",
        description = "Scores rows with a pack and writes a file with 'score' F32 [N] and every output by its name.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class PredictCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "directory of the pack")
    private Path pack;

    @Option(names = "--data", required = true, description = "rows, safetensors with a tensor for each input")
    private Path data;

    @Option(names = "--out", required = true, description = "safetensors file to write")
    private Path out;

    @Override
    public Integer call() throws Exception {
        ModelPack opened = ModelPack.open(pack);
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        ServedScores.Scored served = ServedScores.of(opened, data);
        float[] scores = served.scores();
        float[] labels = served.labels();
        SafetensorsWriter writer = new SafetensorsWriter()
                .add("score", new long[] {scores.length}, scores)
                .add("label", new long[] {labels.length}, labels);
        served.outputs().forEach((name, answers) -> {
            if (!name.equals("score") && !name.equals("label")) writer.add(name, answers.shape(), answers.values());
        });
        writer.write(out);
        result.put("degraded", served.degraded());
        result.put("out", out.toString()).put("rows", scores.length);
        result.put("name", opened.manifest().name())
                .put("version", opened.manifest().version());
        long positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        if (opened.spec().head() == Head.BINARY && positives > 0 && positives < scores.length) {
            result.set(
                    "metrics", json.valueToTree(BinaryMetrics.of(scores, labels).asMap()));
        }
        System.out.println(result);
        return 0;
    }
}
