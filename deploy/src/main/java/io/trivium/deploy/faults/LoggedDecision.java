package io.trivium.deploy.faults;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One record of {@code fin.decision.v1}.
 *
 * @param eventId the event's id, equal for a repetition of the same decision
 * @param data its payload
 */
record LoggedDecision(int partition, long offset, String tenant, String id, String eventId, JsonNode data) {
    static LoggedDecision of(int partition, long offset, JsonNode event) {
        JsonNode data = event.path("data");
        return new LoggedDecision(
                partition,
                offset,
                event.path("tenantid").asText(),
                data.path("authorizationId").asText(),
                event.path("id").asText(),
                data);
    }
}
