package io.trivium.fin.bench;

import io.trivium.fin.bench.OverloadStep.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Posts authorizations over many kept connections from one event loop: ten times what the service can do must cost the
 * machine that they share as little as it can.
 */
final class OverloadClient implements AutoCloseable {
    private static final int CONNECTIONS = 1_024;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http;
    private final Supplier<String> bearer;

    /** @param bearer value of the header that names the caller */
    OverloadClient(URI service, Supplier<String> bearer) {
        this.bearer = bearer;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(service.getHost())
                .setDefaultPort(service.getPort())
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(-1)
                .setKeepAlive(true));
    }

    /** The answer comes on the event loop. */
    void post(byte[] body, Consumer<Outcome> answered) {
        http.request(HttpMethod.POST, HttpStep.PATH)
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, bearer.get())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .send(Buffer.buffer(body)))
                .compose(answer -> answer.body().map(content -> outcome(answer, content)))
                .onSuccess(answered::accept)
                .onFailure(_ -> answered.accept(Outcome.FAILED));
    }

    private static Outcome outcome(HttpClientResponse answer, Buffer content) {
        return switch (answer.statusCode()) {
            case OK -> content.toString().contains("\"outcome\":") ? Outcome.DECIDED : Outcome.FAILED;
            case UNAVAILABLE -> Outcome.REFUSED;
            default -> Outcome.FAILED;
        };
    }

    @Override
    public void close() {
        http.close();
        vertx.close();
    }
}
