package io.trivium.industrial.notification;

import static io.trivium.industrial.PlantApi.as;
import static io.trivium.industrial.PlantApi.operator;
import static io.trivium.industrial.PlantApi.planner;
import static io.trivium.industrial.Waiting.until;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.industrial.PlantApi;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.reading.StoredReadings;
import io.trivium.industrial.webhook.WebhookSignature;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** From an alarm to a real mail server and a real receiver, in the order of the plan, until it is acknowledged. */
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
@WithTestResource(NotificationServers.class)
@NullUnmarked // Quarkus sets the fields
class NotificationIT {
    private static final TenantId PLANT = new TenantId("demo-plant");

    @Inject
    StoredReadings readings;

    @Inject
    Notifier notifier;

    private static String plan(int version, String... steps) {
        return "{\"version\": %d, \"enabled\": true, \"steps\": [%s]}".formatted(version, String.join(",", steps));
    }

    private static String step(int minutes, String channel, String target, String priority) {
        return "{\"afterMinutes\": %d, \"channel\": \"%s\", \"target\": \"%s\", \"leastPriority\": \"%s\"}"
                .formatted(minutes, channel, target, priority);
    }

    private static List<MimeMessage> mails(String to, String subject) {
        return Arrays.stream(NotificationServers.MAIL.getReceivedMessages())
                .filter(mail -> {
                    try {
                        return mail.getAllRecipients()[0].toString().equals(to)
                                && mail.getSubject().contains(subject);
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void notifiesStepByStepUntilSomebodyAcknowledges() throws Exception {
        int version = planner().get("/v1/notifications/plan").jsonPath().getInt("version");
        planner()
                .body(plan(
                        version,
                        step(0, "email", "shift@plant.example", "high"),
                        step(0, "webhook", NotificationServers.hook(), "high"),
                        step(10, "email", "lead@plant.example", "high")))
                .put("/v1/notifications/plan")
                .then()
                .statusCode(200)
                .body("version", is(version + 1));
        UUID asset = PlantApi.asset("Notified", "Notified/1");
        planner()
                .body("""
                {"version": 0, "name": "too hot", "assetId": "%s", "kind": "limit", "tag": "slow", "side": "high", "limit": 90,
                 "deadband": 0, "onDelaySeconds": 0, "offDelaySeconds": 0, "priority": "high", "enabled": true,
                 "advice": "Open the valve."}""".formatted(asset))
                .put("/v1/alarm-rules/" + UUID.randomUUID())
                .then()
                .statusCode(200);
        readings.add(PLANT, "Notified/1", "slow", Instant.now().truncatedTo(ChronoUnit.MILLIS), 95);
        until(
                "the shift is notified by mail",
                () -> !mails("shift@plant.example", "too hot").isEmpty());
        MimeMessage mail = mails("shift@plant.example", "too hot").getFirst();
        assertTrue(mail.getSubject().startsWith("[HIGH] "), mail.getSubject());
        String text = mail.getContent().toString();
        assertTrue(
                text.contains("Open the valve.") && text.contains("https://factory.plant.example/console/alarms?"),
                text);
        // The receiver refused the first call: it was called again.
        until(
                "the receiver is notified",
                () -> NotificationServers.TAKEN.stream()
                        .anyMatch(call -> call.body().contains("too hot")));
        NotificationServers.Call call = NotificationServers.TAKEN.stream()
                .filter(each -> each.body().contains("too hot"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                WebhookSignature.of(NotificationServers.SECRET, Long.parseLong(call.timestamp()), call.body()),
                call.signature());
        JsonPath said = JsonPath.from(call.body());
        assertEquals("demo-plant", said.getString("tenantId"));
        assertEquals("high", said.getString("alarm.priority"));
        assertEquals(0, mails("lead@plant.example", "too hot").size(), "ten minutes are not over");
        String alarm = said.getString("alarm.alarmId");
        operator()
                .body("{\"version\": " + said.getInt("alarm.version") + "}")
                .post("/v1/alarms/" + alarm + "/acknowledge")
                .then()
                .statusCode(200);
        // An acknowledged alarm is not escalated, however late it is.
        notifier.plan(PLANT, Instant.now().plusSeconds(1_200));
        planner()
                .get("/v1/notifications/deliveries?limit=500")
                .then()
                .statusCode(200)
                .body("items.findAll { it.alarmId == '" + alarm + "' }.step.sort()", is(List.of(1, 2)))
                .body("items.channel", hasItem("webhook"));
    }

    @Test
    void sendsOnlyWhereItMayAndOnlyForPlanners() {
        int version = planner().get("/v1/notifications/plan").jsonPath().getInt("version");
        for (String refused : List.of(
                step(0, "webhook", "http://127.0.0.1:1/x", "low"),
                step(0, "webhook", "http://localhost/x", "low"),
                step(0, "webhook", "http://169.254.169.254/latest/meta-data", "low"),
                step(0, "webhook", "file:///etc/passwd", "low"),
                step(0, "webhook", NotificationServers.hook().replace("http://", "http://user@"), "low"),
                step(0, "email", "no address", "low"),
                step(0, "email", "a@plant.example, b@plant.example", "low"))) {
            planner()
                    .body(plan(version, refused))
                    .put("/v1/notifications/plan")
                    .then()
                    .statusCode(400)
                    .body("code", is("notification-invalid"));
        }
        planner()
                .body(plan(
                        version,
                        step(5, "email", "a@plant.example", "low"),
                        step(1, "email", "b@plant.example", "low")))
                .put("/v1/notifications/plan")
                .then()
                .statusCode(400)
                .body("detail", containsString("order"));
        planner().body(plan(version + 7)).put("/v1/notifications/plan").then().statusCode(409);
        operator().get("/v1/notifications/plan").then().statusCode(403);
        // Another organisation has no key: no webhook of it is sent with ours.
        as("eve", "other-plant", "industrial-planner")
                .body(plan(0, step(0, "webhook", NotificationServers.hook(), "low")))
                .put("/v1/notifications/plan")
                .then()
                .statusCode(400)
                .body("detail", containsString("key"));
    }

    @Test
    void aTestIsSentAtOnce() {
        planner()
                .body("{\"channel\": \"email\", \"target\": \"me@plant.example\"}")
                .post("/v1/notifications/test")
                .then()
                .statusCode(200)
                .body("sent", is(true));
        assertEquals(1, mails("me@plant.example", "test notification").size());
    }

    private static String connected(String settings) {
        String id = as("eve", "other-plant", "industrial-planner")
                .body(settings)
                .post("/v1/connections")
                .then()
                .statusCode(201)
                .body("state", is("proposed"))
                .extract()
                .path("id");
        as("adam", "other-plant", "industrial-planner")
                .body("{\"revision\": 1}")
                .post("/v1/connections/" + id + "/approve")
                .then()
                .statusCode(200);
        // The receiver refuses the first call that it gets.
        as("eve", "other-plant", "industrial-planner").post("/v1/connections/" + id + "/test");
        as("eve", "other-plant", "industrial-planner")
                .post("/v1/connections/" + id + "/test")
                .then()
                .body("ok", is(true));
        return id;
    }

    private static void retire(String id) {
        as("eve", "other-plant", "industrial-planner")
                .body("{\"reason\": \"It was a test.\"}")
                .post("/v1/connections/" + id + "/retire")
                .then()
                .statusCode(200);
    }

    @Test
    void anOrganisationHasAMailServerOfItsOwn() throws Exception {
        String id = connected("""
                {"kind": "mail-server", "name": "own", "settings": {"host": "127.0.0.1", "port": %d, "security": "none",
                  "from": "alarms@other.example"}}""".formatted(NotificationServers.MAIL.getSmtp().getPort()));
        as("eve", "other-plant", "industrial-planner")
                .body("{\"channel\": \"email\", \"target\": \"you@other.example\"}")
                .post("/v1/notifications/test")
                .then()
                .statusCode(200)
                .body("sent", is(true));
        MimeMessage mail = mails("you@other.example", "test notification").getFirst();
        assertEquals("alarms@other.example", mail.getFrom()[0].toString());
        retire(id);
    }

    @Test
    void anOrganisationHasAReceiverOfItsOwn() {
        String id = connected("""
                {"kind": "webhook", "name": "own", "settings": {"url": "%s", "secret": "a key of the other plant"}}""".formatted(NotificationServers.hook() + "/other"));
        as("eve", "other-plant", "industrial-planner")
                .body("{\"channel\": \"webhook\", \"target\": \"" + NotificationServers.hook() + "/other\"}")
                .post("/v1/notifications/test")
                .then()
                .statusCode(200)
                .body("sent", is(true));
        NotificationServers.Call call = NotificationServers.TAKEN.stream()
                .filter(each ->
                        each.body().contains("other-plant") && each.body().contains("\"step\""))
                .findFirst()
                .orElseThrow();
        assertEquals(
                WebhookSignature.of("a key of the other plant", Long.parseLong(call.timestamp()), call.body()),
                call.signature());
        retire(id);
    }
}
