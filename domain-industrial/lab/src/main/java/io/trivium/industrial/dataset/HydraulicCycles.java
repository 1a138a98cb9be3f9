package io.trivium.industrial.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cycles of a hydraulic test rig (Helwig, Pignanelli and Schütze, "Condition monitoring of a complex hydraulic system
 * using multivariate statistics", I2MTC 2015), 60 seconds each, with the condition of four components. Only the four
 * temperatures, a value a second, are read.
 *
 * @param temperatures {@code [cycles][sensors][60]}, °C
 * @param conditions {@code [cycles][COMPONENTS]}, grades as published
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record HydraulicCycles(double[][][] temperatures, int[][] conditions) {
    public static final List<String> COMPONENTS = List.of("cooler", "valve", "pump", "accumulator");
    private static final int SENSORS = 4;
    private static final int SECONDS = 60;
    private static final int PROFILE = 5;

    public static HydraulicCycles read(Path directory) throws IOException {
        double[][] profile = NumberFile.rows(directory, "profile.txt", PROFILE);
        double[][][] temperatures = new double[profile.length][SENSORS][];
        for (int sensor = 0; sensor < SENSORS; sensor++) {
            String name = "TS" + (sensor + 1) + ".txt";
            double[][] rows = NumberFile.rows(directory, name, SECONDS);
            if (rows.length != profile.length) {
                throw new IOException(
                        directory.resolve(name) + " has " + rows.length + " cycles and profile.txt " + profile.length);
            }
            for (int cycle = 0; cycle < rows.length; cycle++) temperatures[cycle][sensor] = rows[cycle];
        }
        int[][] conditions = new int[profile.length][COMPONENTS.size()];
        for (int cycle = 0; cycle < profile.length; cycle++) {
            for (int c = 0; c < COMPONENTS.size(); c++) conditions[cycle][c] = (int) profile[cycle][c];
        }
        return new HydraulicCycles(temperatures, conditions);
    }

    public int cycles() {
        return conditions.length;
    }

    /**
     * Windows as long as a cycle that begin every so many seconds; those that reach into the next cycle are left out where
     * its conditions differ.
     *
     * @param seconds a divisor of 60; 60 gives the cycles themselves
     */
    public HydraulicCycles windows(int seconds) {
        if (seconds < 1 || SECONDS % seconds != 0) {
            throw new IllegalArgumentException("windows begin every so many seconds as divide 60, not " + seconds);
        }
        List<double[][]> windows = new ArrayList<>();
        List<int[]> states = new ArrayList<>();
        for (int cycle = 0; cycle < cycles(); cycle++) {
            boolean last = cycle + 1 == cycles() || !Arrays.equals(conditions[cycle], conditions[cycle + 1]);
            for (int from = 0; from < (last ? 1 : SECONDS); from += seconds) {
                double[][] window = new double[SENSORS][SECONDS];
                for (int sensor = 0; sensor < SENSORS; sensor++) {
                    System.arraycopy(temperatures[cycle][sensor], from, window[sensor], 0, SECONDS - from);
                    if (from > 0) {
                        System.arraycopy(temperatures[cycle + 1][sensor], 0, window[sensor], SECONDS - from, from);
                    }
                }
                windows.add(window);
                states.add(conditions[cycle]);
            }
        }
        return new HydraulicCycles(windows.toArray(double[][][]::new), states.toArray(int[][]::new));
    }
}
