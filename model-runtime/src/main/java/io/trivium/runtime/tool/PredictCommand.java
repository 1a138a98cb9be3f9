package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.BinaryMetrics;
import io.trivium.runtime.learning.PackScorer;
import io.trivium.runtime.learning.TabularData;
import io.trivium.runtime.pack.ModelPack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scores a data set with a pack. */
@Command(
        name = "predict",
        description = "Scores rows with a pack and writes a file with 'score' F32 [N].",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class PredictCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "directory of the pack")
    private Path pack;

    @Option(names = "--data", required = true, description = "rows, safetensors with 'features' F32 [N, C]")
    private Path data;

    @Option(names = "--out", required = true, description = "safetensors file to write")
    private Path out;

    @Override
    public Integer call() throws Exception {
        ModelPack opened = ModelPack.open(pack);
        TabularData rows = DataFiles.read(data);
        float[] scores;
        try (PackScorer scorer = new PackScorer(opened.model().array())) {
            scores = scorer.score(rows);
        }
        DataFiles.writeScores(out, scores, rows);
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("out", out.toString()).put("rows", scores.length);
        result.put("name", opened.manifest().name())
                .put("version", opened.manifest().version());
        long positives = 0;
        for (float label : rows.labels()) if (label == 1f) positives++;
        if (positives > 0 && positives < rows.rows()) {
            result.set(
                    "metrics",
                    json.valueToTree(BinaryMetrics.of(scores, rows.labels()).asMap()));
        }
        System.out.println(result);
        return 0;
    }
}
