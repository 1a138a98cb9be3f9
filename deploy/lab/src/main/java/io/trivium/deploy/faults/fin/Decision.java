package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The decision on one authorization, as in the log or in PostgreSQL. */
record Decision(
        String tenant,
        String id,
        String outcome,
        @Nullable Double score,
        String modelVersion,
        boolean degraded,
        String contentHash,
        Instant decidedAt,
        Features features) {

    /** The decision in an event of {@code fin.decision.v1}. */
    static Decision of(String tenant, JsonNode data) {
        JsonNode score = data.path("score");
        return new Decision(
                tenant,
                data.path("authorizationId").asText(),
                data.path("outcome").asText(),
                score.isNumber() ? score.doubleValue() : null,
                data.path("modelVersion").asText(),
                data.path("degraded").asBoolean(),
                data.path("contentHash").asText(),
                instant(data.path("decidedAt")),
                Features.of(data.path("features")));
    }

    static Instant instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : Instant.EPOCH;
    }
}
