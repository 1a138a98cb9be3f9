package io.trivium.med.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.finding.ClinicalRisk.Known;
import io.trivium.med.finding.ClinicalRisk.RiskInput;
import io.trivium.med.finding.ClinicalRisk.RiskModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClinicalRiskTest {

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    /** At the model's own reference values only its intercept is left. */
    @Test
    void answersBrockAtItsReference() {
        ClinicalRisk risk = ClinicalRisk.of(new Known(62, "M", 4, NoduleType.SOLID, false, 4))
                .getFirst();
        assertEquals(RiskModel.BROCK, risk.model());
        assertEquals(-6.7892, logit(risk.probability()), 1e-6);
        assertEquals(-6.7892 + 0.2961 + 0.2953 + 0.6581, logit(risk.atMost()), 1e-6);
        assertEquals(
                List.of(RiskInput.FAMILY_HISTORY, RiskInput.EMPHYSEMA, RiskInput.UPPER_LOBE), risk.assumedAbsent());
        assertTrue(risk.source().contains("2013"));
    }

    /** The other form of the same model, with one constant for all that is subtracted: 0.2761. */
    @Test
    void answersBrockAsTheOtherPublishedForm() {
        ClinicalRisk risk = ClinicalRisk.of(new Known(70, "F", 12, NoduleType.PART_SOLID, true, 2))
                .getFirst();
        double expected = 0.0287 * 70 + 0.6011 - 5.3854 / Math.sqrt(1.2) + 0.377 + 0.7729 - 0.0824 * 2 + 0.2761;
        assertEquals(expected, logit(risk.probability()), 2e-4);
    }

    @Test
    void answersMayo() {
        List<ClinicalRisk> risks = ClinicalRisk.of(new Known(65, null, 15, NoduleType.SOLID, true, 1));
        assertEquals(1, risks.size());
        assertEquals(RiskModel.MAYO, risks.getFirst().model());
        assertEquals(
                0.0391 * 65 + 0.1274 * 15 + 1.0407 - 6.8272,
                logit(risks.getFirst().probability()),
                1e-9);
        assertEquals(
                List.of(RiskInput.UPPER_LOBE, RiskInput.SMOKING, RiskInput.CANCER_HISTORY),
                risks.getFirst().assumedAbsent());
    }

    @Test
    void answersNothingWithoutWhatItNeeds() {
        assertEquals(List.of(), ClinicalRisk.of(new Known(null, "F", 8, NoduleType.SOLID, false, 1)));
        assertEquals(List.of(), ClinicalRisk.of(new Known(60, "O", 3, NoduleType.SOLID, false, 1)));
    }
}
