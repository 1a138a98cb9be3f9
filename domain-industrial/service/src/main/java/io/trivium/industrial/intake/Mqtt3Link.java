package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** MQTT 3.1.1: how much may wait for an acknowledgement is the broker's setting. */
final class Mqtt3Link implements MqttLink {
    private static final Logger LOG = Logger.getLogger(Mqtt3Link.class);
    private static final int KEEP_ALIVE_S = 20;

    private final IntakeConfig.Connection config;
    private final Executor executor;
    private final Mqtt3AsyncClient client;
    private volatile List<String> filters = List.of();

    Mqtt3Link(IntakeConfig.Connection config, String clientId, Executor executor) {
        this.config = config;
        this.executor = executor;
        Mqtt3ClientBuilder builder = MqttClient.builder()
                .useMqttVersion3()
                .identifier(clientId)
                .serverHost(config.host())
                .serverPort(config.port())
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(5, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .addConnectedListener(context -> subscribe())
                .addDisconnectedListener(context -> LOG.warnf(
                        "the broker %s:%d is away: %s",
                        config.host(), config.port(), context.getCause().getMessage()));
        if (config.username().isPresent()) {
            // Set on the client, not on its first connection: a reconnect would not use it otherwise.
            builder = builder.simpleAuth()
                    .username(config.username().orElseThrow())
                    .password(config.password().orElse("").getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        if (config.tls()) {
            builder = builder.sslWithDefaultConfig();
        }
        this.client = builder.buildAsync();
    }

    @Override
    public void start(List<String> wanted, Consumer<Message> take) {
        filters = List.copyOf(wanted);
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> take.accept(message(publish)), executor, true);
        var connect = client.connectWith().cleanSession(false).keepAlive(KEEP_ALIVE_S);
        var _ = connect.send().whenComplete((acknowledged, failure) -> {
            if (failure != null) {
                LOG.debugf(failure, "the first attempt to connect to %s failed", config.host());
            }
        });
    }

    private static Message message(Mqtt3Publish publish) {
        return new Message(publish.getTopic().toString(), publish.getPayloadAsBytes(), publish::acknowledge);
    }

    private void subscribe() {
        for (String filter : filters) {
            var _ = client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send()
                    .whenComplete((acknowledged, failure) -> {
                        if (failure != null) {
                            LOG.warnf(failure, "%s refuses the subscription to %s", config.host(), filter);
                        }
                    });
        }
    }

    @Override
    public void send(String topic, byte[] payload) {
        if (isConnected()) {
            var _ = client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_MOST_ONCE)
                    .payload(payload)
                    .send();
        }
    }

    @Override
    public boolean isConnected() {
        return client.getState() == MqttClientState.CONNECTED;
    }

    @Override
    public void close() {
        var _ = client.disconnect();
    }
}
