package io.trivium.deploy.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.faults.ReportJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures of both revisions, pair by pair, and the result. */
public final class Comparison {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final Map<Part, List<Pair>> pairs = new LinkedHashMap<>();

    private record Pair(Map<String, Double> base, Map<String, Double> later) {}

    /**
     * One figure that both revisions have.
     *
     * @param base median of the base
     * @param later median of the later revision
     */
    public record Row(Part part, Metric metric, double base, double later, Ratio ratio) {}

    /** @param base revision of the base, for the report */
    public Comparison(String base) {
        this.base = base;
    }

    /** Adds one run of each revision, as their commands printed it. */
    public void add(Part part, String base, String later) throws IOException {
        pairs.computeIfAbsent(part, key -> new ArrayList<>()).add(new Pair(figures(base), figures(later)));
    }

    /** The figures in the output of a command: targets of a benchmark by name, numbers of a status by theirs. */
    static Map<String, Double> figures(String output) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(output)) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                for (JsonNode target : document.path("targets")) {
                    if (target.path("value").isNumber()) {
                        figures.put(
                                target.path("name").asText(),
                                target.path("value").doubleValue());
                    }
                }
                document.properties().forEach(field -> {
                    if (field.getValue().isNumber())
                        figures.put(field.getKey(), field.getValue().doubleValue());
                });
            }
        }
        return figures;
    }

    /** All figures that every run of both revisions has. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        pairs.forEach((part, runs) -> part.metrics().forEach(metric -> {
            Row row = row(part, metric, runs);
            if (row != null) rows.add(row);
        }));
        return rows;
    }

    /** Figures that a run lacks, such as one that the base does not measure yet. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        pairs.forEach((part, runs) -> part.metrics().forEach(metric -> {
            if (row(part, metric, runs) == null) missing.add(part + " " + metric.name());
        }));
        return missing;
    }

    private static @Nullable Row row(Part part, Metric metric, List<Pair> runs) {
        List<Double> base = new ArrayList<>();
        List<Double> later = new ArrayList<>();
        for (Pair run : runs) {
            Double before = run.base.get(metric.name());
            Double after = run.later.get(metric.name());
            if (before == null || after == null) return null;
            base.add(before);
            later.add(after);
        }
        return new Row(part, metric, median(base), median(later), Ratio.of(base, later, metric.better()));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Whether there was a comparison and no figure is more than a tenth worse. */
    public boolean holds() {
        List<Row> rows = rows();
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.ratio().holds());
    }

    /** A table for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-9s %-28s %14s %14s %7s  %-15s",
                "part",
                "figure",
                "base",
                "this",
                "ratio",
                "95 % interval"));
        for (Row row : rows()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-9s %-28s %14.3f %14.3f %7.3f  %-15s%s",
                    row.part(),
                    row.metric().name(),
                    row.base(),
                    row.later(),
                    row.ratio().value(),
                    interval(row.ratio()),
                    row.ratio().holds() ? "" : "  WORSE"));
        }
        missing().forEach(each -> lines.add("not compared, since a run lacks it: " + each));
        lines.add("A ratio above 1 is worse than " + base + ", above " + Ratio.LIMIT + " too much.");
        return lines;
    }

    private static String interval(Ratio ratio) {
        Ratio.Interval interval = ratio.interval();
        return interval == null ? "-" : String.format(Locale.ROOT, "%.3f to %.3f", interval.low(), interval.high());
    }

    /**
     * The same in the format that every benchmark prints.
     *
     * @param load the load, in words
     */
    public String toJson(Instant started, String load) {
        ReportJson json = new ReportJson(started, load);
        for (Row row : rows()) {
            String name = row.part() + "-" + row.metric().name();
            json.target(name + "-base", row.base(), row.metric().unit(), null);
            json.target(name + "-this", row.later(), row.metric().unit(), null);
            json.target(name + "-ratio", row.ratio().value(), "1", Ratio.LIMIT);
            Ratio.Interval interval = row.ratio().interval();
            if (interval != null) {
                json.target(name + "-ratio-low", interval.low(), "1", null);
                json.target(name + "-ratio-high", interval.high(), "1", null);
            }
        }
        json.texts("notCompared", missing());
        return json.text();
    }
}
