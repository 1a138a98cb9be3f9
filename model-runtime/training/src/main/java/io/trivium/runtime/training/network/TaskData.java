package io.trivium.runtime.training.network;

import io.trivium.runtime.statistics.BoundedLabels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of a task in memory, as a data set file holds them.
 *
 * @param inputs per input tensor the numbers of all rows, row-major float32
 * @param labels one per row: 0 or 1, a class from 0, or a number, by the task's head, which may be several numbers a row,
 *     NaN where one is not exactly known; empty when the data has none
 * @param bounds of the labels, as {@link BoundedLabels} has them; empty when no label is an interval
 * @param rowHashes one per row; empty when the data has none
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record TaskData(int rows, Map<String, float[]> inputs, float[] labels, float[] bounds, long[] rowHashes) {
    public TaskData {
        inputs = new LinkedHashMap<>(inputs);
        for (Map.Entry<String, float[]> input : inputs.entrySet()) {
            float[] numbers = input.getValue();
            if (rows < 1 || numbers.length % rows != 0) {
                throw new IllegalArgumentException(
                        input.getKey() + " has " + numbers.length + " numbers for " + rows + " rows");
            }
            for (int i = 0; i < numbers.length; i++) {
                if (!Float.isFinite(numbers[i])) {
                    throw new IllegalArgumentException("row " + i / (numbers.length / rows) + " of " + input.getKey()
                            + " is not finite: " + numbers[i]);
                }
            }
        }
        if (labels.length % rows != 0) {
            throw new IllegalArgumentException(labels.length + " labels for " + rows + " rows");
        }
        var _ = new BoundedLabels(labels, bounds);
        if (rowHashes.length != 0 && rowHashes.length != rows) {
            throw new IllegalArgumentException(rowHashes.length + " row hashes for " + rows + " rows");
        }
    }

    /** Rows without a label that is an interval. */
    public TaskData(int rows, Map<String, float[]> inputs, float[] labels, long[] rowHashes) {
        this(rows, inputs, labels, new float[0], rowHashes);
    }

    /** The labels with their bounds. */
    public BoundedLabels boundedLabels() {
        return new BoundedLabels(labels, bounds);
    }

    /** The numbers of an input.
     * @throws IllegalArgumentException when the data has no such input */
    public float[] input(String name) {
        float[] numbers = inputs.get(name);
        if (numbers == null) throw new IllegalArgumentException("the data has no input " + name);
        return numbers;
    }

    /** The numbers of an input.
     * @throws IllegalArgumentException when the data has no such input, or not that many numbers per row */
    public float[] input(String name, long perRow) {
        float[] numbers = input(name);
        if (numbers.length != perRow * rows) {
            throw new IllegalArgumentException(
                    name + " has " + numbers.length / rows + " numbers a row, the network takes " + perRow);
        }
        return numbers;
    }

    /** The same rows without their labels. */
    public TaskData withoutLabels() {
        return new TaskData(rows, inputs, new float[0], rowHashes);
    }

    /** Some of the rows, in the order that is given. */
    public TaskData part(int[] chosen) {
        Map<String, float[]> some = new LinkedHashMap<>();
        inputs.forEach((name, numbers) -> some.put(name, part(numbers, chosen)));
        long[] hashes = rowHashes.length == 0 ? rowHashes : new long[chosen.length];
        for (int i = 0; i < hashes.length; i++) hashes[i] = rowHashes[chosen[i]];
        return new TaskData(chosen.length, some, part(labels, chosen), part(bounds, chosen), hashes);
    }

    private float[] part(float[] numbers, int[] chosen) {
        int each = numbers.length / rows;
        float[] taken = new float[chosen.length * each];
        for (int i = 0; i < chosen.length; i++) System.arraycopy(numbers, chosen[i] * each, taken, i * each, each);
        return taken;
    }

    /**
     * The label of each row, {@code [rows]}, where a head with several numbers repeats it; NaN where it is not exactly
     * known.
     *
     * @throws IllegalArgumentException when the labels of a row differ
     */
    public float[] oneLabelEach() {
        int each = labels.length / rows;
        float[] one = new float[rows];
        for (int i = 0; i < labels.length; i++) {
            if (i % each == 0) {
                one[i / each] = labels[i];
            } else if (labels[i] != one[i / each] && !(Float.isNaN(labels[i]) && Float.isNaN(one[i / each]))) {
                throw new IllegalArgumentException("trees answer one number, and the labels of a row differ");
            }
        }
        return one;
    }

    /** The part, from 0, that a row is in: rows of one hash, such as those of one asset, are in the same. */
    public int partOf(int row, int parts) {
        long hash = rowHashes.length == 0 ? row : rowHashes[row];
        // The finaliser of SplittableRandom: hashes need not be even.
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return (int) Long.remainderUnsigned(hash ^ (hash >>> 31), parts);
    }

    public long positives() {
        long positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        return positives;
    }
}
