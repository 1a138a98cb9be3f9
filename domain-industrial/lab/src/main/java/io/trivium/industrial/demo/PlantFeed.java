package io.trivium.industrial.demo;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
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
        this.edgeClient = client(broker, "demo-edge", user, password)
                .willPublish(SparkplugEdge.will(session))
                .buildAsync();
        this.gateway = client(broker, "demo-gateway", user, password).buildAsync();
        this.edge = new SparkplugEdge(edgeClient, plant.machines(Link.SPARKPLUG), session);
        edgeClient.connect().join();
        gateway.connect().join();
        var _ = edgeClient
                .subscribeWith()
                .topicFilter(SparkplugEdge.commands())
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> edge.askForBirth())
                .send();
    }

    /** Password and will are the client's: a connection that is made again has what its client has. */
    private static Mqtt5ClientBuilder client(URI broker, String name, String user, String password) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(5, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth();
    }

    /** Sends what all machines measure at that time. */
    void send(Instant time) {
        edge.send(time);
        for (Machine cell : plant.machines(Link.OPC_UA)) {
            // The samples since the last second, each at its own time.
            for (Instant at = time.minusSeconds(1).plus(cell.step()); !at.isAfter(time); at = at.plus(cell.step())) {
                Instant sampled = at;
                cell.at(sampled).ifPresent(values -> welding.show(cell, sampled, values));
            }
        }
        for (Line line : plant.lines()) {
            if (line.link() != Link.JSON) continue;
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
