package io.trivium.industrial.alarm.state;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.EventContractTest;
import io.trivium.industrial.alarm.AlarmChanged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Holds the events of alarms against the schema that is committed. */
class AlarmEventTest extends EventContractTest {
    private static final Instant TIME = Instant.parse("2026-11-26T18:00:00.250Z");
    private static final UUID ASSET = UUID.fromString("5d0c0b62-2c1e-4e9a-9f6e-0e6a5f1f6f00");

    @Override
    protected List<Sample<?>> samples() {
        return List.of(
                sample(new AlarmChanged(
                        UUID.fromString("5d0c0b62-2c1e-4e9a-9f6e-0e6a5f1f6f01"),
                        3,
                        "acknowledged",
                        ASSET,
                        "bearing hot",
                        "limit",
                        "high",
                        "acknowledged",
                        true,
                        TIME,
                        "bearing temperature",
                        93.2,
                        90.0,
                        "bearing temperature is 93.2 Cel, above 90 Cel.",
                        1)),
                sample(new AlarmChanged(
                        UUID.fromString("5d0c0b62-2c1e-4e9a-9f6e-0e6a5f1f6f02"),
                        1,
                        "raised",
                        ASSET,
                        "silence",
                        "silence",
                        "medium",
                        "unacknowledged",
                        true,
                        TIME,
                        null,
                        null,
                        null,
                        "Nothing has been received.",
                        0)));
    }

    private static Sample<AlarmChanged> sample(AlarmChanged payload) {
        return new Sample<>(
                AlarmChanged.TOPIC,
                EventEnvelope.of(
                        "e-1", "/industrial/alarms", ASSET.toString(), TIME, new TenantId("demo-plant"), payload),
                AlarmChanged.class);
    }
}
