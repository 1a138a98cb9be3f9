package io.trivium.deploy.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One alert or recording rule of a rule file, read line by line as these files are written.
 *
 * @param fields of the rule, its labels and annotations, by name
 */
record Rule(Path file, Map<String, String> fields) {
    static final Path DIRECTORY = MetricReference.ROOT.resolve("deploy/observability/rules");

    private static final Pattern START = Pattern.compile("\\s*- (alert|record): (\\S+)");
    private static final Pattern FIELD = Pattern.compile("\\s+([a-z_]+):(?: |$)(.*)");
    private static final Pattern GROUP = Pattern.compile("\\s*- name: .*");

    static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Rule> all() throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (Path file : files()) {
            String last = "";
            for (String line : Files.readAllLines(file)) {
                Matcher start = START.matcher(line);
                Matcher field = FIELD.matcher(line);
                if (start.matches()) {
                    Map<String, String> fields = new LinkedHashMap<>();
                    fields.put(start.group(1), start.group(2));
                    rules.add(new Rule(file, fields));
                    last = start.group(1);
                } else if (GROUP.matcher(line).matches()) {
                    last = "group";
                } else if (field.matches() && !rules.isEmpty()) {
                    last = field.group(1);
                    String value = field.group(2);
                    rules.getLast().fields().put(last, value.equals(">-") ? "" : value.replaceAll("^\"|\"$", ""));
                } else if (!rules.isEmpty() && !line.isBlank()) {
                    rules.getLast().fields().merge(last, line.strip(), (before, more) -> before + " " + more);
                }
            }
        }
        return rules;
    }

    boolean isAlert() {
        return fields.containsKey("alert");
    }

    String name() {
        return get(isAlert() ? "alert" : "record");
    }

    String get(String field) {
        return fields.getOrDefault(field, "");
    }

    @Override
    public String toString() {
        return file.getFileName() + " " + name();
    }
}
