package io.trivium.runtime.learning.curate;

/**
 * Rows of numbers with a class each.
 *
 * @param width numbers of a row
 * @param table row-major, finite
 * @param labels class of each row, from 0
 * @param classes how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // many numbers; never compared
record LabelledRows(int width, float[] table, int[] labels, int classes) {
    LabelledRows {
        if (width < 1 || table.length != (long) width * labels.length) {
            throw new IllegalArgumentException(
                    table.length + " numbers are not " + labels.length + " rows of " + width);
        }
        if (classes < 2) throw new IllegalArgumentException("one class alone tells nothing apart");
        for (int label : labels) {
            if (label < 0 || label >= classes) throw new IllegalArgumentException("no class " + label);
        }
    }

    int rows() {
        return labels.length;
    }

    /** Some of the rows, in the order that is given. */
    LabelledRows part(int[] chosen) {
        float[] some = new float[chosen.length * width];
        int[] theirs = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(table, chosen[i] * width, some, i * width, width);
            theirs[i] = labels[chosen[i]];
        }
        return new LabelledRows(width, some, theirs, classes);
    }

    /** The number of rows of each class. */
    int[] counts() {
        int[] counts = new int[classes];
        for (int label : labels) counts[label]++;
        return counts;
    }
}
