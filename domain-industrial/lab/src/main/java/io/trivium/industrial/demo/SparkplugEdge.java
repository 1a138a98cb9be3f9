package io.trivium.industrial.demo;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.trivium.industrial.asset.TagDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/**
 * An edge node of Sparkplug B (Eclipse Sparkplug 3.0) whose devices are machines: births with aliases, data by alias,
 * its death as the connection's will, and rebirths when the host requests them. Of one thread, except for
 * {@link #askForBirth()}.
 */
final class SparkplugEdge {
    private static final String NAMESPACE = "spBv1.0/" + DemoPlant.GROUP + "/";
    private static final int SEQUENCES = 256;

    private final Mqtt5AsyncClient client;
    private final List<Machine> devices;
    private final long session;
    private final Map<String, Long> aliases = new HashMap<>();
    private int sequence;
    private volatile boolean birthWanted = true;

    /**
     * An edge node that is not born yet.
     *
     * @param session number of this connection, {@code bdSeq}; its will carries the same
     */
    SparkplugEdge(Mqtt5AsyncClient client, List<Machine> devices, long session) {
        this.client = client;
        this.devices = devices;
        this.session = session;
    }

    /** Returns the message that the broker sends when the connection breaks. */
    static Mqtt5Publish will(long session) {
        return Mqtt5Publish.builder()
                .topic(topic("NDEATH"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Payload.newBuilder()
                        .setTimestamp(0)
                        .addMetrics(bdSeq(session))
                        .build()
                        .toByteArray())
                .build();
    }

    /** Returns the topic on which the host requests a birth. */
    static String commands() {
        return topic("NCMD");
    }

    /** The next data are preceded by births. */
    void askForBirth() {
        birthWanted = true;
    }

    /** Sends what the machines measure at that time. */
    void send(Instant time) {
        boolean birth = birthWanted;
        if (birth) {
            birthWanted = false;
            sequence = 0;
            publish(topic("NBIRTH"), time, List.of(bdSeq(session), rebirthControl()));
        }
        for (Machine device : devices) {
            device.at(time).ifPresent(values -> {
                if (birth) publish(topic("DBIRTH") + "/" + device.name(), time, metrics(device, values, true));
                else publish(topic("DDATA") + "/" + device.name(), time, metrics(device, values, false));
            });
        }
    }

    private List<Payload.Metric> metrics(Machine device, double[] values, boolean birth) {
        List<Payload.Metric> metrics = new ArrayList<>();
        List<TagDefinition> tags = device.type().tags();
        for (int i = 0; i < values.length; i++) {
            String name = tags.get(i).name();
            long alias = aliases.computeIfAbsent(device.name() + "/" + name, key -> (long) aliases.size() + 1);
            Payload.Metric.Builder metric = Payload.Metric.newBuilder()
                    .setAlias(alias)
                    .setDatatype(DataType.Double.getNumber())
                    .setDoubleValue(values[i]);
            metrics.add(birth ? metric.setName(name).build() : metric.build());
        }
        return metrics;
    }

    private void publish(String topic, Instant time, List<Payload.Metric> metrics) {
        Payload payload = Payload.newBuilder()
                .setTimestamp(time.toEpochMilli())
                .setSeq(sequence)
                .addAllMetrics(metrics)
                .build();
        sequence = (sequence + 1) % SEQUENCES;
        var _ = client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.toByteArray())
                .send();
    }

    private static Payload.Metric bdSeq(long session) {
        return Payload.Metric.newBuilder()
                .setName("bdSeq")
                .setDatatype(DataType.Int64.getNumber())
                .setLongValue(session)
                .build();
    }

    private static Payload.Metric rebirthControl() {
        return Payload.Metric.newBuilder()
                .setName("Node Control/Rebirth")
                .setDatatype(DataType.Boolean.getNumber())
                .setBooleanValue(false)
                .build();
    }

    private static String topic(String type) {
        return NAMESPACE + type + "/" + DemoPlant.EDGE_NODE;
    }
}
