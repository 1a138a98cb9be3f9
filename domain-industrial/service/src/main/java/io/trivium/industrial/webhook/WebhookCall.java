package io.trivium.industrial.webhook;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.OutboundAddresses;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sends one message as a signed POST; redirects are not followed. Thread-safe. */
@ApplicationScoped
public class WebhookCall {
    private static final Logger LOG = Logger.getLogger(WebhookCall.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final OutboundAddresses addresses;
    private final Connections connections;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    WebhookCall(InstantSource clock, OutboundAddresses addresses, Connections connections) {
        this.clock = clock;
        this.addresses = addresses;
        this.connections = connections;
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }

    /**
     * Sends to a receiver of the configuration.
     *
     * @param timeout longest wait for the answer
     * @param secret key of the signature; none: not signed
     * @param id of the delivery, the same whenever it is repeated
     * @return why it was not taken; empty if it was
     */
    public Optional<String> post(URI url, Duration timeout, Optional<String> secret, String id, String body) {
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header(WebhookSignature.DELIVERY_HEADER, id)
                .header(WebhookSignature.TIMESTAMP_HEADER, Long.toString(timestamp))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        secret.ifPresent(key -> request.header(WebhookSignature.HEADER, WebhookSignature.of(key, timestamp, body)));
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // The timeout does not cover the body: a receiver that never ends it would block all others.
            answer.body().close();
            int status = answer.statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("The receiver answered " + status + ".");
        } catch (IOException e) {
            LOG.debugf(e, "delivery %s", id);
            return Optional.of("The receiver was not reached: " + e.getClass().getSimpleName() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The service stopped.");
        }
    }

    /** Sends to a receiver that is managed at run time, unless its address must not be connected to, and records the result. */
    public Optional<String> post(Connection receiver, Duration timeout, String id, String body) {
        Optional<String> failure = send(receiver, timeout, id, body);
        failure.ifPresentOrElse(why -> connections.failed(receiver, why), () -> connections.succeeded(receiver));
        return failure;
    }

    /** As {@link #post(Connection, Duration, String, String)}, without a note. */
    Optional<String> send(Connection receiver, Duration timeout, String id, String body) {
        URI url = URI.create(receiver.settings().requireText(WebhookKind.URL));
        try {
            var _ = addresses.resolve(url.getHost(), WebhookKind.port(url));
        } catch (IOException e) {
            return Optional.of("The receiver was not called: " + e.getMessage() + ".");
        }
        return post(url, timeout, receiver.settings().secret(WebhookKind.SECRET), id, body);
    }
}
