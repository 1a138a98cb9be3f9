package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.statistics.BinaryMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--data", description = "rows, safetensors with a tensor for each input")
    private @Nullable Path data;

    @Option(names = "--out", description = "safetensors file to write")
    private @Nullable Path out;

    @Option(
            names = "--stream",
            description = {
                "instead of --data and --out: reads lines with both, a tab between, from standard input, and answers",
                "each with its line of JSON; the pack stays loaded"
            })
    private boolean stream;

    @Override
    public Integer call() throws Exception {
        ModelPack opened = ModelPack.open(pack);
        try (ServedScores.Session session = new ServedScores.Session(opened)) {
            if (!stream) {
                Path rows = data;
                Path answers = out;
                if (rows == null || answers == null) {
                    throw new IllegalArgumentException("name --data and --out, or --stream");
                }
                System.out.println(scored(session, opened, rows, answers));
                return 0;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] both = line.split("\t", -1);
                if (both.length != 2) throw new IllegalArgumentException("not two files with a tab between: " + line);
                System.out.println(scored(session, opened, Path.of(both[0]), Path.of(both[1])));
            }
        }
        return 0;
    }

    private static ObjectNode scored(ServedScores.Session session, ModelPack opened, Path data, Path out)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        ServedScores.Scored served = session.of(data);
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
        result.put("name", opened.manifest().name().value())
                .put("version", opened.manifest().version().value());
        long positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        if (opened.spec().head() == Head.BINARY && positives > 0 && positives < scores.length) {
            result.set(
                    "metrics", json.valueToTree(BinaryMetrics.of(scores, labels).asMap()));
        }
        return result;
    }
}
