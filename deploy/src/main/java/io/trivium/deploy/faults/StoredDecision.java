package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of {@code fin.decision}. */
record StoredDecision(
        String tenant,
        String id,
        String outcome,
        @Nullable Double score,
        String modelVersion,
        boolean degraded,
        String contentHash,
        Instant decidedAt,
        JsonNode features) {}
