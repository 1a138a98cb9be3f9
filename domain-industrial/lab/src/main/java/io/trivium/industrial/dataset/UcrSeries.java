package io.trivium.industrial.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One part of a data set of the UCR archive (Dau et al., arXiv 1810.07758): a label and a series of numbers a row, between
 * tabulators.
 *
 * @param labels as published
 * @param values {@code [rows][length]}
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record UcrSeries(int[] labels, double[][] values) {
    /** The part for training. */
    public static UcrSeries training(Path directory, String name) throws IOException {
        return read(directory, name + "_TRAIN.tsv");
    }

    /** The part for testing, where it is there. */
    public static Optional<UcrSeries> test(Path directory, String name) throws IOException {
        String file = name + "_TEST.tsv";
        return NumberFile.exists(directory, file) ? Optional.of(read(directory, file)) : Optional.empty();
    }

    private static UcrSeries read(Path directory, String file) throws IOException {
        int columns = NumberFile.lines(directory, file).getFirst().strip().split("\\s+", -1).length;
        double[][] rows = NumberFile.rows(directory, file, columns);
        int[] labels = new int[rows.length];
        double[][] values = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            labels[r] = (int) rows[r][0];
            values[r] = java.util.Arrays.copyOfRange(rows[r], 1, columns);
        }
        return new UcrSeries(labels, values);
    }
}
