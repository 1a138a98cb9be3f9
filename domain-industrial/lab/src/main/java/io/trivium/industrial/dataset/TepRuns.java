package io.trivium.industrial.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs of the Tennessee Eastman process (Downs and Vogel, "A plant-wide industrial process control problem", Computers &
 * Chemical Engineering 17:245, 1993) as simulated by Chiang, Russell and Braatz: 41 measurements and 11 manipulated
 * variables every three minutes. A test run has 960 rows, and its fault begins after the first 160.
 */
public final class TepRuns {
    public static final int VARIABLES = 52;
    /** Rows of a test run before its fault. */
    public static final int SOUND_ROWS = 160;

    private static final int MOST_FAULTS = 21;

    /**
     * A test run.
     *
     * @param fault 0 for normal operation
     */
    @SuppressWarnings("ArrayRecordComponent") // large, never compared
    public record Run(int fault, double[][] values) {}

    private TepRuns() {}

    /** Normal operation to learn from; the file has a row a variable. */
    public static double[][] normal(Path directory) throws IOException {
        List<String> lines = NumberFile.lines(directory, "d00.dat");
        int rows = lines.getFirst().strip().split("\\s+", -1).length;
        if (lines.size() != VARIABLES) return NumberFile.rows(directory, "d00.dat", VARIABLES);
        double[][] turned = NumberFile.rows(directory, "d00.dat", rows);
        double[][] values = new double[rows][VARIABLES];
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < VARIABLES; v++) values[r][v] = turned[v][r];
        }
        return values;
    }

    /** The test runs that are there, normal operation first. */
    public static List<Run> test(Path directory) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (int fault = 0; fault <= MOST_FAULTS; fault++) {
            String name = String.format(Locale.ROOT, "d%02d_te.dat", fault);
            if (NumberFile.exists(directory, name)) {
                runs.add(new Run(fault, NumberFile.rows(directory, name, VARIABLES)));
            }
        }
        if (runs.isEmpty()) throw new IOException(directory + " holds no test run such as d01_te.dat");
        return runs;
    }
}
