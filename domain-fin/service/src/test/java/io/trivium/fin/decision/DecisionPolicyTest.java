package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.rule.engine.RuleEvaluation;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionPolicyTest {

    private final DecisionPolicy policy = new DecisionPolicy(0.9, 0.5);

    private static FeatureVector features(
            double amount, double today, double count30, double average30, double risk30) {
        double[] values = new double[HandbookFeatures.COUNT];
        values[HandbookFeatures.TX_AMOUNT] = amount;
        values[HandbookFeatures.CUSTOMER] = today;
        values[HandbookFeatures.CUSTOMER + 4] = count30;
        values[HandbookFeatures.CUSTOMER + 5] = average30;
        values[HandbookFeatures.TERMINAL + 5] = risk30;
        return FeatureVector.of(values);
    }

    private List<String> reasons(@Nullable Double score, FeatureVector features) {
        return DecisionRules.combine(policy, RuleEvaluation.NONE, features, score, true)
                .reasonCodes();
    }

    @Test
    void declinesAtTheThresholdItself() {
        assertEquals(Outcome.DECLINE, policy.outcome(0.9));
        assertEquals(Outcome.REFER, policy.outcome(Math.nextDown(0.9)));
        assertEquals(Outcome.REFER, policy.outcome(0.5));
        assertEquals(Outcome.APPROVE, policy.outcome(Math.nextDown(0.5)));
    }

    @Test
    void aHigherScoreIsNeverTreatedMoreLeniently() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double refer = random.nextDouble();
            DecisionPolicy any = new DecisionPolicy(refer + (1 - refer) * random.nextDouble(), refer);
            double low = random.nextDouble();
            double high = low + (1 - low) * random.nextDouble();
            assertTrue(any.outcome(high).compareTo(any.outcome(low)) >= 0, "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.4,0.5", "1.1,0.5", "0.9,-0.1", "NaN,0.5"})
    void refusesThresholdsOutOfOrder(double decline, double refer) {
        assertThrows(IllegalArgumentException.class, () -> new DecisionPolicy(decline, refer));
    }

    @Test
    void givesNoReasonForAnOrdinaryApproval() {
        assertEquals(List.of(), reasons(0.1, features(500, 9, 10, 20, 0.5)));
    }

    @Test
    void namesTheRuleFirstAndThenWhatStandsOut() {
        assertEquals(
                List.of(
                        "score-at-or-above-decline",
                        "observed-terminal-fraud-history",
                        "observed-amount-above-usual",
                        "observed-card-busier-than-usual"),
                reasons(0.95, features(110, 6, 10, 20, 0.01)));
        assertEquals(List.of("score-at-or-above-refer"), reasons(0.6, features(20, 1, 10, 20, 0)));
        assertEquals(List.of("model-unavailable"), reasons(null, features(20, 1, 10, 20, 0)));
    }

    @Test
    void saysNothingAboutWhatIsUsualForANewCard() {
        assertEquals(List.of("score-at-or-above-refer"), reasons(0.6, features(900, 4, 4, 230, 0)));
    }
}
