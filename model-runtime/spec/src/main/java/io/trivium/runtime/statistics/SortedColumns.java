package io.trivium.runtime.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns of a table with the order of their values, sorted once for all trees that grow on them. Columns of one value
 * are left out: nothing can be split on them.
 */
public final class SortedColumns {
    private final int rows;
    private final List<Column> columns;

    /**
     * One column.
     *
     * @param place of the column in the table
     * @param order rows from the smallest value to the largest; equal values by row
     * @param sorted the values in that order
     */
    @SuppressWarnings("ArrayRecordComponent") // large, never compared
    record Column(int place, int[] order, float[] sorted) {}

    private SortedColumns(int rows, List<Column> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Sorts every column of a table.
     *
     * @param table row-major, {@code [rows, width]}, finite
     */
    public static SortedColumns of(float[] table, int width) {
        if (width < 1 || table.length % width != 0) {
            throw new IllegalArgumentException(table.length + " numbers are no table of " + width + " columns");
        }
        int rows = table.length / width;
        List<Column> columns = new ArrayList<>();
        long[] keys = new long[rows];
        for (int place = 0; place < width; place++) {
            for (int row = 0; row < rows; row++) {
                int bits = Float.floatToIntBits(table[row * width + place] + 0f);
                // negative numbers have their order turned, so that bits compare as the numbers do
                keys[row] = (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | row;
            }
            Arrays.sort(keys);
            int[] order = new int[rows];
            float[] sorted = new float[rows];
            for (int i = 0; i < rows; i++) {
                order[i] = (int) keys[i];
                sorted[i] = table[order[i] * width + place];
            }
            if (rows > 0 && sorted[0] != sorted[rows - 1]) columns.add(new Column(place, order, sorted));
        }
        return new SortedColumns(rows, List.copyOf(columns));
    }

    int rows() {
        return rows;
    }

    /** Those with more than one value. */
    List<Column> columns() {
        return columns;
    }
}
