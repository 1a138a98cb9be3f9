package io.trivium.runtime.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.tool.TrainingOptions;
import io.trivium.runtime.training.retention.RetentionTraining;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStudyTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final int CARDS = 120;
    private static final int EVENTS = 20;
    private static final int LATE = 10;

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        TrainingOptions.prepareEngine(1);
    }

    /** Half of the late events with a mark are frauds: those of cards whose first event had the other mark. */
    private Path cards() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        int rows = CARDS * EVENTS;
        float[] event = new float[rows * 3];
        float[] features = new float[rows * 2];
        float[] labels = new float[rows];
        long[] card = new long[rows];
        long[] second = new long[rows];
        long[] scenario = new long[rows];
        for (int i = 0; i < rows; i++) {
            int step = i / CARDS; // in order of time, as the payments tool writes them
            card[i] = i % CARDS;
            second[i] = step * 86_400L + i % CARDS;
            boolean marked = step == 0 && card[i] % 2 == 0;
            boolean late = step >= LATE && random.nextInt(4) == 0;
            event[i * 3] = marked ? 1 : 0;
            event[i * 3 + 1] = late ? 1 : 0;
            event[i * 3 + 2] = (float) random.nextGaussian();
            features[i * 2] = late ? 1 : 0;
            features[i * 2 + 1] = event[i * 3 + 2];
            labels[i] = late && card[i] % 2 == 0 ? 1 : 0;
            scenario[i] = (long) (7 * labels[i]);
        }
        Path file = folder.resolve("rows.safetensors");
        new SafetensorsWriter()
                .add("event", new long[] {rows, 3}, event)
                .add("features", new long[] {rows, 2}, features)
                .add("label", new long[] {rows}, labels)
                .add("card", new long[] {rows}, card)
                .add("second", new long[] {rows}, second)
                .add("scenario", new long[] {rows}, scenario)
                .write(file);
        return file;
    }

    @Test
    void aHistoryTellsFraudsThatNoWindowTells() throws Exception {
        CardHistories data = CardHistories.read(cards());
        assertEquals(CARDS, data.histories().histories());
        assertEquals(86_400f, data.histories().elapsed()[1]);
        RetentionTraining training = new RetentionTraining(Head.BINARY, 1, 12, 8, 1e-2, 0.01, 0);
        ObjectNode report = new HistoryComparison(data, training, LATE, folder, NOWHERE).compare(List.of(1L));
        assertTrue(Files.exists(folder.resolve("encoder-1.safetensors")), "the trained encoder is kept");
        double with = report.at("/average_precision/0/value").asDouble();
        double windows = report.at("/average_precision/1/value").asDouble();
        assertEquals("windows", report.at("/average_precision/1/model").asText());
        assertTrue(with > 0.9 && windows < 0.8, report::toString);
        assertTrue(report.at("/average_precision/1/difference_interval/0").asDouble() > 0.05, report::toString);
        assertEquals(7, report.at("/scenarios/0/scenario").asInt());
        assertEquals(with, report.at("/scenarios/0/windows and history").asDouble(), 1e-9);
    }

    @Test
    void asksKeysAfterNumbersOfEvents() {
        Map<Integer, Double> shares = new RecallStudy(1, 4, NOWHERE).measure(List.of(10, 300), 1);
        assertEquals(List.of(10, 300), List.copyOf(shares.keySet()));
        for (double share : shares.values()) assertTrue(share >= 0 && share <= 1);
    }

    @Test
    void anEventCostsTheSameAfterAnyNumberOfOthers() throws Exception {
        Map<String, Double> found = new HashMap<>();
        for (Target target : new HistoryBench(4_000, 500).run(said -> {})) {
            found.put(target.name(), Objects.requireNonNull(target.value()));
        }
        assertEquals(8_192, found.get("history-state-bytes"));
        // A loaded machine decides about single per cents; a cost that grows would be a multiple.
        assertEquals(1, Objects.requireNonNull(found.get(HistoryBench.RATIO)), 0.5);
    }
}
