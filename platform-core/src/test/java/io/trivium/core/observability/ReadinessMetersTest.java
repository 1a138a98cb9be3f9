package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadinessMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Supplier<JsonObject>> answer = new AtomicReference<>();
    private final ReadinessMeters meters =
            new ReadinessMeters(() -> answer.get().get(), registry);

    private void round(Supplier<JsonObject> readiness) {
        answer.set(readiness);
        meters.round();
    }

    private static JsonObject checks(Map<String, String> statusByName) {
        JsonArrayBuilder checks = Json.createArrayBuilder();
        statusByName.forEach((name, status) ->
                checks.add(Json.createObjectBuilder().add("name", name).add("status", status)));
        return Json.createObjectBuilder().add("checks", checks).build();
    }

    private double value(String check) {
        return registry.get("core.readiness").tag("check", check).gauge().value();
    }

    @Test
    void showsEachCheckAsOneOrZero() {
        round(() -> checks(Map.of("kafka", "UP", "outbox", "DOWN")));
        assertEquals(1, value("kafka"));
        assertEquals(0, value("outbox"));
        round(() -> checks(Map.of("kafka", "DOWN", "outbox", "UP")));
        assertEquals(0, value("kafka"));
        assertEquals(1, value("outbox"));
    }

    @Test
    void takesWhatIsNotToldForNotReady() {
        round(() -> checks(Map.of("kafka", "UP", "outbox", "UP")));
        round(() -> checks(Map.of("outbox", "UP")));
        assertEquals(0, value("kafka"));
        round(() -> {
            throw new IllegalStateException("no answer");
        });
        assertEquals(0, value("outbox"));
    }
}
