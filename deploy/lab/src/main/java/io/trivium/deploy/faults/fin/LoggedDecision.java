package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One record of {@code fin.decision.v1}.
 *
 * @param eventId the event's id, equal for a repetition of the same decision
 * @param on the authorization that it claims to decide on; null when there is none
 */
public record LoggedDecision(
        int partition,
        long offset,
        String eventId,
        Decision decision,
        @Nullable Payment on) {
    static LoggedDecision of(int partition, long offset, JsonNode event) {
        String tenant = event.path("tenantid").asText();
        JsonNode data = event.path("data");
        return new LoggedDecision(
                partition, offset, event.path("id").asText(), Decision.of(tenant, data), payment(tenant, data));
    }

    private static @Nullable Payment payment(String tenant, JsonNode data) {
        JsonNode authorization = data.path("authorization");
        BigDecimal minor = authorization.path("amount").decimalValue().movePointRight(4);
        boolean sameTime = authorization.path("occurredAt").equals(data.path("occurredAt"));
        if (!sameTime || minor.stripTrailingZeros().scale() > 0) return null;
        return new Payment(
                tenant,
                authorization.path("authorizationId").asText(),
                authorization.path("panToken").asText(),
                authorization.path("terminalId").asText(),
                minor.longValueExact(),
                Decision.instant(authorization.path("occurredAt")),
                text(authorization.path("deviceId")),
                text(authorization.path("counterpartyId")),
                text(authorization.path("country")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    public String id() {
        return decision.id();
    }
}
