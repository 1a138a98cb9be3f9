package io.trivium.fin.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.stream.FinMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter in front of a real HTTP server whose decisions the test makes. */
class AdmissionFilterTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<RoutingContext> waiting = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void start() throws Exception {
        AuthorizationConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthorizationConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withDefaultValue("platform.fin.authorization.max-waiting", "2")
                .build()
                .getConfigMapping(AuthorizationConfig.class);
        Filters filters = new Filters();
        new AdmissionFilter(config, meters).register(filters);
        Router router = Router.router(vertx);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route().handler(waiting::add);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        var _ = vertx.close();
    }

    @Test
    void refusesWhatIsOneTooManyAndLetsInAgainWhenOneIsAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> first = post("");
        RoutingContext admitted = next();
        var _ = post("");
        var _ = next();
        HttpResponse<String> refused = post("").get(10, TimeUnit.SECONDS);
        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(
                "application/problem+json",
                refused.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(refused.body().contains("\"code\":\"overloaded\""), refused.body());
        assertEquals(1, meters.counter(FinMetrics.REFUSED).count());

        vertx.runOnContext(_ -> {
            var _ = admitted.response().end("decided");
        });
        assertEquals("decided", first.get(10, TimeUnit.SECONDS).body());
        var _ = post("");
        var _ = next();
    }

    @Test
    void leavesAloneWhoDoesNotWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            var _ = post("respond-async");
            var _ = next();
        }
        assertEquals(0, meters.counter(FinMetrics.REFUSED).count());
    }

    private RoutingContext next() throws InterruptedException {
        RoutingContext routing = waiting.poll(10, TimeUnit.SECONDS);
        assertTrue(routing != null, "the request was not admitted");
        return routing;
    }

    private CompletableFuture<HttpResponse<String>> post(String prefer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/authorizations"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"amount\": 1}"));
        if (!prefer.isEmpty()) request.header("Prefer", prefer);
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
