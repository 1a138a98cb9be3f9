package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.trivium.core.connection.OutboundAddresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/** Connects to a broker once, with a session that ends with the connection. */
final class MqttProbe {
    private static final Logger LOG = Logger.getLogger(MqttProbe.class);
    private static final long ANSWER_S = 5;

    private MqttProbe() {}

    /** Connects and subscribes to the filters; why that failed, and what to do, or empty. */
    static Optional<String> connect(
            IntakeConfig.Connection config, String clientId, List<String> filters, OutboundAddresses addresses) {
        try {
            InetSocketAddress address = addresses.resolve(config.host(), config.port());
            if (config.version() == 5)
                probe5(Mqtt5Link.builder(config, clientId, address).buildAsync(), filters);
            else probe3(Mqtt3Link.builder(config, clientId, address).buildAsync(), filters);
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The service stopped.");
        }
    }

    /** Ends the session that the broker keeps under a client id, and with it the messages that wait there. */
    static void endSession(IntakeConfig.Connection config, String clientId, OutboundAddresses addresses) {
        connect(config, clientId, List.of(), addresses)
                .ifPresent(why -> LOG.warnf(
                        "the broker %s keeps the session %s until it expires: %s", config.host(), clientId, why));
    }

    private static void probe5(Mqtt5AsyncClient client, List<String> filters) throws IOException, InterruptedException {
        probe(
                client.connectWith().cleanStart(true).sessionExpiryInterval(0).send(),
                filters,
                filter -> client.subscribeWith()
                        .topicFilter(filter)
                        .qos(MqttQos.AT_MOST_ONCE)
                        .send(),
                client::disconnect);
    }

    private static void probe3(Mqtt3AsyncClient client, List<String> filters) throws IOException, InterruptedException {
        probe(
                client.connectWith().cleanSession(true).send(),
                filters,
                filter -> client.subscribeWith()
                        .topicFilter(filter)
                        .qos(MqttQos.AT_MOST_ONCE)
                        .send(),
                client::disconnect);
    }

    private static void probe(
            CompletableFuture<?> connected,
            List<String> filters,
            Function<String, CompletableFuture<?>> subscribe,
            Supplier<CompletableFuture<Void>> disconnect)
            throws IOException, InterruptedException {
        try {
            await(connected);
            for (String filter : filters) await(filter, subscribe.apply(filter));
        } finally {
            // Also a connection that is established after the wait for it.
            var _ = connected.thenCompose(answer -> disconnect.get());
        }
    }

    private static void await(String filter, CompletableFuture<?> answer) throws IOException, InterruptedException {
        try {
            await(answer);
        } catch (IOException e) {
            throw new IOException(refusal(filter), e);
        }
    }

    /** What to do about a subscription that the broker refuses. */
    static String refusal(String filter) {
        return "The broker refuses the subscription to " + filter + ": give the user the right to read it.";
    }

    private static void await(CompletableFuture<?> answer) throws IOException, InterruptedException {
        try {
            answer.get(ANSWER_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(reason(cause), cause);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The broker did not answer within " + ANSWER_S
                            + " seconds: check the port, and whether it expects TLS.",
                    e);
        }
    }

    /** Why a connection failed, and what to do. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Mqtt5ConnAckException refused -> {
                    return "The broker refuses the connection ("
                            + refused.getMqttMessage().getReasonCode()
                            + "): check user name and password, and whether the client id may be used.";
                }
                case Mqtt3ConnAckException refused -> {
                    return "The broker refuses the connection ("
                            + refused.getMqttMessage().getReturnCode()
                            + "): check user name and password, and whether the client id may be used.";
                }
                case SSLException tls -> {
                    return "TLS failed: " + deepest(tls)
                            + ". Check the broker's certificate, its name, and the trusted certificates.";
                }
                case UnknownHostException unknown -> {
                    return "The name " + unknown.getMessage() + " cannot be resolved.";
                }
                case ConnectException refused -> {
                    return "No broker listens there: " + refused.getMessage() + ".";
                }
                default -> {
                    // The cause below may say more.
                }
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        return String.valueOf(deepest.getMessage());
    }
}
