package io.trivium.runtime.learning.similarity;

import java.util.Arrays;

/**
 * Places of rows in cells of a few columns, so that all rows within reach are found by looking into few cells. Cells are eight
 * times as wide as the reach; of numbers near a cell's edge the neighbour is looked into as well. Not thread-safe.
 */
final class CellGrid {
    /** Most rows of one cell that are compared, the last ones first. */
    static final int MOST_IN_CELL = 1_000;

    private static final int WIDTH = 8 * Quantiser.REACH;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int NONE = -1;
    private static final double FULLEST = 0.6;

    private final Quantiser quantiser;
    private final int[] columns;
    private long[] keys = new long[1 << 10];
    private int[] heads = filled(1 << 10);
    private int[] next = new int[1 << 10];
    private int cells;

    CellGrid(Quantiser quantiser, int[] columns) {
        this.quantiser = quantiser;
        this.columns = columns.clone();
    }

    /** Whether a row is one that is looked for. */
    @FunctionalInterface
    interface Test {
        boolean isIt(int row);
    }

    /** The cell of one column, for the choice of columns. */
    static int cell(Quantiser quantiser, int column, short code) {
        return quantiser.isExact(column) ? code : Math.floorDiv(code + WIDTH / 2, WIDTH);
    }

    static long mixed(long key, int cell) {
        long mixed = (key ^ cell) * MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }

    void add(int row, short[] codes, int from) {
        if (row >= next.length) next = Arrays.copyOf(next, Math.max(row + 1, 2 * next.length));
        long key = 1;
        for (int column : columns) key = mixed(key, cell(quantiser, column, codes[from + column]));
        if (cells > FULLEST * keys.length) grow();
        int slot = slot(keys, heads, key);
        if (heads[slot] == NONE) {
            keys[slot] = key;
            cells++;
        }
        next[row] = heads[slot];
        heads[slot] = row;
    }

    /** Whether any row within reach in the grid's columns is the one that is looked for. */
    boolean any(short[] codes, int from, Test test) {
        return any(codes, from, 0, 1, test);
    }

    private boolean any(short[] codes, int from, int depth, long key, Test test) {
        if (depth == columns.length) return anyIn(key, test);
        int column = columns[depth];
        short code = codes[from + column];
        int cell = cell(quantiser, column, code);
        if (any(codes, from, depth + 1, mixed(key, cell), test)) return true;
        if (quantiser.isExact(column)) return false;
        int inside = Math.floorMod(code + WIDTH / 2, WIDTH);
        if (inside < Quantiser.REACH) return any(codes, from, depth + 1, mixed(key, cell - 1), test);
        return inside >= WIDTH - Quantiser.REACH && any(codes, from, depth + 1, mixed(key, cell + 1), test);
    }

    private boolean anyIn(long key, Test test) {
        int row = heads[slot(keys, heads, key)];
        for (int i = 0; row != NONE && i < MOST_IN_CELL; i++) {
            if (test.isIt(row)) return true;
            row = next[row];
        }
        return false;
    }

    private static int slot(long[] keys, int[] heads, long key) {
        int slot = (int) (key >>> 17) & keys.length - 1;
        while (heads[slot] != NONE && keys[slot] != key) slot = slot + 1 & keys.length - 1;
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        keys = new long[2 * oldKeys.length];
        heads = filled(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldHeads[i] == NONE) continue;
            int slot = slot(keys, heads, oldKeys[i]);
            keys[slot] = oldKeys[i];
            heads[slot] = oldHeads[i];
        }
    }

    private static int[] filled(int length) {
        int[] heads = new int[length];
        Arrays.fill(heads, NONE);
        return heads;
    }
}
