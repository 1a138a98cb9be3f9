package io.trivium.fin.evaluation;

import io.trivium.fin.replay.RecordedAuthorization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Scores of other models for test rows: a table with {@code TRANSACTION_ID} first, {@code TX_FRAUD_SCENARIO} in any
 * later column, and after it one column of scores for each model. Immutable.
 */
public final class PublishedScores {

    private static final Map<String, String> NAMES =
            Map.of("LR", "logistic_regression", "RF", "random_forest", "XGB", "xgboost");

    private final Map<String, Map<Long, Float>> byModel;

    private PublishedScores(Map<String, Map<Long, Float>> byModel) {
        this.byModel = byModel;
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException when it is no such table
     */
    public static PublishedScores read(Path gzippedTable) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzippedTable)), StandardCharsets.UTF_8))) {
            List<String> header = List.of(String.valueOf(reader.readLine()).split(",", -1));
            int first = header.indexOf("TX_FRAUD_SCENARIO") + 1;
            if (!header.getFirst().equals("TRANSACTION_ID") || first == 0) {
                throw new IllegalArgumentException(gzippedTable + " is no table of scores");
            }
            Map<String, Map<Long, Float>> byModel = new LinkedHashMap<>();
            for (String model : header.subList(first, header.size())) {
                byModel.put(NAMES.getOrDefault(model, model), new HashMap<>());
            }
            List<Map<Long, Float>> columns = new ArrayList<>(byModel.values());
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split(",", -1);
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).put(Long.parseLong(fields[0]), Float.parseFloat(fields[first + i]));
                }
            }
            return new PublishedScores(byModel);
        }
    }

    /** The quality of each model on the rows; none unless every row has a score and there are no other scores. */
    public Map<String, Evaluation> evaluate(FeatureDataset rows) {
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        for (Map.Entry<String, Map<Long, Float>> model : byModel.entrySet()) {
            Map<Long, Float> scores = model.getValue();
            if (scores.size() != rows.size()) return Map.of();
            float[] inOrder = new float[rows.size()];
            for (int i = 0; i < inOrder.length; i++) {
                Float score = scores.get(rows.rows().get(i).id());
                if (score == null) return Map.of();
                inOrder[i] = score;
            }
            evaluations.put(model.getKey(), Evaluation.of(truth(rows), inOrder));
        }
        return evaluations;
    }

    private static DatasetFile.Truth truth(FeatureDataset rows) {
        int size = rows.size();
        long[] days = new long[size];
        long[] cards = new long[size];
        boolean[] fraud = new boolean[size];
        Map<String, Long> numbers = new HashMap<>();
        for (int i = 0; i < size; i++) {
            RecordedAuthorization row = rows.rows().get(i);
            days[i] = row.day().toEpochDay();
            cards[i] = numbers.computeIfAbsent(row.customerId(), card -> (long) numbers.size());
            fraud[i] = row.fraud();
        }
        return new DatasetFile.Truth(days, cards, fraud);
    }
}
