package io.trivium.runtime.training.rival;

import io.trivium.runtime.export.RivalGraph;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.TaskData;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of a task as one table: the numbers of its inputs one after the other, without images and volumes ({@link
 * RivalGraph#tables}).
 *
 * @param table row-major, {@code width} numbers a row
 * @param labels one a row: 0 or 1, a class from 0, or a number, NaN where it is not exactly known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RivalRows(float[] table, int width, float[] labels) {
    public RivalRows {
        if (labels.length == 0 || width < 1 || table.length != (long) labels.length * width) {
            throw new IllegalArgumentException(
                    table.length + " numbers for " + labels.length + " labelled rows of " + width);
        }
    }

    /**
     * The table of a task's rows.
     *
     * @param spec names the inputs and their order
     * @throws IllegalArgumentException when the rows have no label, or the task has images alone
     */
    public static RivalRows of(TaskData data, ModelSpec spec) {
        int rows = data.rows();
        if (data.labels().length == 0) throw new IllegalArgumentException("the rows have no label");
        List<float[]> inputs = RivalGraph.tables(spec).stream()
                .map(input -> data.input(input.name()))
                .toList();
        int width = inputs.stream().mapToInt(input -> input.length / rows).sum();
        float[] table = new float[Math.multiplyExact(rows, width)];
        int column = 0;
        for (float[] input : inputs) {
            int each = input.length / rows;
            for (int r = 0; r < rows; r++) System.arraycopy(input, r * each, table, r * width + column, each);
            column += each;
        }
        // A head of quantiles repeats the label for each of them.
        int each = data.labels().length / rows;
        float[] labels = new float[rows];
        for (int r = 0; r < rows; r++) labels[r] = data.labels()[r * each];
        return new RivalRows(table, width, labels);
    }

    int rows() {
        return labels.length;
    }

    /** The rows whose label is exactly known.
     * @throws IllegalArgumentException when there are none */
    public RivalRows known() {
        return known(labels);
    }

    /** The rows whose label, one of {@code wanted}, is exactly known.
     * @throws IllegalArgumentException when there are none */
    RivalRows known(float[] wanted) {
        int[] rows = IntStream.range(0, wanted.length)
                .filter(row -> !Float.isNaN(wanted[row]))
                .toArray();
        if (rows.length == wanted.length) return new RivalRows(table, width, wanted);
        float[] some = new float[rows.length * width];
        float[] labels = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(table, rows[i] * width, some, i * width, width);
            labels[i] = wanted[rows[i]];
        }
        return new RivalRows(some, width, labels);
    }
}
