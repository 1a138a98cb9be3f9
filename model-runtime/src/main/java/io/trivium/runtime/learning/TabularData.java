package io.trivium.runtime.learning;

/**
 * Rows of numbers in memory, as a data set file holds them.
 *
 * @param features row-major {@code [rows, columns]} float32
 * @param labels one per row, 0 or 1; empty when the data has none
 * @param rowHashes one per row; empty when the data has none
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record TabularData(int rows, int columns, float[] features, float[] labels, long[] rowHashes) {
    public TabularData {
        if (features.length != rows * columns) {
            throw new IllegalArgumentException(features.length + " numbers do not fill " + rows + " × " + columns);
        }
        for (int i = 0; i < features.length; i++) {
            if (!Float.isFinite(features[i])) {
                throw new IllegalArgumentException(
                        "row " + i / columns + ", column " + i % columns + " is not finite: " + features[i]);
            }
        }
        if (labels.length != 0 && labels.length != rows)
            throw new IllegalArgumentException(labels.length + " labels for " + rows + " rows");
        if (rowHashes.length != 0 && rowHashes.length != rows)
            throw new IllegalArgumentException(rowHashes.length + " row hashes for " + rows + " rows");
    }

    long positives() {
        long positives = 0;
        for (float label : labels) if (label == 1f) positives++;
        return positives;
    }
}
