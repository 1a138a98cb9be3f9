package io.trivium.core.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares a served model with simple rivals on the same rows. Intervals are of 95 %, by percentiles of a paired bootstrap that
 * draws whole entities (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 8.6 and 13.3): rows of one
 * card, engine or patient are not independent. A model that was trained with several seeds counts with the mean of its
 * figures. The same answers give the same table. Immutable.
 */
public final class Ablation {
    /** Name of the served model's row. */
    public static final String SERVED = "served";

    private static final int RESAMPLES = 1_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 20_261_201;

    private final BenchReport.Better better;
    private final Figure figure;
    private final int[][] rowsOfEntities;

    /** The figure of a model's answers. */
    @FunctionalInterface
    public interface Figure {
        /**
         * Measures some rows.
         *
         * @param answers of all rows, the numbers of each
         * @param rows those to measure; one may be there several times
         */
        double of(float[][] answers, int[] rows);
    }

    /**
     * A model in the table.
     *
     * @param trainings with different seeds
     * @param value mean of the trainings' figures
     * @param interval of the value
     * @param servedIsBetterBy how much better the served model's figure is; 0 for itself
     * @param differs interval of that difference
     */
    @SuppressWarnings("ArrayRecordComponent") // pairs of numbers for JSON; never compared
    @JsonPropertyOrder({"model", "trainings", "value", "interval", "served_is_better_by", "difference_interval"})
    public record Row(
            String model,
            int trainings,
            double value,
            double[] interval,
            @JsonProperty("served_is_better_by") double servedIsBetterBy,
            @JsonProperty("difference_interval") double[] differs) {
        /** Whether the served model is worse beyond the interval. */
        public boolean beatsTheServedOne() {
            return differs[1] < 0;
        }
    }

    /**
     * A comparison of answers to some rows.
     *
     * @param entities of the rows
     */
    public Ablation(long[] entities, BenchReport.Better better, Figure figure) {
        this.better = better;
        this.figure = figure;
        Map<Long, List<Integer>> rows = new LinkedHashMap<>();
        for (int r = 0; r < entities.length; r++)
            rows.computeIfAbsent(entities[r], _ -> new ArrayList<>()).add(r);
        this.rowsOfEntities = rows.values().stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /**
     * The table, the served model first.
     *
     * @param served {@code [trainings][rows][numbers]}
     * @param rivals by name {@code [trainings][rows][numbers]}
     */
    public List<Row> rows(float[][][] served, Map<String, float[][][]> rivals) {
        Map<String, float[][][]> models = new LinkedHashMap<>();
        models.put(SERVED, served);
        models.putAll(rivals);
        int[] all = Arrays.stream(rowsOfEntities).flatMapToInt(Arrays::stream).toArray();
        double[] values = figures(models.values(), all);
        double[][] drawn = new double[values.length][RESAMPLES];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RESAMPLES; i++) {
            double[] of = figures(models.values(), drawn(random));
            for (int m = 0; m < of.length; m++) drawn[m][i] = of[m];
        }
        List<Row> table = new ArrayList<>();
        for (Map.Entry<String, float[][][]> model : models.entrySet()) {
            int m = table.size();
            double[] gains = new double[RESAMPLES];
            for (int i = 0; i < RESAMPLES; i++) gains[i] = gain(drawn[0][i], drawn[m][i]);
            table.add(new Row(
                    model.getKey(),
                    model.getValue().length,
                    values[m],
                    interval(drawn[m]),
                    gain(values[0], values[m]),
                    interval(gains)));
        }
        return List.copyOf(table);
    }

    private double gain(double served, double rival) {
        double gain = better == BenchReport.Better.HIGHER ? served - rival : rival - served;
        return gain == 0 ? 0 : gain; // no -0
    }

    private double[] figures(Collection<float[][][]> models, int[] rows) {
        return models.stream()
                .mapToDouble(trainings -> Arrays.stream(trainings)
                        .mapToDouble(answers -> figure.of(answers, rows))
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private int[] drawn(SplittableRandom random) {
        return random.ints(rowsOfEntities.length, 0, rowsOfEntities.length)
                .flatMap(entity -> Arrays.stream(rowsOfEntities[entity]))
                .toArray();
    }

    private static double[] interval(double[] drawn) {
        double[] sorted = drawn.clone();
        Arrays.sort(sorted);
        int out = (int) (TAIL * sorted.length);
        return new double[] {sorted[out], sorted[sorted.length - 1 - out]};
    }
}
