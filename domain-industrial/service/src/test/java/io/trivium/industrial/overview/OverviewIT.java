package io.trivium.industrial.overview;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The plant on one screen, once and live. */
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
@NullUnmarked // Quarkus sets the fields
class OverviewIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @TestHTTPResource("/")
    URI base;

    @Inject
    StoredReadings readings;

    private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    private static void rule(UUID asset, String priority) {
        planner()
                .body("""
                {"version": 0, "name": "too hot", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high",
                 "limit": 90, "deadband": 5, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "%s",
                 "enabled": true}""".formatted(asset, priority))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
    }

    @Test
    void healthFollowsFromWhatIsOpen() {
        UUID asset = PlantApi.asset("Overview", "Overview/1");
        rule(asset, "high");
        String path = "lines.assets.flatten().find { it.assetId == '" + asset + "' }.";
        operator()
                .get("/v1/overview")
                .then()
                .statusCode(200)
                .body(path + "health", is("good"))
                .body(path + "highestPriority", nullValue())
                .body("lines.find { it.name == 'Overview' }.path", is(java.util.List.of("Overview")));
        readings.add(PLANT, "Overview/1", "slow", start, 95);
        operator()
                .get("/v1/overview")
                .then()
                .statusCode(200)
                .body(path + "health", is("plan"))
                .body(path + "openAlarms", is(1))
                .body("figures.announced.high", greaterThanOrEqualTo(1));
        operator()
                .get("/v1/assets/" + asset)
                .then()
                .statusCode(200)
                .body("health", is("plan"))
                .body("path", is(java.util.List.of("Overview")))
                .body("anomaly", nullValue())
                .body("life", nullValue())
                .body("lastReadingAt", is(start.toString()));
        as("eve", "other-plant", "industrial-operator")
                .get("/v1/assets/" + asset)
                .then()
                .statusCode(404);
    }

    @Test
    void clientsAreToldWhatChanges() throws IOException, InterruptedException {
        UUID asset = PlantApi.asset("Live", "Live/1");
        rule(asset, "critical");
        String token = TestTokens.token()
                .user("tech")
                .tenant("demo-plant")
                .roles("industrial-operator")
                .audience("trivium-industrial")
                .sign();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> response = client.send(
                    HttpRequest.newBuilder(base.resolve("/v1/live?assetId=" + asset))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            Thread reader = Thread.ofVirtual().start(() -> {
                try (Stream<String> body = response.body()) {
                    body.forEach(lines::add);
                } catch (java.io.UncheckedIOException e) {
                    lines.add("closed");
                }
            });
            until("the overview is sent", () -> lines.stream().anyMatch(line -> line.equals("event:overview")));
            readings.add(PLANT, "Live/1", "slow", start, 95);
            until(
                    "the alarm is sent",
                    () -> lines.stream().anyMatch(line -> line.contains("slow is 95 Cel, above 90 Cel.")));
            until(
                    "the reading is sent",
                    () -> lines.stream().anyMatch(line -> line.startsWith("data:{\"assetId\":\"" + asset)));
            until(
                    "the asset's health is sent",
                    () -> lines.stream()
                            .anyMatch(line -> line.contains("\"assetId\":\"" + asset + "\",\"health\":\"act\"")));
            client.shutdownNow();
            reader.join();
        }
    }
}
