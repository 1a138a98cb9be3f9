package io.trivium.core.event;

import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.learning.ReleaseMoved;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.EventContractTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

class CoreEventContractTest extends EventContractTest {
    @Override
    protected List<Sample<?>> samples() {
        var label = new LabelObserved(
                "auth:1._-Z",
                new TaskName("fin-authorization-risk"),
                "fraud",
                "chargeback",
                Instant.parse("2026-11-25T10:15:30.123456789Z"));
        var preference = new PreferenceObserved(
                "2.25.17",
                new TaskName("med-lung-nodule"),
                Map.of("malignancy", 4.0, "longest-diameter-mm", 8.5),
                Map.of("malignancy", 2.2, "longest-diameter-mm", 7.9),
                "radiologist",
                Instant.parse("2026-11-26T10:15:30Z"));
        var withdrawn = new LabelObserved(
                "auth:2",
                new TaskName("fin-authorization-risk"),
                "fraud",
                "chargeback",
                Instant.parse("2026-11-27T10:15:30Z"),
                true);
        float[] features = {0.1f, -0.0f, Float.MIN_VALUE, 16_777_216f};
        var example = new ExampleObserved(
                "auth:1._-Z",
                new TaskName("fin-authorization-risk"),
                List.of(
                        ExampleTensor.ofFloats("features", List.of(4L), features),
                        ExampleTensor.ofLongs("merchant", List.of(), new long[] {Long.MIN_VALUE})),
                Instant.parse("2026-11-25T10:15:29.5Z"),
                "tok_5f2c",
                0.17,
                "1.4",
                ExampleObserved.STANDARD);
        var unanswered = new ExampleObserved(
                "pump:9",
                new TaskName("industrial-rul"),
                example.inputs(),
                example.occurredAt(),
                null,
                null,
                null,
                "restricted");
        return List.of(
                exampleSample(example),
                exampleSample(unanswered),
                labelSample(withdrawn),
                new Sample<>(
                        LabelObserved.TOPIC,
                        EventEnvelope.of(
                                EventIds.of(new TenantId("demo-bank"), LabelObserved.TYPE, "auth:1._-Z")
                                        .toString(),
                                "/fin",
                                "auth:1._-Z",
                                Instant.parse("2026-11-25T10:15:31Z"),
                                new TenantId("demo-bank"),
                                label),
                        LabelObserved.class),
                new Sample<>(
                        PreferenceObserved.TOPIC,
                        EventEnvelope.of(
                                "5ff1b2a0-0000-4000-8000-000000000001",
                                "/med",
                                "2.25.17",
                                Instant.parse("2026-11-26T10:15:31Z"),
                                new TenantId("demo-hospital"),
                                preference),
                        PreferenceObserved.class),
                releaseSample(null, "shadow", null),
                releaseSample("awaiting-approval", "promoted", null),
                releaseSample("promoted", "rolled-back", "demo-bank"));
    }

    private static Sample<ReleaseMoved> releaseSample(@Nullable String from, String to, @Nullable String own) {
        TenantId tenant = new TenantId("demo-bank");
        Instant at = Instant.parse("2026-11-27T10:15:30Z");
        UUID release = UUID.fromString("5ff1b2a0-0000-4000-8000-000000000003");
        var moved = new ReleaseMoved(
                release,
                new TaskName("fin-authorization-risk"),
                new ModelName("fin-authorization-risk"),
                new VersionNumber("2026.11.27"),
                new VersionNumber("4"),
                from,
                to,
                at,
                "system:release",
                "500 requests and 30 minutes without an alarm",
                own == null ? null : new TenantId(own));
        String id = EventIds.of(tenant, ReleaseMoved.TYPE, release + ":2").toString();
        return new Sample<>(
                ReleaseMoved.TOPIC,
                EventEnvelope.of(id, "/runtime", moved.model().value(), at, tenant, moved),
                ReleaseMoved.class);
    }

    private static Sample<ExampleObserved> exampleSample(ExampleObserved example) {
        TenantId tenant = new TenantId("demo-bank");
        String id = EventIds.of(tenant, ExampleObserved.TYPE, example.task() + ":" + example.exampleId())
                .toString();
        return new Sample<>(
                ExampleObserved.TOPIC,
                EventEnvelope.of(id, "/fin", example.exampleId(), example.occurredAt(), tenant, example),
                ExampleObserved.class);
    }

    private static Sample<LabelObserved> labelSample(LabelObserved label) {
        return new Sample<>(
                LabelObserved.TOPIC,
                EventEnvelope.of(
                        "5ff1b2a0-0000-4000-8000-000000000002",
                        "/fin",
                        label.exampleId(),
                        label.observedAt(),
                        new TenantId("demo-bank"),
                        label),
                LabelObserved.class);
    }

    @Override
    protected List<String> schemasWithoutRecord() {
        return List.of("envelope.v1");
    }
}
