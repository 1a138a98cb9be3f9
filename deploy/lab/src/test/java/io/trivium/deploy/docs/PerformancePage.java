package io.trivium.deploy.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The latest figure of every target that a benchmark reports, from the reports in {@code docs/lab/results}. */
final class PerformancePage {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One figure with its target.
     *
     * @param value with its unit; {@code not measured} when there is none
     */
    record Figure(
            String name,
            String value,
            String target,
            String peer,
            boolean met,
            Instant date,
            String commit,
            String command) {}

    private PerformancePage() {}

    /** The latest figure of each target of each command. */
    static List<Figure> read(Path results) throws IOException {
        Map<List<String>, Figure> latest = new LinkedHashMap<>();
        for (Path file : files(results)) {
            JsonNode report = JSON.readTree(file.toFile());
            for (JsonNode target : report.path("targets")) {
                if (target.path("target").isNull()) continue;
                Figure figure = figure(report, target, file);
                latest.merge(
                        List.of(figure.command, figure.name),
                        figure,
                        (one, other) -> one.date.isAfter(other.date) ? one : other);
            }
        }
        return List.copyOf(latest.values());
    }

    /** The document {@code docs/performance.md}: missed targets first. */
    static String document(List<Figure> figures) {
        StringBuilder text = new StringBuilder("""
                # Performance

                The latest figure of every target that a benchmark reports, missed targets first. Generated from the \
                reports in `docs/lab/results`, which are the JSON output of the commands: \
                `mvn test -pl deploy/lab -Dtest=PerformancePageTest -Dtrivium.performance.update=true`. \
                What was tried, and older figures, are in [the notebook](lab/benchmarks.md).
                """);
        append(text, "Missed", figures.stream().filter(figure -> !figure.met).toList());
        append(text, "Met", figures.stream().filter(Figure::met).toList());
        return text.toString();
    }

    private static void append(StringBuilder text, String title, List<Figure> figures) {
        text.append("\n## ").append(title).append("\n\n");
        if (figures.isEmpty()) {
            text.append("None.\n");
            return;
        }
        text.append("| Figure | Value | Target | Peer in the same run | Date | Commit | Command |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        figures.stream()
                .sorted(Comparator.comparing(Figure::command).thenComparing(Figure::name))
                .forEach(figure -> text.append("| " + figure.name + " | " + figure.value + " | " + figure.target + " | "
                        + figure.peer.replace("|", "\\|") + " | "
                        + figure.date.toString().substring(0, 10) + " | `" + figure.commit + "` | `" + figure.command
                        + "` |\n"));
    }

    private static Figure figure(JsonNode report, JsonNode target, Path file) {
        String unit = target.path("unit").asText();
        return new Figure(
                target.path("name").asText(),
                number(target.path("value"), unit),
                number(target.path("target"), unit),
                target.path("peer").asText("").replace("null", ""),
                target.path("met").asBoolean(),
                Instant.parse(report.path("date").asText()),
                required(report, "commit", file),
                required(report, "command", file));
    }

    private static String required(JsonNode report, String field, Path file) {
        String value = report.path(field).asText("");
        if (value.isEmpty()) throw new IllegalArgumentException(file + " has no field \"" + field + '"');
        return value;
    }

    private static String number(JsonNode value, String unit) {
        if (!value.isNumber()) return "not measured";
        double number = value.asDouble();
        String digits = number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) number)
                : String.format(Locale.ROOT, "%.3g", number);
        return digits + (unit.isEmpty() ? "" : " " + unit);
    }

    private static List<Path> files(Path results) throws IOException {
        if (!Files.isDirectory(results)) return List.of();
        try (Stream<Path> files = Files.list(results)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
