package io.trivium.industrial.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.industrial.dataset.HydraulicCycles;
import io.trivium.industrial.dataset.MillingRecords.Milling;
import io.trivium.industrial.dataset.UcrSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Rows of a classification in the form of a specification's one input.
 *
 * @param input name of the tensor
 * @param shape of one row
 * @param values {@code [rows][numbers]}
 * @param labels classes from 0
 * @param groups rows of one group belong to one part: what resembles its neighbour may not be learned from when that is
 *     measured
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record ClassRows(String input, long[] shape, float[][] values, int[] labels, int[] groups) {
    private static final double TURNS_PER_MINUTE = 2 * Math.PI / 60;
    private static final int QUARTERS = 4;
    /** Label of good cycles; the defective ones are -1 or 0, by the age of the archive's files. */
    private static final int GOOD = 1;

    public ClassRows {
        if (values.length != labels.length || groups.length != labels.length) {
            throw new IllegalArgumentException("rows, labels and groups differ in number");
        }
    }

    /** Failures of a milling machine; the columns are those of {@code industrial-record-failure.yaml}. */
    public static ClassRows of(List<Milling> records) {
        float[][] values = new float[records.size()][];
        int[] labels = new int[values.length];
        int[] groups = new int[values.length];
        for (int r = 0; r < values.length; r++) {
            Milling record = records.get(r);
            values[r] = new float[] {
                record.quality() == 'M' ? 1 : 0,
                record.quality() == 'H' ? 1 : 0,
                (float) record.airKelvin(),
                (float) record.processKelvin(),
                (float) record.speedRpm(),
                (float) record.torqueNm(),
                (float) record.wearMinutes(),
                (float) (record.processKelvin() - record.airKelvin()),
                (float) (record.torqueNm() * record.speedRpm() * TURNS_PER_MINUTE),
                (float) (record.torqueNm() * record.wearMinutes()),
                (float) (record.torqueNm() / record.speedRpm())
            };
            labels[r] = record.failed() ? 1 : 0;
            groups[r] = r;
        }
        return new ClassRows(
                "features", new long[] {values.length == 0 ? 0 : values[0].length}, values, labels, groups);
    }

    /** Grades of one component; a run of cycles in equal conditions is one group. */
    public static ClassRows of(HydraulicCycles cycles, int component) {
        int[] grades = Arrays.stream(cycles.conditions())
                .mapToInt(row -> row[component])
                .distinct()
                .sorted()
                .toArray();
        float[][] values = new float[cycles.cycles()][];
        int[] labels = new int[values.length];
        int[] groups = new int[values.length];
        for (int c = 0; c < values.length; c++) {
            values[c] = summary(cycles.temperatures()[c]);
            labels[c] = Arrays.binarySearch(grades, cycles.conditions()[c][component]);
            boolean same = c > 0 && Arrays.equals(cycles.conditions()[c], cycles.conditions()[c - 1]);
            groups[c] = c == 0 ? 0 : groups[c - 1] + (same ? 0 : 1);
        }
        return new ClassRows("features", new long[] {values[0].length}, values, labels, groups);
    }

    private static float[] summary(double[][] sensors) {
        List<Float> numbers = new ArrayList<>();
        for (double[] series : sensors) {
            double mean = Arrays.stream(series).average().orElse(0);
            double squares = 0;
            double slope = 0;
            double spread = 0;
            for (int t = 0; t < series.length; t++) {
                double at = t - (series.length - 1) / 2.0;
                squares += (series[t] - mean) * (series[t] - mean);
                slope += at * series[t];
                spread += at * at;
            }
            numbers.add((float) mean);
            numbers.add((float) Math.sqrt(squares / series.length));
            numbers.add((float) (slope / spread));
            for (int q = 0; q < QUARTERS; q++) {
                int from = q * series.length / QUARTERS;
                int to = (q + 1) * series.length / QUARTERS;
                numbers.add((float) (Arrays.stream(series, from, to).average().orElse(0) - mean));
            }
        }
        float[] row = new float[numbers.size()];
        for (int i = 0; i < row.length; i++) row[i] = numbers.get(i);
        return row;
    }

    /** Cycles of which those labelled −1 are defective. */
    public static ClassRows of(UcrSeries series) {
        float[][] values = new float[series.values().length][];
        int[] labels = new int[values.length];
        int[] groups = new int[values.length];
        for (int r = 0; r < values.length; r++) {
            values[r] = new float[series.values()[r].length];
            for (int t = 0; t < values[r].length; t++) values[r][t] = (float) series.values()[r][t];
            labels[r] = series.labels()[r] == GOOD ? 0 : 1;
            groups[r] = r;
        }
        return new ClassRows("series", new long[] {values[0].length, 1}, values, labels, groups);
    }

    public int rows() {
        return labels.length;
    }

    /** Returns the rows whose group is in a part. */
    public ClassRows part(IntPredicate group) {
        List<Integer> chosen = new ArrayList<>();
        for (int r = 0; r < rows(); r++) if (group.test(groups[r])) chosen.add(r);
        float[][] some = new float[chosen.size()][];
        int[] own = new int[some.length];
        int[] members = new int[some.length];
        for (int r = 0; r < some.length; r++) {
            some[r] = values[chosen.get(r)];
            own[r] = labels[chosen.get(r)];
            members[r] = groups[chosen.get(r)];
        }
        return new ClassRows(input, shape, some, own, members);
    }

    /** Writes them as the model runtime's tool reads them. */
    public void write(Path file) throws IOException {
        long[] whole = new long[shape.length + 1];
        whole[0] = rows();
        System.arraycopy(shape, 0, whole, 1, shape.length);
        int size = rows() == 0 ? 0 : values[0].length;
        float[] flat = new float[Math.multiplyExact(rows(), size)];
        float[] label = new float[rows()];
        for (int r = 0; r < rows(); r++) {
            System.arraycopy(values[r], 0, flat, r * size, size);
            label[r] = labels[r];
        }
        new SafetensorsWriter()
                .add(input, whole, flat)
                .add("label", new long[] {rows()}, label)
                .write(file);
    }
}
