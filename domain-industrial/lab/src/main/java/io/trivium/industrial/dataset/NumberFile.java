package io.trivium.industrial.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Text files of data sets, plain or compressed by gzip under the same name with {@code .gz}. */
final class NumberFile {
    private static final String COMPRESSED = ".gz";

    private NumberFile() {}

    static boolean exists(Path directory, String name) {
        return Files.isRegularFile(directory.resolve(name))
                || Files.isRegularFile(directory.resolve(name + COMPRESSED));
    }

    /**
     * The lines of a file, blank ones left out.
     *
     * @throws NoSuchFileException naming both names that were looked for
     */
    static List<String> lines(Path directory, String name) throws IOException {
        boolean plain = Files.isRegularFile(directory.resolve(name));
        Path file = directory.resolve(plain ? name : name + COMPRESSED);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    directory.toString(), null, "holds neither " + name + " nor " + name + COMPRESSED);
        }
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = plain ? bytes : new GZIPInputStream(bytes);
                BufferedReader reader = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    /**
     * Rows of numbers between white space.
     *
     * @param columns how many a row must have
     */
    static double[][] rows(Path directory, String name, int columns) throws IOException {
        List<String> lines = lines(directory, name);
        double[][] rows = new double[lines.size()][];
        for (int r = 0; r < rows.length; r++) {
            String[] cells = lines.get(r).strip().split("\\s+", -1);
            if (cells.length != columns) {
                throw new IOException(where(directory, name, r) + " has " + cells.length + " columns, not " + columns);
            }
            rows[r] = new double[columns];
            for (int c = 0; c < columns; c++) rows[r][c] = number(cells[c], where(directory, name, r));
        }
        return rows;
    }

    /** A finite number.
     * @throws IOException that says where it is not */
    static double number(String text, String where) throws IOException {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) return value;
        } catch (NumberFormatException e) {
            throw new IOException(where + " holds something other than a number: " + text, e);
        }
        throw new IOException(where + " holds a number that is not finite: " + text);
    }

    /** Place of a row, for messages; blank lines are not counted. */
    static String where(Path directory, String name, int row) {
        return directory.resolve(name) + ", line " + (row + 1) + ",";
    }
}
