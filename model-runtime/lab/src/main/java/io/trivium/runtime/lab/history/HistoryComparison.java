package io.trivium.runtime.lab.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.statistics.RowOrder;
import io.trivium.runtime.training.network.EventHistories;
import io.trivium.runtime.training.retention.RetentionEncoder;
import io.trivium.runtime.training.retention.RetentionTrainer;
import io.trivium.runtime.training.retention.RetentionTraining;
import io.trivium.runtime.training.rival.Answer;
import io.trivium.runtime.training.rival.Rival;
import io.trivium.runtime.training.rival.RivalRows;
import io.trivium.runtime.training.rival.Rivals;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Boosted trees on window features, with and without the token of an encoder of the card's whole history, on the same rows
 * of cards that none has learned from. The encoder and the trees that read its tokens learn from different cards, since an
 * encoder knows those it has learned from; the trees without tokens learn from the cards of both. A third kind gets what
 * the encoder reads of the row's own event, so that the effect of memory can be separated from that of the event's columns.
 */
final class HistoryComparison {
    private static final String WITH = "windows and history";
    private static final String WINDOWS = "windows";
    private static final String EVENT = "windows and event";
    private static final long DRAWN = 20_261_203;
    private static final long DAY = 86_400;

    private final CardHistories data;
    private final RetentionSpec spec;
    private final RetentionTraining training;
    private final @Nullable Path work;
    private final PrintStream lines;
    private final int[] encoderCards;
    private final int[] heldCards;
    private final int[] treeCards;
    private final int[] measured;

    /**
     * A comparison.
     *
     * @param afterDays rows before that are not measured, so that there is a history before them
     * @param work folder of trained encoders, by seed; one that is there is not trained again. Null for none
     */
    HistoryComparison(
            CardHistories data, RetentionTraining training, int afterDays, @Nullable Path work, PrintStream lines) {
        this.data = data;
        this.work = work;
        this.training = training;
        this.lines = lines;
        int columns = data.histories().columns();
        this.spec = new RetentionSpec(
                new TokenizerSpec.Tabular(
                        "event",
                        new TokenizerSpec.Columns(columns, List.of(), new boolean[columns], true, 0, 0, false)),
                64,
                2,
                16,
                RetentionSpec.USUAL_HALF_LIVES);
        int[] order = RowOrder.of(data.histories().histories(), DRAWN);
        this.encoderCards = part(order, 0, 0.4);
        this.heldCards = part(order, 0.4, 0.5);
        this.treeCards = part(order, 0.5, 0.7);
        this.measured = Arrays.stream(data.rows(part(order, 0.7, 1)))
                .filter(row -> data.seconds()[row] >= afterDays * DAY)
                .toArray();
    }

    private static int[] part(int[] order, double from, double to) {
        int[] some = Arrays.copyOfRange(order, (int) (from * order.length), (int) (to * order.length));
        Arrays.sort(some);
        return some;
    }

    /** Trains with every seed; average precision of the measured rows, with intervals by card. */
    ObjectNode compare(List<Long> seeds) throws IOException {
        int[] all = data.rows(IntStream.concat(
                        IntStream.concat(Arrays.stream(encoderCards), Arrays.stream(heldCards)),
                        Arrays.stream(treeCards))
                .sorted()
                .toArray());
        float[][][] with = new float[seeds.size()][][];
        Map<String, float[][][]> rivals = new LinkedHashMap<>();
        rivals.put(WINDOWS, new float[seeds.size()][][]);
        rivals.put(EVENT, new float[seeds.size()][][]);
        RivalRows windows = table(all, new float[0], 0);
        RivalRows measuredWindows = table(measured, new float[0], 0);
        float[] events = data.histories().events();
        int columns = data.histories().columns();
        for (int i = 0; i < with.length; i++) {
            long seed = seeds.get(i);
            Encoding encoding = encode(seed);
            int[] rows = data.rows(treeCards);
            with[i] = trees(
                    table(rows, encoding.numbers, encoding.width),
                    table(measured, encoding.numbers, encoding.width),
                    seed);
            answers(rivals, WINDOWS)[i] = trees(windows, measuredWindows, seed);
            answers(rivals, EVENT)[i] = trees(table(all, events, columns), table(measured, events, columns), seed);
            lines.printf(
                    Locale.ROOT,
                    "seed %d: %s %.4f, %s %.4f, %s %.4f%n",
                    seed,
                    WITH,
                    averagePrecision(with[i], range()),
                    WINDOWS,
                    averagePrecision(answers(rivals, WINDOWS)[i], range()),
                    EVENT,
                    averagePrecision(answers(rivals, EVENT)[i], range()));
        }
        return report(with, rivals);
    }

