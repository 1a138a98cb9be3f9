package io.trivium.industrial.dataset;

import io.trivium.industrial.model.AssetHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One subset of NASA's C-MAPSS simulations of turbofan engines (Saxena, Goebel, Simon and Eklund, "Damage Propagation
 * Modeling for Aircraft Engine Run-to-Failure Simulation", PHM 2008): three operating settings and 21 sensors a cycle.
 * Engines of the training part run to failure; those of the test part end before it.
 *
 * @param name FD001 to FD004
 */
public record CmapssSubset(String name, Path directory) {
    public static final int SETTINGS = 3;
    public static final int SENSORS = 21;

    /** Names of the settings, by their place: the data set has none. */
    public static final List<String> SETTING_NAMES = names("setting-", SETTINGS);

    /** Names of the measured tags, by their place. */
    public static final List<String> TAG_NAMES = names("sensor-", SENSORS);

    private static final Pattern NAME = Pattern.compile("FD00[1-4]");

    public CmapssSubset {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the subset is FD001, FD002, FD003 or FD004, not " + name);
        }
    }

    /** The sensors' names of Saxena et al., table 2, in the files' order. */
    public static List<String> sensors() {
        return List.of(
                "T2",
                "T24",
                "T30",
                "T50",
                "P2",
                "P15",
                "P30",
                "Nf",
                "Nc",
                "epr",
                "Ps30",
                "phi",
                "NRf",
                "NRc",
                "BPR",
                "farB",
                "htBleed",
                "Nf_dmd",
                "PCNfR_dmd",
                "W31",
                "W32");
    }

    /** Engines that ran to failure: the last cycle of each has a remaining useful life of 0. */
    public List<AssetHistory> training() throws IOException {
        return engines("train_" + name + ".txt");
    }

    /** Engines that ended some time before they would have failed. */
    public List<AssetHistory> test() throws IOException {
        return engines("test_" + name + ".txt");
    }

    /** Remaining useful life of the test engines after their last cycle, in cycles. */
    public double[] testRul() throws IOException {
        return Arrays.stream(NumberFile.rows(directory, "RUL_" + name + ".txt", 1))
                .mapToDouble(row -> row[0])
                .toArray();
    }

    private List<AssetHistory> engines(String file) throws IOException {
        Map<Integer, List<double[]>> units = new LinkedHashMap<>();
        double[][] rows = NumberFile.rows(directory, file, 2 + SETTINGS + SENSORS);
        for (int r = 0; r < rows.length; r++) {
            List<double[]> unit = units.computeIfAbsent((int) rows[r][0], ignored -> new ArrayList<>());
            if (rows[r][1] != unit.size() + 1) {
                throw new IOException(NumberFile.where(directory, file, r) + " is cycle " + rows[r][1] + " of unit "
                        + rows[r][0] + ", where cycle " + (unit.size() + 1) + " was due");
            }
            unit.add(rows[r]);
        }
        List<AssetHistory> engines = new ArrayList<>();
        units.forEach((unit, cycles) -> engines.add(
                new AssetHistory(name + "-" + unit, part(cycles, 2, SETTINGS), part(cycles, 2 + SETTINGS, SENSORS))));
        return engines;
    }

    private static double[][] part(List<double[]> rows, int from, int count) {
        return rows.stream()
                .map(row -> Arrays.copyOfRange(row, from, from + count))
                .toArray(double[][]::new);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(place -> prefix + place).toList();
    }
}
