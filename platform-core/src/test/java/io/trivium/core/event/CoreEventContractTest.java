package io.trivium.core.event;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.EventContractTest;
import java.time.Instant;
import java.util.List;

class CoreEventContractTest extends EventContractTest {
    @Override
    protected List<Sample<?>> samples() {
        var label = new LabelObserved(
                "auth:1._-Z",
                "fin-authorization-risk",
                "fraud",
                "chargeback",
                Instant.parse("2026-11-25T10:15:30.123456789Z"));
        return List.of(new Sample<>(
                LabelObserved.TOPIC,
                EventEnvelope.of(
                        EventIds.of(new TenantId("demo-bank"), LabelObserved.TYPE, "auth:1._-Z")
                                .toString(),
                        "/fin",
                        "auth:1._-Z",
                        Instant.parse("2026-11-25T10:15:31Z"),
                        new TenantId("demo-bank"),
                        label),
                LabelObserved.class));
    }

    @Override
    protected List<String> schemasWithoutRecord() {
        return List.of("envelope.v1");
    }
}
