package io.trivium.industrial.bench;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.trivium.industrial.bench.FaultLedger.Reading;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.jspecify.annotations.Nullable;

/**
 * An edge node of Sparkplug B that outlives its broker: each connection is a session of its own with its own death and birth,
 * and what was not acknowledged in one is sent in the next with the time at which it was measured. Of one thread, except for
 * the request of a birth.
 */
final class FaultEdge {
    private static final int SEQUENCES = 256;
    private static final long STEP_MS = 500;
    private static final long RETRY_MS = 500;
    private static final long ANSWER_S = 10;

    private final FaultPlant plant;
    private final FaultLedger ledger;
    private final URI broker;
    private final String user;
    private final byte[] password;
    private final CountDownLatch end;

    /** Measured, and not acknowledged yet: one of each device and tag at most. */
    private final Map<String, Reading> open = new HashMap<>();

    private volatile boolean birthWanted;
    private long session;
    private int sequence;

    FaultEdge(FaultPlant plant, FaultLedger ledger, URI broker, String user, String password, CountDownLatch end) {
        this.plant = plant;
        this.ledger = ledger;
        this.broker = broker;
        this.user = user;
        this.password = password.getBytes(StandardCharsets.UTF_8);
        this.end = end;
    }

    /** Sends until the end, and then until nothing is open. */
    void run() throws InterruptedException {
        while (end.getCount() > 0 || !open.isEmpty()) {
            Mqtt5AsyncClient client = client();
            try {
                connect(client);
                boolean birth = true;
                do {
                    step(client, birth);
                    birth = birthWanted;
                } while (!end.await(STEP_MS, TimeUnit.MILLISECONDS));
            } catch (ExecutionException | TimeoutException e) {
                boolean _ = new CountDownLatch(1).await(RETRY_MS, TimeUnit.MILLISECONDS);
            } finally {
                var _ = client.disconnect();
            }
        }
    }

    private Mqtt5AsyncClient client() {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(plant.run() + "-edge")
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .buildAsync();
    }

    private void connect(Mqtt5AsyncClient client) throws InterruptedException, ExecutionException, TimeoutException {
        session++;
        await(client.connectWith()
                .simpleAuth()
                .username(user)
                .password(password)
                .applySimpleAuth()
                .willPublish()
                .topic(plant.edgeTopic("NDEATH"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Payload.newBuilder().addMetrics(bdSeq()).build().toByteArray())
                .applyWillPublish()
                .send());
        await(client.subscribeWith()
                .topicFilter(plant.edgeTopic("NCMD"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> birthWanted = true)
                .send());
    }

    private void step(Mqtt5AsyncClient client, boolean birth)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (birth) {
            birthWanted = false;
            sequence = 0;
            publish(client, plant.edgeTopic("NBIRTH"), List.of(bdSeq()));
        }
        for (int device = 0; device < FaultPlant.DEVICES; device++) {
            List<Reading> readings = new ArrayList<>();
            List<Payload.Metric> metrics = new ArrayList<>();
            for (String tag : List.of(FaultPlant.FAST, FaultPlant.SLOW)) {
                Reading reading = measured(device, tag);
                readings.add(reading);
                metrics.add(metric(reading, alias(device, tag), birth ? tag : null));
            }
            publish(client, plant.edgeTopic(birth ? "DBIRTH" : "DDATA") + "/" + plant.device(device), metrics);
            for (Reading reading : readings) {
                ledger.acknowledged(reading);
                open.remove(reading.source() + ' ' + reading.tag());
            }
        }
    }

    /** Returns the unacknowledged reading, or else the current one; in Sparkplug's milliseconds. */
    private Reading measured(int device, String tag) {
        String source = plant.deviceSource(device);
        return open.computeIfAbsent(
                source + ' ' + tag,
                key -> new Reading(source, tag, Instant.now().truncatedTo(ChronoUnit.MILLIS), ledger.next()));
    }

    private static long alias(int device, String tag) {
        return 2L * device + (tag.equals(FaultPlant.FAST) ? 1 : 2);
    }

    private void publish(Mqtt5AsyncClient client, String topic, List<Payload.Metric> metrics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Payload payload = Payload.newBuilder()
                .setTimestamp(Instant.now().toEpochMilli())
                .setSeq(sequence)
                .addAllMetrics(metrics)
                .build();
        sequence = (sequence + 1) % SEQUENCES;
        await(client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.toByteArray())
                .send());
    }

    private static void await(CompletableFuture<?> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        answer.get(ANSWER_S, TimeUnit.SECONDS);
    }

    private static Payload.Metric metric(Reading reading, long alias, @Nullable String name) {
        Payload.Metric.Builder metric = Payload.Metric.newBuilder()
                .setAlias(alias)
                .setTimestamp(reading.at().toEpochMilli())
                .setDatatype(DataType.Double.getNumber())
                .setDoubleValue((double) reading.value());
        return (name == null ? metric : metric.setName(name)).build();
    }

    private Payload.Metric bdSeq() {
        return Payload.Metric.newBuilder()
                .setName("bdSeq")
                .setDatatype(DataType.Int64.getNumber())
                .setLongValue(session)
                .build();
    }
}
