package io.trivium.deploy.soak;

import io.trivium.deploy.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads the services' metrics about themselves. For one thread. */
final class ServiceMeter {
    private static final String REQUESTS = "http_server_requests_seconds";

    /** Histograms by the names that are shown to users. */
    private static final Map<String, String> LATENCIES = Map.of(
            "requests", REQUESTS,
            "decisions", "fin_decision_latency_seconds",
            "inference", "model_inference_duration_seconds");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, NavigableMap<Double, Double>> before = new HashMap<>();

    /** Adds nothing when the service that listens on the port does not answer. */
    void read(String service, int port, Readings readings) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Ports.management(port) + "/q/metrics"))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", "text/plain")
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) read(service, new Prometheus(response.body()), readings);
        } catch (IOException _) {
            // It restarts, which its number of restarts shows.
        }
    }

    private void read(String service, Prometheus metrics, Readings readings) {
        readings.add(
                service,
                Measure.METASPACE,
                metrics.sum("jvm_memory_used_bytes", labels -> labels.contains("id=\"Metaspace\"")));
        readings.add(
                service,
                Measure.DIRECT,
                metrics.sum("jvm_buffer_memory_used_bytes", labels -> labels.contains("id=\"direct\"")));
        readings.add(service, Measure.ERRORS, metrics.sum(REQUESTS + "_count", ServiceMeter::isFailed));
        LATENCIES.forEach((name, histogram) -> {
            String subject = service + ' ' + name;
            NavigableMap<Double, Double> now = metrics.buckets(histogram, ServiceMeter::isOfCallers);
            NavigableMap<Double, Double> last = before.put(subject, now);
            Percentile.between(last == null ? new TreeMap<>() : last, now)
                    .ifPresent(millis -> readings.add(subject, Measure.P99, millis));
        });
    }

    /** Not of those who look after it. */
    private static boolean isOfCallers(String labels) {
        return !labels.contains("uri=\"/q/");
    }

    private static boolean isFailed(String labels) {
        return isOfCallers(labels) && labels.contains("status=\"5") && !labels.contains("status=\"503\"");
    }
}
