package io.trivium.industrial.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Series of the Numenta Anomaly Benchmark (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", ICMLA
 * 2015): one value with its time a row, and windows around labelled anomalies in {@code labels/combined_windows.json}.
 */
public final class NabCorpus {
    private static final String WINDOWS = "labels/combined_windows.json";
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    /**
     * A labelled span of time, both ends included.
     */
    public record Window(LocalDateTime from, LocalDateTime to) {
        public boolean contains(LocalDateTime time) {
            return !time.isBefore(from) && !time.isAfter(to);
        }
    }

    /**
     * A series with its windows.
     *
     * @param name folder and file, such as {@code realKnownCause/nyc_taxi.csv}
     */
    @SuppressWarnings("ArrayRecordComponent") // large, never compared
    public record Series(String name, List<LocalDateTime> times, double[] values, List<Window> windows) {
        public Series {
            times = List.copyOf(times);
            windows = List.copyOf(windows);
        }
    }

    private NabCorpus() {}

    /**
     * Reads all series below {@code data/}, each with its windows from the labels.
     *
     * @throws IOException when there is no series, or one that the labels do not name
     */
    public static List<Series> read(Path directory) throws IOException {
        Path labels = directory.resolve(WINDOWS);
        Path data = directory.resolve("data");
        if (!Files.isRegularFile(labels) || !Files.isDirectory(data)) {
            throw new IOException(directory + " is not the benchmark's folder: it needs " + WINDOWS + " and data/");
        }
        JsonNode windows = new ObjectMapper().readTree(labels.toFile());
        List<Path> files;
        try (Stream<Path> all = Files.walk(data, 3)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.csv(\\.gz)?"))
                    .sorted()
                    .toList();
        }
        List<Series> series = new ArrayList<>();
        for (Path file : files) {
            String name = data.relativize(file).toString().replaceFirst("\\.gz$", "");
            if (!windows.has(name)) throw new IOException(WINDOWS + " does not name the series " + name);
            series.add(one(data, name, windows.get(name)));
        }
        if (series.isEmpty()) throw new IOException(data + " holds no series");
        return series;
    }

    private static Series one(Path data, String name, JsonNode labelled) throws IOException {
        List<String> lines = NumberFile.lines(data, name);
        List<LocalDateTime> times = new ArrayList<>();
        double[] values = new double[lines.size() - 1];
        for (int r = 0; r < values.length; r++) {
            String where = name + ", line " + (r + 2) + ",";
            String[] cells = lines.get(r + 1).split(",", -1);
            if (cells.length != 2) throw new IOException(where + " is not a time and a value");
            times.add(time(cells[0], where));
            values[r] = NumberFile.number(cells[1], where);
        }
        List<Window> windows = new ArrayList<>();
        for (JsonNode window : labelled) {
            windows.add(new Window(
                    time(window.path(0).asText(), WINDOWS), time(window.path(1).asText(), WINDOWS)));
        }
        return new Series(name, times, values, windows);
    }

    private static LocalDateTime time(String text, String where) throws IOException {
        try {
            return LocalDateTime.parse(text, TIME);
        } catch (DateTimeParseException e) {
            throw new IOException(where + " has no time such as 2014-07-01 00:30:00: " + text, e);
        }
    }
}
