package io.trivium.fin.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.rule.engine.RuleHit;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decision on one authorization, with all its input; the payload of {@code fin.decision.v1}.
 *
 * <p>The first decision for an id in the log is the decision; a later one, written again after a crash, has the same
 * event id and is dropped by every consumer.
 *
 * @param score fraud probability in [0, 1]; null when no model answered
 * @param threshold score at or above which it is declined
 * @param referThreshold score at or above which it is referred
 * @param modelVersion {@link #NO_MODEL} when no model answered
 * @param degraded whether the model did not answer, or answered with less than all of itself
 * @param reasonCodes kebab-case, the most important first, see {@link DecisionPolicy}
 * @param contentHash SHA-256 of the authorization of the decision
 * @param occurredAt the authorization's own time
 * @param latencyMs from the broker taking the authorization to the decision
 * @param authorization the authorization itself
 * @param ruleHits live rules that hit, by priority; never null here, absent from the JSON when there are none
 * @param shadowHits shadow rules that would have hit
 * @param contributions the largest contributions to the score, the largest first; empty for approvals, and if the model
 *     was not called in time
 * @param events the card's events before it, input of the model in addition to the features; null in decisions that
 * predate this field
 */
@EventType(AuthorizationDecided.TYPE)
public record AuthorizationDecided(
        String authorizationId,
        Outcome outcome,
        @Nullable Double score,
        double threshold,
        @Nullable Double referThreshold,
        String modelName,
        String modelVersion,
        boolean degraded,
        List<String> reasonCodes,
        FeatureVector features,
        String featureSetVersion,
        String contentHash,
        Instant occurredAt,
        Instant decidedAt,
        @Nullable Long latencyMs,
        @Nullable Authorization authorization,
        @Nullable EventSequence events,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<RuleHit> ruleHits,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<RuleHit> shadowHits,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<Contribution> contributions)
        implements EventPayload {

    public static final String TOPIC = "fin.decision.v1";
    public static final String TYPE = "io.trivium.fin.authorization.decided";
    public static final String NO_MODEL = "none";

    public AuthorizationDecided {
        EventRules.require(
                authorizationId != null && !authorizationId.isEmpty() && authorizationId.length() <= 64,
                "authorizationId",
                "must have 1 to 64 characters");
        EventRules.require(outcome != null, "outcome", "is required");
        EventRules.require(score == null || (score >= 0 && score <= 1), "score", "must lie in [0, 1]");
        EventRules.require(score != null || degraded, "score", "may be absent only when degraded");
        EventRules.require(threshold >= 0 && threshold <= 1, "threshold", "must lie in [0, 1]");
        EventRules.require(
                referThreshold == null || (referThreshold >= 0 && referThreshold <= threshold),
                "referThreshold",
                "must lie between 0 and the threshold");
        EventRules.require(modelName != null && !modelName.isEmpty(), "modelName", "is required");
        EventRules.require(modelVersion != null && !modelVersion.isEmpty(), "modelVersion", "is required");
        EventRules.require(reasonCodes != null, "reasonCodes", "is required");
        reasonCodes = List.copyOf(reasonCodes);
        EventRules.require(features != null, "features", "is required");
        EventRules.require(featureSetVersion != null, "featureSetVersion", "is required");
        EventRules.require(
                contentHash != null && contentHash.length() == 64, "contentHash", "must be 64 hexadecimal digits");
        EventRules.require(occurredAt != null, "occurredAt", "is required");
        EventRules.require(decidedAt != null, "decidedAt", "is required");
        EventRules.require(latencyMs == null || latencyMs >= 0, "latencyMs", "must not be negative");
        ruleHits = ruleHits == null ? List.of() : List.copyOf(ruleHits);
        shadowHits = shadowHits == null ? List.of() : List.copyOf(shadowHits);
        contributions = contributions == null ? List.of() : List.copyOf(contributions);
    }

    /** A decision that no rule hit. */
    public AuthorizationDecided(
            String authorizationId,
            Outcome outcome,
            @Nullable Double score,
            double threshold,
            @Nullable Double referThreshold,
            String modelName,
            String modelVersion,
            boolean degraded,
            List<String> reasonCodes,
            FeatureVector features,
            String featureSetVersion,
            String contentHash,
            Instant occurredAt,
            Instant decidedAt,
            @Nullable Long latencyMs,
            @Nullable Authorization authorization,
            @Nullable EventSequence events) {
        this(
                authorizationId,
                outcome,
                score,
                threshold,
                referThreshold,
                modelName,
                modelVersion,
                degraded,
                reasonCodes,
                features,
                featureSetVersion,
                contentHash,
                occurredAt,
                decidedAt,
                latencyMs,
                authorization,
                events,
                List.of(),
                List.of(),
                List.of());
    }

    @Override
    public List<RuleHit> ruleHits() {
        return Objects.requireNonNull(ruleHits);
    }

    @Override
    public List<RuleHit> shadowHits() {
        return Objects.requireNonNull(shadowHits);
    }

    @Override
    public List<Contribution> contributions() {
        return Objects.requireNonNull(contributions);
    }
}
