package io.trivium.deploy.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Prometheus with the shipped rules next to a platform, and the exporters that it scrapes. For one thread. */
public final class Alerting implements AutoCloseable {
    private static final String PROMETHEUS = "prometheus";
    private static final String NODE_EXPORTER = "prometheus-node-exporter";
    private static final String BLACKBOX_EXPORTER = "prometheus-blackbox-exporter";
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final AlertingPorts ports;

    /**
     * Starts all; returns before they answer.
     *
     * @param observability the directory {@code deploy/observability}
     * @param platform ports of the platform to watch
     * @throws LauncherException when one is not installed
     */
    public Alerting(DataDirectory data, Path observability, Ports platform) {
        this.ports = AlertingPorts.beside(platform);
        try {
            Path home = Files.createDirectories(data.of("prometheus"));
            Path config = home.resolve("prometheus.yml");
            Files.writeString(config, ScrapeConfig.of(observability.resolve("prometheus.yml"), platform, ports));
            start(
                    data,
                    List.of(
                            NODE_EXPORTER,
                            "--web.listen-address=" + ports.address(ports.nodeExporter()),
                            "--collector.disable-defaults",
                            "--collector.filesystem",
                            "--collector.timex"));
            start(
                    data,
                    List.of(
                            BLACKBOX_EXPORTER,
                            "--web.listen-address=" + ports.address(ports.blackboxExporter()),
                            "--config.file=" + observability.resolve("blackbox.yml")));
            start(
                    data,
                    List.of(
                            PROMETHEUS,
                            "--web.listen-address=" + ports.address(ports.prometheus()),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + home.resolve("series"),
                            "--log.level=warn"));
        } catch (IOException e) {
            close();
            throw LauncherException.failure("Prometheus cannot be started (" + e.getMessage()
                    + "): install Debian's prometheus, prometheus-node-exporter and prometheus-blackbox-exporter.");
        }
    }

    private void start(DataDirectory data, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(data.of("prometheus").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.log(command.getFirst()).toFile()));
        builder.environment().put(Processes.MARK, data.root().toString());
        processes.add(builder.start());
    }

    /** Names of the alerts that are raised now. */
    Set<String> firing() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : get("/api/v1/alerts").path("data").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.path("labels").path("alertname").asText());
            }
        }
        return names;
    }

    /** The current result of a query: a line for each series. */
    String query(String expression) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        for (JsonNode series : answer.path("data").path("result")) {
            lines.append(series.path("metric"))
                    .append(' ')
                    .append(series.path("value").path(1).asText())
                    .append('\n');
        }
        return lines.toString();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + ports.address(ports.prometheus()) + path);
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("Prometheus answers " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        http.close();
    }
}
