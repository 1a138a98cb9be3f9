package io.trivium.deploy.conformance;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The services' metrics as Prometheus reads them: format, names and help texts, by {@code promtool check metrics}. */
final class MetricsFormat implements Check {
    @Override
    public String protocol() {
        return "prometheus";
    }

    @Override
    public String name() {
        return "promtool check metrics is clean";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        OutsideTool promtool = new OutsideTool("promtool", "prometheus");
        List<String> failures = new ArrayList<>();
        int metrics = 0;
        for (String service : target.ports().services().keySet()) {
            // The text format: promtool does not read the examples that OpenMetrics attaches to buckets.
            byte[] text = target.send(HttpRequest.newBuilder(target.management(service, "/q/metrics"))
                            .header("Accept", "text/plain;version=0.0.4")
                            .build())
                    .body();
            metrics += (int) new String(text, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .count();
            promtool.run(text, List.of("check", "metrics"))
                    .output()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> failures.add(service + ": " + line));
        }
        return new Outcome(promtool.version(), metrics, failures);
    }
}
