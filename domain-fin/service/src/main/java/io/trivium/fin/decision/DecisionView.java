package io.trivium.fin.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.rule.engine.RuleHit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A decision as callers and the console see it.
 *
 * @param customerId null when the sender named none: then the panToken identifies the customer
 * @param homeDistanceKm from the payer's home to the place of payment
 * @param latencyMs from intake to decision
 * @param score fraud probability in [0, 1]; null when the fallback decided
 * @param threshold score at or above which it is declined
 * @param referThreshold score at or above which it is referred
 * @param features by name; null in lists
 * @param ruleHits live rules that hit; null in lists
 * @param shadowHits rules in shadow that would have hit; null in lists
 * @param contributions the contributions to the score, the largest first; null in lists
 * @param label the label of its outcome, when known
 * @param reversal set when its sender took it back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionView(
        String authorizationId,
        @Nullable String panToken,
        @Nullable String terminalId,
        @Nullable String merchantId,
        @Nullable String mcc,
        @Nullable String country,
        @Nullable Channel channel,
        @Nullable Boolean cardPresent,
        @Nullable String customerId,
        @Nullable String deviceId,
        @Nullable String counterpartyId,
        @Nullable Double homeDistanceKm,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        Instant occurredAt,
        Instant decidedAt,
        @Nullable Long latencyMs,
        Outcome outcome,
        @Nullable Double score,
        double threshold,
        @Nullable Double referThreshold,
        String modelName,
        String modelVersion,
        boolean degraded,
        List<String> reasons,
        @Nullable Map<String, Double> features,
        String featureSetVersion,
        String contentHash,
        @Nullable List<RuleHit> ruleHits,
        @Nullable List<RuleHit> shadowHits,
        @Nullable List<Contribution> contributions,
        @Nullable LabelView label,
        @Nullable ReversalView reversal) {

    /**
     * The reversal of an authorization.
     *
     * @param at when it came in
     * @param amountLeft what remains of the amount; null when all of it is reversed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReversalView(Instant at, @Nullable BigDecimal amountLeft) {}

    /**
     * The label of an authorization.
     *
     * @param source who says so: chargeback or analyst
     */
    public record LabelView(
            @Schema(enumeration = {"fraud", "genuine"}) String label, String source, Instant observedAt) {}

    /** The view of a decision just made, with its features and without a label. */
    public static DecisionView of(AuthorizationDecided decision) {
        var authorization = decision.authorization();
        return new DecisionView(
                decision.authorizationId(),
                authorization == null ? null : authorization.panToken(),
                authorization == null ? null : authorization.terminalId(),
                authorization == null ? null : authorization.merchantId(),
                authorization == null ? null : authorization.mcc(),
                authorization == null ? null : authorization.country(),
                authorization == null ? null : authorization.channel(),
                authorization == null ? null : authorization.cardPresent(),
                authorization == null ? null : authorization.customerId(),
                authorization == null ? null : authorization.deviceId(),
                authorization == null ? null : authorization.counterpartyId(),
                authorization == null ? null : authorization.homeDistanceKm(),
                authorization == null ? null : authorization.amount(),
                authorization == null ? null : authorization.currency(),
                decision.occurredAt(),
                decision.decidedAt(),
                decision.latencyMs(),
                decision.outcome(),
                decision.score(),
                decision.threshold(),
                decision.referThreshold(),
                decision.modelName(),
                decision.modelVersion(),
                decision.degraded(),
                decision.reasonCodes(),
                decision.features().byName(),
                decision.featureSetVersion(),
                decision.contentHash(),
                decision.ruleHits(),
                decision.shadowHits(),
                decision.contributions(),
                null,
                null);
    }
}
