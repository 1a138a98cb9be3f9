package io.trivium.runtime.learning.release;

import io.trivium.runtime.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests that name no version, one after the other, over the Open Inference Protocol's REST, until it is closed. */
final class Traffic implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("\"model_version\":\"([0-9.]+)\"");

    private final URI address;
    private final String token = Tokens.client();
    private final Random random = new Random(7);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread thread;
    final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    final LongAdder failures = new LongAdder();
    private volatile float least = 0;
    private volatile boolean ended;

    Traffic(URI base, String model) {
        this.address = base.resolve("/v2/models/" + model + "/infer");
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** From now on x0 is between this value and 900 above it. */
    void from(float value) {
        least = value;
    }

    long answered(String version) {
        LongAdder count = answers.get(version);
        return count == null ? 0 : count.sum();
    }

    private void run() {
        while (!ended) {
            String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[%s,%s,%s]}]}"
                    .formatted(least + random.nextFloat(900), random.nextFloat(), random.nextFloat());
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                Matcher version = VERSION.matcher(response.body());
                if (response.statusCode() != 200 || !version.find()) {
                    failures.increment();
                } else {
                    answers.computeIfAbsent(version.group(1), each -> new LongAdder())
                            .increment();
                }
            } catch (IOException e) {
                failures.increment();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        client.shutdownNow();
        thread.interrupt();
    }
}
