package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.curate.LabelBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the number of labels a task needs when the most useful examples are labelled first, compared with random
 * order.
 */
@Command(
        name = "labels",
        description = {
            "Hides the labels of all rows and gives them batch by batch, by chance or for the rows that are most worth one,",
            "until the figure on the test rows comes to a share of what all labels reach. Average precision of two classes,",
            "accuracy of more, by boosted trees."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required option
final class LabelStudyCommand implements Callable<Integer> {
    private static final int PARTS = 10;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "rows, safetensors or CSV")
    private Path data;

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "rows that are measured; three tenths of the data, drawn once, where there are none")
    private @Nullable Path test;

    @Option(
            names = "--target",
            defaultValue = "",
            paramLabel = "N|NAME",
            description = "the class among several numbers of a label, or the CSV column of it")
    private String target;

    @Option(names = "--above", paramLabel = "VALUE", description = "class 1 is what lies above it")
    private @Nullable Double above;

    @Option(
            names = "--ignore",
            split = ",",
            defaultValue = "",
            paramLabel = "NAME",
            description = "tensors or columns that are no inputs")
    private List<String> ignored;

    @Option(
            names = "--seeds",
            defaultValue = "5",
            description = "how many runs of each way (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--goal", defaultValue = "0.95", description = "share to reach (default: ${DEFAULT-VALUE})")
    private double goal;

    @Option(names = "--begin", defaultValue = "100", description = "labels to begin with (default: ${DEFAULT-VALUE})")
    private int begin;

    @Option(names = "--density", description = "exponent of density; as the shortlist has it by default")
    private @Nullable Double density;

    @Option(names = "--diversity", description = "exponent of distance; as the shortlist has it by default")
    private @Nullable Double diversity;

    @Option(names = "--json", description = "the curves as well")
    private boolean curves;

    @Override
    public Integer call() throws IOException {
        LabelBudget.Rows rows = read(data);
        LabelBudget.Rows tested = test == null ? part(rows, 0, 3) : read(test);
        if (test == null) rows = part(rows, 3, PARTS);
        LabelBudget usual = LabelBudget.USUAL;
        LabelBudget budget = new LabelBudget(
                goal,
                begin,
                usual.growth(),
                new LabelBudget.BatchChoiceSettings(
                        density == null ? usual.choice().densityWeight() : density,
                        diversity == null ? usual.choice().diversityWeight() : diversity));
        LabelBudget.Outcome outcome = budget.measure(
                rows, tested, LongStream.rangeClosed(1, seeds).boxed().toList());
        System.out.println(report(outcome));
        return 0;
    }

    private LabelBudget.Rows read(Path file) throws IOException {
        Set<String> without = new HashSet<>(ignored);
        without.remove("");
        return new LabelledFile(
                        file, target, without, above == null ? OptionalDouble.empty() : OptionalDouble.of(above))
                .read();
    }

    /** Some tenths of the rows, the same ones at any time. */
    private static LabelBudget.Rows part(LabelBudget.Rows rows, int from, int to) {
        int[] chosen = java.util.stream.IntStream.range(0, rows.labels().length)
                .filter(row -> {
                    int tenth = Math.floorMod((row * 0x9E3779B9) >>> 12, PARTS);
                    return tenth >= from && tenth < to;
                })
                .toArray();
        float[] table = new float[chosen.length * rows.width()];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(rows.table(), chosen[i] * rows.width(), table, i * rows.width(), rows.width());
            labels[i] = rows.labels()[chosen[i]];
        }
        return new LabelBudget.Rows(rows.width(), table, labels);
    }

    private ObjectNode report(LabelBudget.Outcome outcome) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("metric", outcome.metric())
                .put("rows", outcome.rows())
                .put("tested", outcome.tested())
                .put("full", outcome.full())
                .put("goal", outcome.goal())
                .put("labels_random", outcome.medianRandom())
                .put("labels_active", outcome.medianActive())
                .put("saved", outcome.saved());
        for (boolean active : new boolean[] {false, true}) {
            IntSummaryStatistics needed = outcome.runs().stream()
                    .filter(run -> run.active() == active)
                    .mapToInt(LabelBudget.Run::needed)
                    .summaryStatistics();
            report.putArray(active ? "spread_active" : "spread_random")
                    .add(needed.getMin())
                    .add(needed.getMax());
        }
        ArrayNode runs = report.putArray("runs");
        for (LabelBudget.Run run : outcome.runs()) {
            ObjectNode row = runs.addObject()
                    .put("way", run.active() ? "active" : "random")
                    .put("seed", run.seed())
                    .put("labels", run.needed())
                    .put("reached", run.isReached());
            if (!curves) continue;
            ArrayNode curve = row.putArray("curve");
            run.curve().forEach(point -> curve.addArray().add(point.labels()).add(point.figure()));
        }
        return report;
    }
}
