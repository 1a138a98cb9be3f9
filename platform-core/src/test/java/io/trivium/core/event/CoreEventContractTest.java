package io.trivium.core.event;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.EventContractTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class CoreEventContractTest extends EventContractTest {
    @Override
    protected List<Sample<?>> samples() {
        var label = new LabelObserved(
                "auth:1._-Z",
                "fin-authorization-risk",
                "fraud",
                "chargeback",
                Instant.parse("2026-11-25T10:15:30.123456789Z"));
        var preference = new PreferenceObserved(
                "2.25.17",
                "med-lung-nodule",
                Map.of("malignancy", 4.0, "longest-diameter-mm", 8.5),
                Map.of("malignancy", 2.2, "longest-diameter-mm", 7.9),
                "radiologist",
                Instant.parse("2026-11-26T10:15:30Z"));
        return List.of(
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
                        PreferenceObserved.class));
    }

    @Override
    protected List<String> schemasWithoutRecord() {
        return List.of("envelope.v1");
    }
}
