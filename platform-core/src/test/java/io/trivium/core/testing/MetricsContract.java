package io.trivium.core.testing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the metrics of a running service and finds what {@code promtool check metrics} complains about: a metric without
 * help, labels that are not in snake case, reserved suffixes. Where promtool is installed it has the last word.
 */
public final class MetricsContract {
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+)(.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("[{,]([A-Za-z_][A-Za-z0-9_]*)=\"");
    private static final Pattern SNAKE = Pattern.compile("[a-z][a-z0-9_]*");

    /** Fails with every complaint. */
    public void assertClean() {
        try {
            String text = metrics();
            TreeSet<String> faults = new TreeSet<>(faults(text));
            faults.addAll(promtool(text));
            if (!faults.isEmpty()) {
                throw new AssertionError(
                        faults.size() + " complaints about the metrics:\n" + String.join("\n", faults));
            }
        } catch (IOException e) {
            throw new AssertionError("the metrics cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private String metrics() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(ManagementAddress.of("/q/metrics"))
                            .header("Accept", "text/plain; version=0.0.4")
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) throw new IOException("/q/metrics answered " + response.statusCode());
            return response.body();
        }
    }

    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher help = HELP.matcher(line);
            if (help.matches() && help.group(2).isBlank()) faults.add(help.group(1) + " no help text");
            Matcher type = TYPE.matcher(line);
            if (type.matches()
                    && type.group(2).equals("counter")
                    && !type.group(1).endsWith("_total")) {
                faults.add(type.group(1) + " counter without _total");
            }
            if (line.startsWith("#")) continue;
            String name = line.split("[{ ]", 2)[0];
            if (!SNAKE.matcher(name).matches()) faults.add(name + " is not in snake case");
            Matcher label = LABEL.matcher(line);
            while (label.find()) {
                if (!SNAKE.matcher(label.group(1)).matches()) {
                    faults.add(name + " label " + label.group(1) + " is not in snake case");
                }
            }
        }
        return faults;
    }

    /** Its complaints; none where it is not installed. */
    private static List<String> promtool(String text) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException notInstalled) {
            return List.of();
        }
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(text);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? List.of() : said.lines().toList();
    }
}
