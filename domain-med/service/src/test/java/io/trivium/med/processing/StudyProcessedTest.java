package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventSchemas;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds today's record against the released schema. */
class StudyProcessedTest {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.250Z");

    private static void assertFollows(StudyProcessed payload) {
        EventCodec codec = new EventCodec();
        byte[] json =
                codec.encode(EventEnvelope.of("e-1", "/med", "2.25.1", TIME, new TenantId("demo-hospital"), payload));
        assertEquals(
                List.of(),
                new EventSchemas().violations(StudyProcessed.TOPIC, json),
                new String(json, StandardCharsets.UTF_8));
        assertEquals(payload, codec.decode(json, StudyProcessed.class).data());
    }

    @Test
    void followsTheSchema() {
        assertFollows(new StudyProcessed(
                new StudyInstanceUid("2.25.1"),
                2,
                "read",
                null,
                "2.25.3",
                4,
                "med-lung-nodule",
                "mask 1",
                List.of("2.25.8", "2.25.9"),
                TIME,
                TIME));
        assertFollows(new StudyProcessed(
                new StudyInstanceUid("2.25.1"),
                1,
                "refused",
                "GANTRY_TILT",
                null,
                0,
                null,
                null,
                List.of(),
                TIME,
                TIME));
    }
}
