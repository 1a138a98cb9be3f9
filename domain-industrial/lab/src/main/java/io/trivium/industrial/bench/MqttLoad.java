package io.trivium.industrial.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Machines that send their values as JSON with QoS 1, one message a machine and moment. Of one thread, but for the counts. */
final class MqttLoad implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    /** Below what a broker takes without an acknowledgement of one connection. */
    private static final int OPEN_A_CONNECTION = 800;

    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final List<Semaphore> open = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private long sent;

    MqttLoad(URI broker, String user, String password, String name) {
        for (int i = 0; i < CONNECTIONS; i++) {
            Mqtt5AsyncClient client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier("bench-" + name + "-" + i)
                    .serverHost(broker.getHost())
                    .serverPort(broker.getPort())
                    .buildAsync();
            client.connectWith()
                    .simpleAuth()
                    .username(user)
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send()
                    .join();
            clients.add(client);
            open.add(new Semaphore(OPEN_A_CONNECTION));
        }
    }

    /** Sends one message; waits while too many are not acknowledged. Returns its time at the sensor. */
    Instant send(LoadPlant plant, int asset, double[] values) throws InterruptedException {
        int connection = asset % CONNECTIONS;
        Semaphore room = open.get(connection);
        room.acquire();
        Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
        StringBuilder message = new StringBuilder(24 + 16 * values.length);
        message.append("{\"at\":\"").append(at).append('"');
        for (int i = 0; i < values.length; i++) {
            message.append(",\"").append(LoadPlant.tag(i)).append("\":").append((float) values[i]);
        }
        message.append('}');
        sent += values.length;
        var _ = clients.get(connection)
                .publishWith()
                .topic(plant.topic(asset))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.toString().getBytes(StandardCharsets.UTF_8))
                .send()
                .whenComplete((result, failure) -> {
                    room.release();
                    if (failure == null) acknowledged.addAndGet(values.length);
                    else failed.addAndGet(values.length);
                });
        return at;
    }

    /** Values sent so far. */
    long sent() {
        return sent;
    }

    /** Values that the broker took over so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Values that it did not. */
    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        clients.forEach(client -> client.disconnect().join());
    }
}
