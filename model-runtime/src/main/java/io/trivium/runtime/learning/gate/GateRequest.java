package io.trivium.runtime.learning.gate;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which version is examined, and against which. */
public record GateRequest(
        String tenant,
        String task,
        String model,
        String version,
        String champion,
        @Nullable UUID manifest) {}
