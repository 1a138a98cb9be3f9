package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.lifecycle.Mqtt3ClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** MQTT 3.1.1: how much may wait for an acknowledgement is the broker's setting. */
final class Mqtt3Link implements MqttLink {
    private static final Logger LOG = Logger.getLogger(Mqtt3Link.class);
    private static final int KEEP_ALIVE_S = 20;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

    private final IntakeConfig.Connection config;
    private final Executor executor;
    private final Mqtt3AsyncClient client;
    private final @Nullable HostState state;
    private final Resolver resolver;
    private volatile List<String> filters = List.of();
    private volatile String away = "It is not connected yet.";
    private volatile @Nullable String refused;
    private volatile boolean isClosed;

    /**
     * A link that is not connected yet.
     *
     * @throws IOException when the broker's name cannot be resolved
     */
    Mqtt3Link(
            IntakeConfig.Connection config,
            String clientId,
            Executor executor,
            @Nullable HostState state,
            Resolver resolver)
            throws IOException {
        this.config = config;
        this.executor = executor;
        this.state = state;
        this.resolver = resolver;
        this.client = builder(config, clientId, resolver.resolve(config.host(), config.port()))
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(5, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .addConnectedListener(context -> connected())
                .addDisconnectedListener(this::disconnected)
                .buildAsync();
    }

    /** A client with the address, the credentials and the TLS of a broker. */
    static Mqtt3ClientBuilder builder(IntakeConfig.Connection config, String clientId, InetSocketAddress address) {
        Mqtt3ClientBuilder builder =
                MqttClient.builder().useMqttVersion3().identifier(clientId).serverAddress(address);
        if (config.username().isPresent()) {
            // Set on the client, not on its first connection: a reconnect would not use it otherwise.
            builder = builder.simpleAuth()
                    .username(config.username().orElseThrow())
                    .password(config.password().orElse("").getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        return config.tls() ? builder.sslConfig(MqttTls.of(config)) : builder;
    }

    @Override
    public void start(List<String> wanted, Consumer<Message> take) {
        filters = List.copyOf(wanted);
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> take(publish, take), executor, true);
        var connect =
                client.connectWith().cleanSession(config.session().isZero()).keepAlive(KEEP_ALIVE_S);
        HostState host = state;
        if (host != null) connect = connect.willPublish(will(host));
        var _ = connect.send().whenComplete((acknowledged, failure) -> {
            if (failure != null) LOG.debugf(failure, "the first attempt to connect to %s failed", config.host());
        });
    }

    private static Message message(Mqtt3Publish publish) {
        return new Message(publish.getTopic().toString(), publish.getPayloadAsBytes(), publish::acknowledge);
    }

    /** Says that the connection is gone; the next one has a will with a time of its own. */
    private void disconnected(MqttClientDisconnectedContext context) {
        if (isClosed) {
            var _ = context.getReconnector().reconnect(false);
            return;
        }
        away = MqttProbe.reason(context.getCause());
        LOG.warnf(
                "the broker %s:%d is away: %s",
                config.host(), config.port(), context.getCause().getMessage());
        MqttTls.resolveAgain(context.getReconnector(), config, resolver);
        HostState host = state;
        if (host != null && context instanceof Mqtt3ClientDisconnectedContext own) {
            own.getReconnector().connectWith().willPublish(will(host)).applyConnect();
        }
    }

    private static Mqtt3Publish will(HostState host) {
        return stateMessage(host, host.will());
    }

    private static Mqtt3Publish stateMessage(HostState host, byte[] payload) {
        return Mqtt3Publish.builder()
                .topic(host.topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(payload)
                .build();
    }

    private CompletableFuture<?> publishState(HostState host, byte[] payload) {
        return client.publish(stateMessage(host, payload));
    }

    private void take(Mqtt3Publish publish, Consumer<Message> take) {
        HostState host = state;
        if (host != null && publish.getTopic().toString().equals(host.topic())) {
            host.received(publish.getPayloadAsBytes(), payload -> publishState(host, payload));
            publish.acknowledge();
        } else {
            take.accept(message(publish));
        }
    }

    /** A client that waits for its next attempt cannot be disconnected before: one that was closed then ends here. */
    private void connected() {
        if (isClosed) {
            var _ = client.disconnect();
        } else {
            refused = null;
            subscribe();
        }
    }

    /** Subscribes; the birth of a Sparkplug host follows when the broker has answered all subscriptions. */
    private void subscribe() {
        HostState host = state;
        List<CompletableFuture<?>> answers = new ArrayList<>();
        if (host != null) answers.add(subscribe(host.topic()));
        for (String filter : filters) answers.add(subscribe(filter));
        if (host == null) return;
        var _ = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> host.announce(payload -> publishState(host, payload)));
    }

    private CompletableFuture<?> subscribe(String filter) {
        return client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .whenComplete((acknowledged, failure) -> {
                    if (failure != null) {
                        LOG.warnf(failure, "%s refuses the subscription to %s", config.host(), filter);
                        if (failure instanceof Mqtt3SubAckException) refused = filter;
                    }
                });
    }

    @Override
    public void send(String topic, byte[] payload) {
        if (!isConnected()) return;
        HostState host = state;
        if (host == null) publish(topic, payload);
        else host.afterBirth(() -> publish(topic, payload));
    }

    private void publish(String topic, byte[] payload) {
        var _ = client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_MOST_ONCE)
                .payload(payload)
                .send();
    }

    @Override
    public boolean isConnected() {
        return client.getState() == MqttClientState.CONNECTED;
    }

    @Override
    public Optional<String> problem() {
        return isConnected() ? Optional.ofNullable(refused).map(MqttProbe::refusal) : Optional.of(away);
    }

    @Override
    public void close() {
        isClosed = true;
        HostState host = state;
        CompletableFuture<?> left = host == null || !isConnected()
                ? CompletableFuture.completedFuture(null)
                : host.leave(payload -> publishState(host, payload))
                        .orTimeout(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        boolean _ = left.handle((sent, failure) -> failure == null).join();
        var _ = client.disconnect();
    }
}
