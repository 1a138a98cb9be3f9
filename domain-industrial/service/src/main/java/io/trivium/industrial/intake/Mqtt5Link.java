package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** MQTT 5: the client says how much may wait for its acknowledgement, and how long the broker keeps its session. */
final class Mqtt5Link implements MqttLink {
    private static final Logger LOG = Logger.getLogger(Mqtt5Link.class);
    private static final int KEEP_ALIVE_S = 20;

    private final IntakeConfig.Connection config;
    private final Executor executor;
    private final Mqtt5AsyncClient client;
    private volatile List<String> filters = List.of();

    Mqtt5Link(IntakeConfig.Connection config, String clientId, Executor executor) {
        this.config = config;
        this.executor = executor;
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
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
        // Before connecting: what waited at the broker comes at once.
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> take.accept(message(publish)), executor, true);
        var connect = client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(sessionSeconds(config.session()))
                .keepAlive(KEEP_ALIVE_S)
                .restrictions()
                .receiveMaximum(config.unacknowledged())
                .applyRestrictions();
        var _ = connect.send().whenComplete((acknowledged, failure) -> {
            if (failure != null) {
                LOG.debugf(failure, "the first attempt to connect to %s failed", config.host());
            }
        });
    }

    private static long sessionSeconds(Duration session) {
        return Math.min(session.toSeconds(), 0xFFFF_FFFEL);
    }

    private static Message message(Mqtt5Publish publish) {
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
