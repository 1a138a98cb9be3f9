package io.trivium.deploy.observability;

import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics in {@code docs/reference/metrics.md}, and the meters in the sources.
 *
 * @param kinds by name as Prometheus has it, without the suffixes of a timer or summary
 * @param meters names as the services' code has them
 */
record MetricReference(Map<String, String> kinds, Set<String> meters) {
    static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| (`([a-z.]+)`|–) \\| ([a-z]+) \\|.*");
    private static final Pattern DESCRIBED = Pattern.compile("\\| `[a-z0-9_]+` \\| `([a-z.]+)` \\|.*\\| ([^|]+) \\|");
    private static final Pattern CONSTANT =
            Pattern.compile("\"((?:core|fin|med|industrial|model|learning)(?:\\.[a-z]+)+)\"");
    private static final Pattern DECLARING = Pattern.compile("(.*Metrics|MetricNames|EnergyMeter|ClassQueue)\\.java");
    private static final Map<String, Set<String>> SUFFIXES = Map.of(
            "timer", Set.of("_count", "_sum", "_max"),
            "summary", Set.of("_count", "_sum", "_max"),
            "histogram", Set.of("_count", "_sum", "_max", "_bucket"));

    static MetricReference read() throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        Set<String> meters = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/reference/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                kinds.put(row.group(1), row.group(4));
                if (row.group(3) != null) meters.add(row.group(3));
            }
        }
        return new MetricReference(kinds, meters);
    }

    /** The page's descriptions by meter. */
    static Map<String, String> descriptions() throws IOException {
        Map<String, String> descriptions = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/reference/metrics.md"))) {
            Matcher row = DESCRIBED.matcher(line);
            if (row.matches()) descriptions.put(row.group(1), row.group(2).replace("`", ""));
        }
        return descriptions;
    }

    /** What the services serve as help for their own meters. */
    static Map<String, String> help() throws IOException {
        Map<String, String> help = new TreeMap<>();
        for (String module : BuildTree.products(ROOT)) {
            Path file = ROOT.resolve(module).resolve("src/main/resources/META-INF/metric-descriptions.properties");
            if (!Files.exists(file)) continue;
            Properties texts = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                texts.load(in);
            }
            for (String meter : texts.stringPropertyNames()) {
                if (CONSTANT.matcher('"' + meter + '"').matches()) help.put(meter, texts.getProperty(meter));
            }
        }
        return help;
    }

    /** Whether a series of that name is scraped. */
    boolean knows(String series) {
        String kind = kinds.get(series);
        if (kind != null) return !SUFFIXES.containsKey(kind);
        int end = series.lastIndexOf('_');
        return end > 0
                && SUFFIXES.getOrDefault(kinds.getOrDefault(series.substring(0, end), ""), Set.of())
                        .contains(series.substring(end));
    }

    /** Names that the sources of the services declare. */
    static Set<String> declared() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : BuildTree.products(ROOT)) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(it ->
                                DECLARING.matcher(it.getFileName().toString()).matches())
                        .toList()) {
                    CONSTANT.matcher(Files.readString(file)).results().forEach(match -> names.add(match.group(1)));
                }
            }
        }
        return names;
    }
}
