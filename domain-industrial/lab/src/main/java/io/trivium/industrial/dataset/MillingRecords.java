package io.trivium.industrial.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of AI4I 2020 (Matzka, "Explainable Artificial Intelligence for Predictive Maintenance Applications", AI4I
 * 2020): a simulated milling machine. The columns that say how a failure came about are labels, never inputs.
 */
public final class MillingRecords {
    /** Kinds of failure, in the file's order: tool wear, heat dissipation, power, overstrain, random. */
    public static final List<String> MODES = List.of("TWF", "HDF", "PWF", "OSF", "RNF");

    private static final int COLUMNS = 14;

    /**
     * One record.
     *
     * @param quality L, M or H: half, three tenths and a fifth of the products
     * @param modes by {@link #MODES}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Milling(
            char quality,
            double airKelvin,
            double processKelvin,
            double speedRpm,
            double torqueNm,
            double wearMinutes,
            boolean failed,
            boolean[] modes) {}

    private MillingRecords() {}

    public static List<Milling> read(Path directory) throws IOException {
        String name = "ai4i2020.csv";
        List<String> lines = NumberFile.lines(directory, name);
        List<Milling> records = new ArrayList<>();
        for (int r = 1; r < lines.size(); r++) {
            String where = NumberFile.where(directory, name, r);
            String[] cells = lines.get(r).split(",", -1);
            if (cells.length != COLUMNS || cells[2].length() != 1) {
                throw new IOException(where + " is not a record of AI4I 2020");
            }
            double[] numbers = new double[COLUMNS];
            for (int c = 3; c < COLUMNS; c++) numbers[c] = NumberFile.number(cells[c], where);
            boolean[] modes = new boolean[MODES.size()];
            for (int m = 0; m < modes.length; m++) modes[m] = numbers[9 + m] == 1;
            records.add(new Milling(
                    cells[2].charAt(0),
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    numbers[6],
                    numbers[7],
                    numbers[8] == 1,
                    modes));
        }
        return records;
    }
}
