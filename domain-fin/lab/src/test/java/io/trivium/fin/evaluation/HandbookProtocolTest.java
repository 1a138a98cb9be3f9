package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.DayRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Needs the Fraud Detection Handbook's data, which is not part of the repository. */
class HandbookProtocolTest {
    private static final DayRange TRAIN = DayRange.parse("2018-07-25..2018-07-31");
    private static final DayRange TEST = DayRange.parse("2018-08-08..2018-08-14");

    @Test
    void theSplitHasThePublishedRows() {
        DelayedLabelSplit split = new DelayedLabelSplit(TRAIN, TEST, 7);
        int[] train = new int[2];
        int[] test = new int[2];
        List<CardPrecision.Row> rows = new ArrayList<>();
        AuthorizationArchive.open(requireData("handbook")).read(new DayRange(TRAIN.first(), TEST.last()), row -> {
            switch (split.assign(row)) {
                case TRAIN -> train[row.fraud() ? 1 : 0]++;
                case TEST -> {
                    test[row.fraud() ? 1 : 0]++;
                    rows.add(new CardPrecision.Row(row.day().toEpochDay(), row.customerId(), row.fraud(), 0));
                }
                case KNOWN_CARD, NEITHER -> {}
            }
        });

        assertEquals(67_240, train[0] + train[1]);
        assertEquals(598, train[1]);
        assertEquals(58_264, test[0] + test[1]);
        assertEquals(385, test[1]);
        assertEquals(0.397, CardPrecision.ceiling(100, rows), 0.0005);
    }

    @Test
    void featuresAreTheHandbooks() throws IOException {
        FeatureDataset dataset = FeatureDataset.of(
                AuthorizationArchive.open(requireData("handbook")),
                DayRange.parse("2018-08-12..2018-08-14"),
                rows -> {});
        int compared = compare(dataset, goldenFeatures());
        assertTrue(compared > 50, () -> "only " + compared + " rows compared");
    }

    @Test
    void theMetricsOfKnownScoresComeOut() throws IOException {
        List<String[]> table = table("handbook_golden/protocol_A_test.csv.gz");
        List<String> header = List.of(table.getFirst());
        assertEquals(List.of("TRANSACTION_ID", "TX_TIME_DAYS", "CUSTOMER_ID", "TX_FRAUD"), header.subList(0, 4));
        assertMetrics(table, header.indexOf("LR"), 0.8703, 0.6055, 0.2914, 0.5766);
        assertMetrics(table, header.indexOf("RF"), 0.8625, 0.6611, 0.2871, 0.5922);
        assertMetrics(table, header.indexOf("XGB"), 0.8725, 0.6827, 0.2957, 0.6208);
    }

    /** Figures of an independent computation; published for the logistic regression: 0.871, 0.606, 0.291. */
    private static void assertMetrics(
            List<String[]> table,
            int column,
            double auc,
            double averagePrecision,
            double cardPrecision,
            double recall) {
        int rows = table.size() - 1;
        float[] scores = new float[rows];
        boolean[] fraud = new boolean[rows];
        List<CardPrecision.Row> cards = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            String[] row = table.get(i + 1);
            scores[i] = Float.parseFloat(row[column]);
            fraud[i] = row[3].equals("1");
            cards.add(new CardPrecision.Row(Long.parseLong(row[1]), row[2], fraud[i], scores[i]));
        }
        RankingMetrics metrics = RankingMetrics.of(scores, fraud);
        assertEquals(58_264, metrics.rows());
        assertEquals(385, metrics.positives());
        assertEquals(auc, metrics.auc(), 0.00006);
        assertEquals(averagePrecision, metrics.averagePrecision(), 0.00006);
        assertEquals(recall, metrics.recallAtAlertShare(), 0.003);
        assertEquals(cardPrecision, CardPrecision.at(100, cards), 0.00006);
    }

    private static int compare(FeatureDataset dataset, Map<Long, double[]> golden) {
        int compared = 0;
        int different = 0;
        for (int i = 0; i < dataset.size(); i++) {
            double[] expected = golden.get(dataset.rows().get(i).id());
            if (expected == null) continue;
            compared++;
            for (int f = 0; f < expected.length; f++) {
                double actual = dataset.features()[i * FeatureSet.COUNT + f];
                // The dataset holds float32: 2^-24 of the value.
                if (Math.abs(expected[f] - actual) > 1e-6 + Math.abs(expected[f]) * 6e-8) different++;
            }
        }
        assertEquals(0, different, "of " + compared + " rows");
        return compared;
    }

    private static Map<Long, double[]> goldenFeatures() throws IOException {
        Map<Long, double[]> golden = new HashMap<>();
        for (String[] row : table("handbook_golden/features_5000.csv.gz")) {
            if (row[0].equals("TRANSACTION_ID")) continue;
            double[] features = new double[HandbookFeatures.COUNT];
            for (int i = 0; i < features.length; i++) features[i] = Double.parseDouble(row[4 + i]);
            golden.put(Long.parseLong(row[0]), features);
        }
        return golden;
    }

    private static List<String[]> table(String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(requireData(name))), StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split(",", -1)).toList();
        }
    }

    private static Path requireData(String name) {
        String set = System.getenv("TRIVIUM_DATA");
        Path root = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("trivium.root", "..")).resolve("../shared/data");
        Path path = root.resolve("fin").resolve(name).normalize();
        assumeTrue(Files.exists(path), () -> "skipped: no data at " + path + " (set TRIVIUM_DATA)");
        return path;
    }
}
