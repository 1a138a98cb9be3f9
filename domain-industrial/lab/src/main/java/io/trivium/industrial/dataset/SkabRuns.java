package io.trivium.industrial.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs of the Skoltech Anomaly Benchmark (Katser and Kozitsin, 2020, doi 10.34740/KAGGLE/DSV/1693952): a water circuit
 * with pump and valves, eight sensors a second. Its repository is GPL-3.0, so its data is measured on and never learned
 * into what is shipped.
 */
public final class SkabRuns {
    /** Rows at the start of a run that are free of faults and may be learned from (leaderboard's protocol). */
    public static final int NORMAL_ROWS = 400;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<String> LABELS = List.of("anomaly", "changepoint");

    private SkabRuns() {}

    /**
     * The labelled runs below a directory, as one folder a valve or as files {@code valve1_0.csv}; runs without faults
     * are left out.
     *
     * @throws IOException when there is none
     */
    public static List<LabelledSeries> read(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory, 3)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.csv(\\.gz)?"))
                    .sorted(Comparator.comparing(SkabRuns::naturally))
                    .toList();
        }
        List<LabelledSeries> runs = new ArrayList<>();
        for (Path file : files) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) continue;
            String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
            List<String> lines = NumberFile.lines(folder, name);
            if (lines.isEmpty() || !lines.getFirst().endsWith(";anomaly;changepoint")) continue;
            runs.add(run(directory.relativize(file).resolveSibling(name).toString(), lines));
        }
        if (runs.isEmpty()) {
            throw new IOException(
                    directory + " holds no run of SKAB: CSV files whose header ends with anomaly;changepoint");
        }
        return runs;
    }

    private static String naturally(Path file) {
        return java.util.regex.Pattern.compile("\\d+")
                .matcher(file.toString())
                .replaceAll(number -> "0".repeat(Math.max(0, 6 - number.group().length())) + number.group());
    }

    private static LabelledSeries run(String name, List<String> lines) throws IOException {
        List<String> header = List.of(lines.getFirst().split(";", -1));
        List<String> tags = header.subList(1, header.size() - LABELS.size());
        int rows = lines.size() - 1;
        List<LocalDateTime> times = new ArrayList<>();
        double[][] values = new double[rows][tags.size()];
        boolean[] anomalous = new boolean[rows];
        boolean[] changes = new boolean[rows];
        for (int r = 0; r < rows; r++) {
            String where = name + ", line " + (r + 2) + ",";
            String[] cells = lines.get(r + 1).split(";", -1);
            if (cells.length != header.size()) {
                throw new IOException(where + " has " + cells.length + " columns, not " + header.size());
            }
            try {
                times.add(LocalDateTime.parse(cells[0], TIME));
            } catch (DateTimeParseException e) {
                throw new IOException(where + " has no time such as 2020-03-09 10:14:33: " + cells[0], e);
            }
            for (int c = 0; c < tags.size(); c++) values[r][c] = NumberFile.number(cells[c + 1], where);
            anomalous[r] = NumberFile.number(cells[cells.length - 2], where) == 1;
            changes[r] = NumberFile.number(cells[cells.length - 1], where) == 1;
        }
        return new LabelledSeries(name, tags, times, values, anomalous, changes);
    }

    /** The rows of a run that are judged: those behind the normal ones. */
    public static boolean[] judged(boolean[] labels) {
        return Arrays.copyOfRange(labels, Math.min(NORMAL_ROWS, labels.length), labels.length);
    }
}
