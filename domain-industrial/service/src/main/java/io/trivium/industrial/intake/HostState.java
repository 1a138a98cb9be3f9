package io.trivium.industrial.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Whether this service is there, for the edge nodes of one broker: the STATE messages of a Sparkplug host application
 * (Eclipse Sparkplug specification 3.0, sections 4.2.3, 5.1 and 6.4.27). The will and the birth of a connection have the same
 * time; a death has its own. All of them are sent with quality of service 1 and retained. Thread-safe.
 */
final class HostState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;
    private final InstantSource clock;
    private volatile long connectedAt;
    private volatile boolean leaving;
    private volatile CompletableFuture<Void> announced = new CompletableFuture<>();

    /**
     * A host that is not connected yet.
     *
     * @param hostId unique among all hosts of the plant
     * @throws IllegalArgumentException when it is no level of a topic
     */
    HostState(String hostId, InstantSource clock) {
        if (hostId.isBlank() || hostId.chars().anyMatch(c -> "/+#".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "sparkplug-host-id is \"" + hostId + "\"; it is one level of a topic, without / + and #");
        }
        this.topic = SparkplugTopic.NAMESPACE + "/STATE/" + hostId;
        this.clock = clock;
    }

    String topic() {
        return topic;
    }

    /** The will of the connection that is about to be made; from now on its time is that of the births. */
    byte[] will() {
        connectedAt = clock.millis();
        announced = new CompletableFuture<>();
        return payload(false, connectedAt);
    }

    /** Sends the birth, once the subscriptions are there. */
    void announce(Function<byte[], CompletableFuture<?>> publish) {
        CompletableFuture<Void> done = announced;
        var _ = publish.apply(payload(true, connectedAt)).thenRun(() -> done.complete(null));
    }

    /** Does the work after the birth, which is the first that a host sends. */
    void afterBirth(Runnable work) {
        var _ = announced.thenRun(work);
    }

    /** Sends the birth again when another client's message on its topic says that this host is away. */
    void received(byte[] payload, Function<byte[], CompletableFuture<?>> publish) {
        if (!leaving && announced.isDone() && saysOffline(payload)) announce(publish);
    }

    /** Sends the death before a connection is ended on purpose. */
    CompletableFuture<?> leave(Function<byte[], CompletableFuture<?>> publish) {
        leaving = true;
        return publish.apply(payload(false, clock.millis()));
    }

    private static boolean saysOffline(byte[] payload) {
        try {
            return JSON.readTree(payload).path("online").equals(BooleanNode.FALSE);
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] payload(boolean online, long timestamp) {
        return "{\"online\":%b,\"timestamp\":%d}".formatted(online, timestamp).getBytes(StandardCharsets.UTF_8);
    }
}
