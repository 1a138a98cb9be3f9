package io.trivium.fin.decision;

import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maps a score to an outcome and the reasons shown with it; rules are added by {@link DecisionRules}. A higher score is
 * never treated more leniently.
 *
 * <p>Reasons of two kinds: which rule decided ({@code score-at-or-above-decline}, {@code score-at-or-above-refer},
 * {@code model-unavailable}), and what is unusual in the features ({@code observed-…}). The latter are observations
 * about the authorization, not a claim about what influenced the model.
 *
 * @param declineAt score at or above which an authorization is declined
 * @param referAt score at or above which it is referred
 */
public record DecisionPolicy(double declineAt, double referAt) {

    public static final String MODEL_UNAVAILABLE = "model-unavailable";
    static final String AT_DECLINE = "score-at-or-above-decline";
    static final String AT_REFER = "score-at-or-above-refer";
    static final String TERMINAL_FRAUD = "observed-terminal-fraud-history";
    static final String AMOUNT_ABOVE_USUAL = "observed-amount-above-usual";
    static final String CARD_BUSIER = "observed-card-busier-than-usual";

    /** Multiple of the card's own 30-day average from which an amount is unusual. */
    private static final double AMOUNT_MULTIPLE = 3;
    /** Multiple of the card's own daily rate from which a day is unusual. */
    private static final double RATE_MULTIPLE = 3;
    /** Fewer authorizations than this in 30 days say nothing about what is usual. */
    private static final double ENOUGH_HISTORY = 5;

    public DecisionPolicy {
        if (!(referAt >= 0 && referAt <= declineAt && declineAt <= 1)) {
            throw new IllegalArgumentException(
                    "thresholds must satisfy 0 <= refer <= decline <= 1, are " + referAt + " and " + declineAt);
        }
    }

    public Outcome outcome(double score) {
        if (score >= declineAt) return Outcome.DECLINE;
        return score >= referAt ? Outcome.REFER : Outcome.APPROVE;
    }

    /** Which threshold the score reached; empty for an approval. */
    public Optional<String> reason(double score) {
        return switch (outcome(score)) {
            case DECLINE -> Optional.of(AT_DECLINE);
            case REFER -> Optional.of(AT_REFER);
            case APPROVE -> Optional.empty();
        };
    }

    /** Returns unusual observations in the features, regardless of the decision. */
    public List<String> observations(FeatureVector features) {
        List<String> observations = new ArrayList<>(3);
        observe(features, observations);
        return observations;
    }

    private static void observe(FeatureVector features, List<String> reasons) {
        // Terminal: count and risk per window alternate, 30 days last.
        if (features.get(HandbookFeatures.TERMINAL + 5) > 0) reasons.add(TERMINAL_FRAUD);
        double count30 = features.get(HandbookFeatures.CUSTOMER + 4);
        if (count30 < ENOUGH_HISTORY) return;
        // The window holds this authorization too; what is usual is the rest of it.
        double amount = features.get(HandbookFeatures.TX_AMOUNT);
        double usual = (features.get(HandbookFeatures.CUSTOMER + 5) * count30 - amount) / (count30 - 1);
        if (usual > 0 && amount >= AMOUNT_MULTIPLE * usual) reasons.add(AMOUNT_ABOVE_USUAL);
        double today = features.get(HandbookFeatures.CUSTOMER);
        if (today >= RATE_MULTIPLE && today >= RATE_MULTIPLE * ((count30 - today) / 29)) reasons.add(CARD_BUSIER);
    }
}
