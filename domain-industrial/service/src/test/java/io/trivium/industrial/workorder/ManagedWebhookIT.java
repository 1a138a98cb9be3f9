package io.trivium.industrial.workorder;

import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.webhook.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver of work orders that one planner proposes and another approves while the service runs (integrators 5). */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // JUnit sets the server
class ManagedWebhookIT {
    private static final String SECRET = "shared with the receiver";
    private static final String REASON = "{\"reason\": \"The receiver moves.\"}";

    private record Call(String body, String signature, String timestamp) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                calls.add(new Call(
                        body,
                        exchange.getRequestHeaders().getFirst(WebhookSignature.HEADER),
                        exchange.getRequestHeaders().getFirst(WebhookSignature.TIMESTAMP_HEADER)));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
    }

    @AfterEach
    void end() {
        receiver.stop(0);
    }

    private static RequestSpecification second() {
        return PlantApi.as("second", "demo-plant", "industrial-planner");
    }

    private static ValidatableResponse act(RequestSpecification by, String id, String act, String body) {
        return by.body(body).post("/v1/connections/" + id + "/" + act).then();
    }

    private List<Call> about(String title) {
        return calls.stream().filter(call -> call.body().contains(title)).toList();
    }

    private static String order(UUID asset, String title) {
        return PlantApi.planner()
                .body("{\"assetId\": \"" + asset + "\", \"title\": \"" + title + "\", \"priority\": \"medium\"}")
                .post("/v1/work-orders")
                .then()
                .extract()
                .path("workOrderId");
    }

    @Test
    void whatIsForAPausedReceiverWaitsAndIsSentInOrder() {
        UUID asset = PlantApi.asset("Receiver", "receiver/pump");
        String id = PlantApi.planner()
                .body("""
                {"kind": "webhook", "name": "cmms", "settings": {"url": "http://127.0.0.1:%d/hook", "secret": "%s", "workOrders": true}}""".formatted(receiver.getAddress().getPort(), SECRET))
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .body("state", equalTo("proposed"))
                .extract()
                .path("id");
        act(PlantApi.planner(), id, "test", "").statusCode(200).body("ok", equalTo(true));
        assertEquals(1, about("\"event\":\"test\"").size());
        order(asset, "before approval");
        act(PlantApi.planner(), id, "approve", "{\"revision\": 1}").statusCode(403);
        act(second(), id, "approve", "{\"revision\": 1}").statusCode(200).body("state", equalTo("active"));

        order(asset, "first order");
        until("the first order is sent", () -> about("first order").size() == 1);
        assertEquals(0, about("before approval").size());
        Call sent = about("first order").getFirst();
        assertEquals(WebhookSignature.of(SECRET, Long.parseLong(sent.timestamp()), sent.body()), sent.signature());

        act(PlantApi.planner(), id, "pause", REASON).statusCode(200);
        String order = order(asset, "second order");
        PlantApi.planner()
                .body("{\"version\": 1, \"reason\": \"done by the shift\"}")
                .post("/v1/work-orders/" + order + "/cancel")
                .then()
                .statusCode(200);
        until(
                "the configured receiver has both changes",
                () -> MaintenanceSystem.TAKEN.stream()
                                .filter(call -> call.body().contains("second order"))
                                .count()
                        >= 2);
        assertEquals(0, about("second order").size(), "nothing is sent during the pause");
        act(PlantApi.planner(), id, "resume", "").statusCode(200);
        until("what waited is sent", () -> about("second order").size() == 2);
        assertTrue(about("second order").getFirst().body().contains("\"event\":\"proposed\""));
        assertTrue(about("second order").getLast().body().contains("\"event\":\"cancelled\""));
        act(PlantApi.planner(), id, "retire", REASON).statusCode(200);
    }

    @Test
    void aSlowReceiverDelaysNoOther() throws IOException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean waitedInVain = new AtomicBoolean();
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/hook", exchange -> {
            called.countDown();
            try (exchange) {
                // Less than the sender waits for an answer.
                if (!release.await(8, TimeUnit.SECONDS)) waitedInVain.set(true);
                exchange.sendResponseHeaders(204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        slow.start();
        try {
            UUID asset = PlantApi.asset("Slow receiver", "receiver/slow");
            String id = PlantApi.planner()
                    .body("""
                {"kind": "webhook", "name": "slow", "settings": {"url": "http://127.0.0.1:%d/hook", "secret": "%s", "workOrders": true}}""".formatted(slow.getAddress().getPort(), SECRET))
                    .post("/v1/connections")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            act(second(), id, "approve", "{\"revision\": 1}").statusCode(200);
            order(asset, "order that waits");
            until("the slow receiver is called", () -> called.getCount() == 0);
            order(asset, "order in the meantime");
            until(
                    "the configured receiver has the next order",
                    () -> MaintenanceSystem.TAKEN.stream()
                            .anyMatch(call -> call.body().contains("order in the meantime")));
            assertFalse(waitedInVain.get());
            release.countDown();
            act(PlantApi.planner(), id, "retire", REASON).statusCode(200);
        } finally {
            release.countDown();
            slow.stop(0);
        }
    }

    @Test
    void otherHostsNeedHttps() {
        PlantApi.planner()
                .body("""
                {"kind": "webhook", "name": "plain", "settings": {"url": "http://cmms.example/hook", "secret": "%s"}}""".formatted(SECRET))
                .post("/v1/connections")
                .then()
                .statusCode(400)
                .body(containsString("must begin with https:// for another host"));
    }
}
