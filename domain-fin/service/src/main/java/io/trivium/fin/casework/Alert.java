package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonValue;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleHit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision that an analyst should review.
 *
 * @param customer the subject of the case: the customer's token, else the card's, else the authorization itself
 */
record Alert(AuthorizationDecided decision, String customer, CustomerKind customerKind) {

    /** The kind of token that identifies the customer. */
    enum CustomerKind {
        CUSTOMER("customer"),
        CARD("card"),
        AUTHORIZATION("authorization");

        private final String wireName;

        CustomerKind(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        String wireName() {
            return wireName;
        }
    }

    /** A thing that several cases can share. */
    record Entity(String kind, String value) {}

    /**
     * Returns the alert for a decision that is referred, declined, or for which a live rule requests one; else null.
     */
    static @Nullable Alert of(AuthorizationDecided decision) {
        boolean asked = decision.ruleHits().stream().anyMatch(hit -> hit.action() == RuleAction.ALERT);
        if (decision.outcome() == Outcome.APPROVE && !asked) return null;
        Authorization authorization = decision.authorization();
        if (authorization == null) return new Alert(decision, decision.authorizationId(), CustomerKind.AUTHORIZATION);
        String customerId = authorization.customerId();
        return customerId == null
                ? new Alert(decision, authorization.panToken(), CustomerKind.CARD)
                : new Alert(decision, customerId, CustomerKind.CUSTOMER);
    }

    String authorizationId() {
        return decision.authorizationId();
    }

    /**
     * When it arose: the time of the payment, so that a replayed history opens its cases when they would have been opened.
     *
     * @param now a payment from a clock that is ahead arises now
     */
    Instant at(Instant now) {
        Instant occurredAt = decision.occurredAt();
        return occurredAt.isBefore(now) ? occurredAt : now;
    }

    /** The decision's reasons and those of the rules that hit, each once. */
    List<String> reasons() {
        Set<String> reasons = new LinkedHashSet<>(decision.reasonCodes());
        decision.ruleHits().forEach(hit -> reasons.add(hit.reasonCode()));
        return List.copyOf(reasons);
    }

    /** The queues that matching rules request, the rule of the highest priority first. */
    List<String> askedQueues() {
        return decision.ruleHits().stream().map(RuleHit::queue).distinct().toList();
    }

    /** The least urgent that the rules which hit allow. */
    CasePriority leastPriority() {
        CasePriority least = CasePriority.LOW;
        for (RuleHit hit : decision.ruleHits()) {
            least = least.or(
                    switch (hit.severity()) {
                        case CRITICAL -> CasePriority.CRITICAL;
                        case HIGH -> CasePriority.HIGH;
                        case MEDIUM -> CasePriority.MEDIUM;
                        case LOW -> CasePriority.LOW;
                    });
        }
        return least;
    }

    @Nullable
    BigDecimal amount() {
        Authorization authorization = decision.authorization();
        return authorization == null ? null : authorization.amount();
    }

    /** The amount as a multiple of what is large in its currency; 0 when the decision came without its authorization. */
    double largeAmounts(CaseworkConfig config) {
        Authorization authorization = decision.authorization();
        if (authorization == null) return 0;
        BigDecimal large = config.largeAmounts().getOrDefault(authorization.currency(), config.largeAmount());
        return authorization.amount().doubleValue() / large.doubleValue();
    }

    List<Entity> entities() {
        Authorization authorization = decision.authorization();
        List<Entity> entities = new ArrayList<>();
        if (authorization != null) {
            entities.add(new Entity("card", authorization.panToken()));
            if (authorization.deviceId() != null) entities.add(new Entity("device", authorization.deviceId()));
            String counterparty = authorization.counterpartyId();
            if (counterparty != null) entities.add(new Entity("counterparty", counterparty));
            // A payment from account to account names its creditor as terminal too.
            if (!authorization.terminalId().equals(counterparty)) {
                entities.add(new Entity("terminal", authorization.terminalId()));
            }
        }
        return entities;
    }
}
