package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.Contender;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.pack.GateSpec;
import io.trivium.runtime.pack.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which slices of its rows a challenger is judged by: those that its specification names, and those where it differs. */
final class Slices {
    private static final int MOST_VALUES = 12;

    private Slices() {}

    /** A slice for each value of the columns that the specification names, or for each quarter where values are many. */
    static List<Slice> declared(GateSpec spec, NumberTable table) {
        List<Slice> slices = new ArrayList<>();
        for (GateSpec.Column column : spec.slices()) {
            int place = table.place(column);
            if (place < 0) {
                throw new IllegalArgumentException(
                        "the slice " + column + " is a column of an input too large to be cut; name another");
            }
            float[] sorted = new float[table.rows()];
            for (int row = 0; row < sorted.length; row++) sorted[row] = table.at(row, place);
            Arrays.sort(sorted);
            float[] values = distinct(sorted);
            if (values.length > MOST_VALUES) {
                values = distinct(new float[] {
                    sorted[0], sorted[sorted.length / 4], sorted[sorted.length / 2], sorted[sorted.length * 3 / 4]
                });
            }
            for (int i = 0; i < values.length; i++) {
                Slice slice = Slice.ALL;
                if (i > 0) slice = slice.and(new Slice.Condition(place, column.toString(), values[i], false));
                if (i < values.length - 1) {
                    slice = slice.and(new Slice.Condition(place, column.toString(), values[i + 1], true));
                }
                if (values.length > 1) slices.add(slice);
            }
        }
        return slices;
    }

    private static float[] distinct(float[] sorted) {
        float[] values = new float[sorted.length];
        int count = 0;
        for (float value : sorted) if (count == 0 || value != values[count - 1]) values[count++] = value;
        return Arrays.copyOf(values, count);
    }

    /**
     * Slices in which challenger and champion answer differently, found without any label.
     *
     * @param rows to grow on, by their place among the recent ones
     * @param column of the answer
     */
    static List<Slice> differing(Examination examination, NumberTable table, int[] rows, int column)
            throws ExecutionException {
        double[] own = answers(examination.challenger(), examination, column);
        double[] champions = answers(examination.champion(), examination, column);
        double[] differences = new double[own.length];
        for (int i = 0; i < differences.length; i++) differences[i] = own[i] - champions[i];
        int least = Math.max(examination.spec().leastSliceRows(), rows.length / 50);
        return DifferenceTree.grow(table, differences, rows, least);
    }

    /** One column of the answers to the recent rows; roots of probabilities, whose spread does not depend on their size. */
    private static double[] answers(Contender contender, Examination examination, int column)
            throws ExecutionException {
        Answers answers = contender.answers(examination.material().recent());
        boolean chances = examination.model().head() != Head.REGRESSION;
        double[] found = new double[answers.rows()];
        for (int row = 0; row < found.length; row++) {
            double value = answers.values()[row * answers.width() + column];
            found[row] = chances ? Math.sqrt(Math.max(0, value)) : value;
        }
        return found;
    }

    /** Every second row, from the first or the second. */
    static int[] half(int rows, int from) {
        return IntStream.range(0, rows).filter(row -> row % 2 == from).toArray();
    }
}
