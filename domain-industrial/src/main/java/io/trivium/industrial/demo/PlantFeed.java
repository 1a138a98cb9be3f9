package io.trivium.industrial.demo;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.trivium.industrial.client.PlantClient;
import io.trivium.industrial.demo.DemoPlant.Line;
import io.trivium.industrial.demo.DemoPlant.Link;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The plant's ways out: an edge node of Sparkplug B, a gateway that sends JSON, and the controller of the welding line. */
final class PlantFeed implements AutoCloseable {
    private final DemoPlant plant;
    private final Mqtt5AsyncClient edgeClient;
    private final Mqtt5AsyncClient gateway;
    private final SparkplugEdge edge;
    private final WeldingLine welding;

    /**
     * A plant that is not connected yet.
     *
     * @param broker {@code mqtt://host:port}
     * @param session number of this start, which tells the edge node's deaths apart
     * @param welding which others close
     */
    PlantFeed(DemoPlant plant, URI broker, String user, String password, long session, WeldingLine welding) {
        this.plant = plant;
        this.welding = welding;
        this.edgeClient = client(broker, "demo-edge");
        this.gateway = client(broker, "demo-gateway");
        this.edge = new SparkplugEdge(edgeClient, plant.machines(Link.SPARKPLUG), session);
        connect(edgeClient, user, password, session, true);
        connect(gateway, user, password, session, false);
        var _ = edgeClient
                .subscribeWith()
                .topicFilter(SparkplugEdge.commands())
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> edge.askForBirth())
                .send();
    }

    private static Mqtt5AsyncClient client(URI broker, String name) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(5, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
    }

    private void connect(Mqtt5AsyncClient client, String user, String password, long session, boolean edgeNode) {
        var connect = client.connectWith()
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth();
        if (edgeNode) {
            connect = connect.willPublish(SparkplugEdge.will(session));
        }
        connect.send().join();
    }

    /** Sends what all machines measure at that time. */
    void send(Instant time) {
        edge.send(time);
        for (Machine cell : plant.machines(Link.OPC_UA)) {
            cell.at(time).ifPresent(values -> welding.show(cell, time, values));
        }
        for (Line line : plant.lines()) {
            if (line.link() != Link.JSON) {
                continue;
            }
            for (Machine machine : line.machines()) {
                machine.at(time).ifPresent(values -> {
                    Map<String, Object> message = new LinkedHashMap<>(DemoPlant.values(machine, values));
                    message.put("at", time.toString());
                    var _ = gateway.publishWith()
                            .topic(line.topic(machine))
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload(PlantClient.json(message))
                            .send();
                });
            }
        }
    }

    @Override
    public void close() {
        edgeClient.disconnect().join();
        gateway.disconnect().join();
    }
}
