package io.trivium.fin.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The entries stored under the searched text. The text itself is not repeated.
 *
 * @param cases the case of that number, then the newest cases of what was found
 * @param authorization the payment of that id
 * @param entities customers, cards, merchants, terminals, devices and receiving accounts of that id
 * @param problem why nothing was looked up: empty, card-number or no-identifier
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SearchView(
        List<CaseHit> cases,
        @Nullable FoundPayment authorization,
        List<EntityHit> entities,

        @Schema(enumeration = {"empty", "card-number", "no-identifier"}) @Nullable
        String problem) {

    /** What was found, for the audit log: numbers, ids and tokens that are stored. */
    Map<String, String> found() {
        Map<String, String> found = new TreeMap<>();
        if (!cases.isEmpty()) {
            found.put(
                    "cases",
                    cases.stream().map(hit -> Long.toString(hit.caseNumber())).collect(Collectors.joining(",")));
        }
        if (authorization != null) found.put("authorization", authorization.authorizationId());
        entities.forEach(hit -> found.put(hit.type().toString(), hit.value()));
        return found;
    }

    /** Number of entries. */
    int size() {
        return cases.size() + entities.size() + (authorization == null ? 0 : 1);
    }

    /**
     * A case.
     *
     * @param disposition of a closed case
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CaseHit(
            long caseNumber, CaseState state, @Nullable Disposition disposition, Instant openedAt) {}

    /**
     * A customer, card or the like.
     *
     * @param authorizationId its newest payment: its page is requested by this id, so that no token is in an address
     * @param seenAt time of that payment
     */
    public record EntityHit(EntityType type, String value, String authorizationId, Instant seenAt) {}

    /**
     * One payment in a list.
     *
     * @param score fraud probability in [0, 1]; null when the fallback decided
     * @param label what it turned out to be: fraud or genuine
     * @param caseNumber the case that it is an alert of
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FoundPayment(
            String authorizationId,
            Outcome outcome,
            @Nullable Double score,
            boolean degraded,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            Instant occurredAt,
            @Nullable String label,
            @Nullable Long caseNumber) {}
}
