package io.trivium.industrial.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.trivium.industrial.bench.FaultLedger.Reading;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One connection that sends JSON with QoS 1 and sends it again until it is acknowledged, regardless of the broker's
 * state. The same message may arrive several times, and after younger ones unless the caller waits. Thread-safe.
 */
final class SureSender implements AutoCloseable {
    private static final long ANSWER_S = 10;
    private static final Executor LATER = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);

    private final Mqtt5AsyncClient client;
    private final FaultLedger ledger;
    private final int most;
    private final Semaphore room;

    /** @param most messages that may be without an acknowledgement */
    SureSender(URI broker, String user, String password, String name, FaultLedger ledger, int most) {
        this.ledger = ledger;
        this.most = most;
        this.room = new Semaphore(most);
        this.client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .automaticReconnect()
                .initialDelay(200, TimeUnit.MILLISECONDS)
                .maxDelay(2, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildAsync();
        var _ = client.connect();
    }

    /** Sends readings of one source and moment in one message; they are in the ledger when the result is there. */
    CompletableFuture<Void> send(String topic, List<Reading> readings) throws InterruptedException {
        room.acquire();
        CompletableFuture<Void> done = new CompletableFuture<>();
        attempt(topic, json(readings), done);
        return done.thenRun(() -> {
            readings.forEach(ledger::acknowledged);
            room.release();
        });
    }

    /** Sends what was acknowledged already, as a sender does that did not hear so. */
    void sendAgain(String topic, List<Reading> readings) throws InterruptedException {
        room.acquire();
        CompletableFuture<Void> done = new CompletableFuture<>();
        attempt(topic, json(readings), done);
        var _ = done.thenRun(room::release);
    }

    private void attempt(String topic, byte[] payload, CompletableFuture<Void> done) {
        var _ = client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send()
                .orTimeout(ANSWER_S, TimeUnit.SECONDS)
                .whenComplete((result, failure) -> {
                    if (failure == null && result.getError().isEmpty()) done.complete(null);
                    else LATER.execute(() -> attempt(topic, payload, done));
                });
    }

    private static byte[] json(List<Reading> readings) {
        Instant at = readings.getFirst().at();
        return readings.stream()
                .map(reading -> "\"" + reading.tag() + "\":" + reading.value())
                .collect(Collectors.joining(",", "{\"at\":\"" + at + "\",", "}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until everything is acknowledged. */
    void drain() throws InterruptedException {
        room.acquire(most);
        room.release(most);
    }

    @Override
    public void close() {
        client.disconnect()
                .orTimeout(ANSWER_S, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }
}