    private ObjectNode report(float[][][] with, Map<String, float[][][]> rivals) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        long[] cards =
                Arrays.stream(measured).mapToLong(row -> data.cards()[row]).toArray();
        report.put("cards", data.histories().histories())
                .put("events", data.cards().length)
                .put("measured_rows", measured.length)
                .put("measured_cards", Arrays.stream(cards).distinct().count())
                .put("state_bytes", Float.BYTES * spec.stateSize());
        report.set(
                "average_precision",
                new ObjectMapper()
                        .valueToTree(new Ablation(cards, Better.HIGHER, this::averagePrecision).rows(with, rivals)));
        ArrayNode kinds = report.putArray("scenarios");
        long[] scenarios =
                Arrays.stream(measured).mapToLong(row -> data.scenarios()[row]).toArray();
        for (long scenario :
                Arrays.stream(scenarios).distinct().filter(s -> s > 0).sorted().toArray()) {
            int[] some = IntStream.range(0, measured.length)
                    .filter(i -> scenarios[i] == 0 || scenarios[i] == scenario)
                    .toArray();
            ObjectNode row = kinds.addObject()
                    .put("scenario", scenario)
                    .put(
                            "frauds",
                            Arrays.stream(scenarios).filter(s -> s == scenario).count())
                    .put(WITH, mean(with, some));
            rivals.forEach((name, answers) -> row.put(name, mean(answers, some)));
        }
        return report;
    }

    /** What an encoder says of all rows: its token and the answer that trained it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoding(float[] numbers, int width) {}

    private Encoding encode(long seed) throws IOException {
        EventHistories histories = data.histories();
        Parameters trained = trained(seed);
        try (RetentionEncoder encoder = new RetentionEncoder(spec, trained)) {
            RetentionEncoder.Encoded encoded = encoder.encode(histories);
            int width = spec.width() + 1;
            int rows = data.cards().length;
            float[] numbers = new float[rows * width];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(encoded.tokens(), row * spec.width(), numbers, row * width, spec.width());
                numbers[row * width + spec.width()] = encoded.answers()[row];
            }
            return new Encoding(numbers, width);
        }
    }

    private Parameters trained(long seed) throws IOException {
        Path file = work == null ? null : work.resolve("encoder-" + seed + ".safetensors");
        if (file != null && Files.exists(file)) return Parameters.read(file);
        EventHistories histories = data.histories();
        Parameters trained = new RetentionTrainer(spec, training, lines)
                .train(histories.part(encoderCards), histories.part(heldCards), seed);
        if (file != null) trained.write(file);
        return trained;
    }

    /** Window features and others, {@code more} of a row. */
    private RivalRows table(int[] rows, float[] others, int more) {
        int width = data.width();
        float[] table = new float[rows.length * (width + more)];
        float[] labels = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int at = i * (width + more);
            System.arraycopy(data.features(), rows[i] * width, table, at, width);
            System.arraycopy(others, rows[i] * more, table, at + width, more);
            labels[i] = data.labels()[rows[i]];
        }
        return new RivalRows(table, width + more, labels);
    }

    private static float[][] trees(RivalRows learned, RivalRows measured, long seed) {
        Rival trees = Rivals.all(1).stream()
                .filter(rival -> rival.name().equals("trees"))
                .findFirst()
                .orElseThrow();
        return trees.answers(new Answer(1), learned, learned, measured, seed);
    }

    private static float[][][] answers(Map<String, float[][][]> rivals, String name) {
        return Objects.requireNonNull(rivals.get(name));
    }

    private int[] range() {
        return IntStream.range(0, measured.length).toArray();
    }

    private double mean(float[][][] trainings, int[] rows) {
        return Arrays.stream(trainings)
                .mapToDouble(answers -> averagePrecision(answers, rows))
                .average()
                .orElseThrow();
    }

    private double averagePrecision(float[][] answers, int[] rows) {
        float[] scores = new float[rows.length];
        float[] labels = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = answers[rows[i]][0];
            labels[i] = data.labels()[measured[rows[i]]];
        }
        return BinaryMetrics.of(scores, labels).averagePrecision();
    }
}
