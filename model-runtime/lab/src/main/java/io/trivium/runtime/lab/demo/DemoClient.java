package io.trivium.runtime.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRecords;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The model runtime and its learning topics as a client of one organisation uses them. For one thread. */
final class DemoClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final LearningDemo.Target target;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec(ExampleObserved.MAX_BYTES);

    DemoClient(LearningDemo.Target target) {
        this.target = target;
        this.producer = new KafkaProducer<>(
                KafkaClients.ofTool(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        target.bootstrap(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "demo-learning",
                        ProducerConfig.ACKS_CONFIG,
                        "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** An answer with its status. */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status < 300;
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, Object body) throws IOException, InterruptedException {
        return post(path, "application/json", JSON.writeValueAsBytes(body));
    }

    Answer post(String path, String type, byte[] body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(target.service().resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + target.tokens().get());
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    /** Sends an example over the learning topic, as a domain does. */
    void example(String id, Instant at, float[] features, @Nullable Double score, @Nullable String version) {
        ExampleTensor tensor = ExampleTensor.ofFloats("features", List.of((long) features.length), features);
        String model = version == null ? null : LearningDemo.TASK + ':' + version;
        send(
                ExampleObserved.TOPIC,
                id,
                at,
                new ExampleObserved(
                        id,
                        new TaskName(LearningDemo.TASK),
                        List.of(tensor),
                        at,
                        null,
                        score,
                        model,
                        ExampleObserved.STANDARD));
    }

    /** Sends the label of an example. */
    void label(String id, boolean fraud, Instant at) {
        String label = fraud ? "fraud" : "genuine";
        send(
                LabelObserved.TOPIC,
                id,
                at,
                new LabelObserved(id, new TaskName(LearningDemo.TASK), label, "simulation", at));
    }

    private void send(String topic, String id, Instant at, EventPayload data) {
        var _ = producer.send(EventRecords.encode(
                topic,
                EventEnvelope.of(UUID.randomUUID().toString(), "/demo-learning", id, at, target.tenant(), data),
                codec));
    }

    /** Returns when the broker has received all sent records. */
    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
        http.shutdownNow();
    }
}
