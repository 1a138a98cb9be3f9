package io.trivium.industrial.process.advice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.InvalidSetPointException;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.SetPoint;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.PolicyFile;
import io.trivium.industrial.process.policy.Preference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdvisorTest {
    private static final WeldProcess PROCESS = new SubmergedArcProcess();
    private static final WeldJob JOB = new WeldJob(
            "plate", Objective.MIN_HEAT, new BeadLimits(new Range(10, 12.5), Range.atMost(2.6), Range.atLeast(4)));
    private static final SetPoint CURRENT = new SetPoint.SubmergedArc(29, 430, 11, 27);
    private static final Advisor.Cell CELL = new Advisor.Cell(PROCESS, Optional.of(CURRENT), OffsetEstimate.NONE);

    private final Advisor advisor = new Advisor(PolicyFile.bundled(ProcessKind.SAW));

    @Test
    void recommendsLessHeatAndSaysByHowMuch() {
        Recommendation recommendation = advisor.recommend(CELL, JOB);
        Recommendation.Option best = recommendation.options().getFirst();
        assertEquals(Recommendation.Aim.BEST_ON_AVERAGE, best.aim());
        assertTrue(best.reached());
        assertTrue(best.prediction().limitsHold());
        double now = recommendation.current().orElseThrow().value();
        assertEquals(29.0 * 430 / 11, now, 1e-9);
        assertEquals(
                100 * (now - best.prediction().value()) / now,
                best.gainPercent().orElseThrow(),
                1e-9);
        assertTrue(best.gainPercent().orElseThrow() > 10, best.gainPercent() + " %");
    }

    @Test
    void offersFewerRejectsForMoreHeat() {
        List<Recommendation.Option> options = advisor.recommend(CELL, JOB).options();
        Prediction average = options.get(0).prediction();
        Prediction cautious = options.get(1).prediction();
        assertTrue(cautious.holdingChance() > average.holdingChance());
        assertTrue(cautious.value() > average.value());
    }

    @Test
    void nineOfTenBeadsKeepToEachLimitAtTheSetPointOfFewRejects() {
        WeldJob narrow = new WeldJob(
                "plate", Objective.MIN_HEAT, new BeadLimits(new Range(10, 12), Range.atMost(2.5), Range.atLeast(4.5)));
        Prediction cautious = advisor.recommend(CELL, narrow).options().get(1).prediction();
        for (Prediction.Margin margin : cautious.margins()) assertTrue(margin.chance() > 0.895, margin.toString());
        assertEquals(950, cautious.value(), 5, "no more heat than that needs");
    }

    @Test
    void saysMarginAndChanceOfEveryLimit() {
        Prediction prediction = advisor.predict(CELL, JOB, new SetPoint.SubmergedArc(29, 400, 12, 27));
        assertEquals(4, prediction.margins().size());
        Prediction.Margin penetration = prediction.margins().getLast();
        assertEquals(BeadDimension.PENETRATION, penetration.dimension());
        assertEquals(Prediction.Bound.LOWER, penetration.bound());
        assertEquals(3.96 - 4, penetration.marginMm(), 1e-9);
        assertTrue(penetration.chance() > 0.4 && penetration.chance() < 0.5);
        assertEquals(
                prediction.margins().stream()
                        .filter(margin -> margin.dimension() != BeadDimension.WIDTH)
                        .mapToDouble(Prediction.Margin::chance)
                        .reduce(1, (a, b) -> a * b),
                prediction.holdingChance(),
                0.1);
        // Scatter 0.323, equations 0.409/√7, cell 0.5 · 0.323.
        assertEquals(
                Math.sqrt(0.323 * 0.323 + 0.409 * 0.409 / 7 + 0.1615 * 0.1615),
                prediction.uncertainty().penetrationMm(),
                1e-6);
    }

    @Test
    void refusesSettingsThatTheEquationsDoNotCover() {
        assertThrows(
                InvalidSetPointException.class,
                () -> advisor.predict(CELL, JOB, new SetPoint.SubmergedArc(29, 400, 40, 27)));
        assertThrows(
                InvalidSetPointException.class,
                () -> new Advisor.Cell(
                        PROCESS, Optional.of(new SetPoint.SubmergedArc(10, 400, 12, 27)), OffsetEstimate.NONE));
    }

    @Test
    void turnsVerdictsIntoPreferences() {
        Recommendation recommendation = advisor.recommend(CELL, JOB);
        List<Preference> accepted =
                advisor.preferences(CELL, recommendation, new Verdict.Accepted(Recommendation.Aim.FEW_REJECTS));
        assertEquals(1, accepted.size());
        assertSetPoint(recommendation, 1, accepted.getFirst().chosen());
        assertSetPoint(recommendation, 0, accepted.getFirst().rejected());

        List<Preference> rejected = advisor.preferences(
                CELL, recommendation, new Verdict.Rejected(Recommendation.Aim.BEST_ON_AVERAGE, "spatter"));
        assertPoint(PROCESS.coded(CURRENT), rejected.getFirst().chosen());
        assertSetPoint(recommendation, 0, rejected.getFirst().rejected());

        SetPoint own = new SetPoint.SubmergedArc(30, 380, 12, 26);
        List<Preference> preferred = advisor.preferences(
                CELL, recommendation, new Verdict.Preferred(own, Recommendation.Aim.BEST_ON_AVERAGE));
        assertPoint(PROCESS.coded(own), preferred.getFirst().chosen());
    }

    @Test
    void learnsNothingFromARejectionWithoutSettingsAtHand() {
        Advisor.Cell afresh = new Advisor.Cell(PROCESS, Optional.empty(), OffsetEstimate.NONE);
        Recommendation recommendation = advisor.recommend(afresh, JOB);
        assertTrue(recommendation.current().isEmpty());
        assertEquals(
                List.of(),
                advisor.preferences(
                        afresh, recommendation, new Verdict.Rejected(Recommendation.Aim.BEST_ON_AVERAGE, "spatter")));
        assertThrows(
                IllegalArgumentException.class, () -> new Verdict.Rejected(Recommendation.Aim.BEST_ON_AVERAGE, " "));
    }

    private static void assertSetPoint(Recommendation recommendation, int option, List<Double> point) {
        assertPoint(
                PROCESS.coded(recommendation.options().get(option).prediction().setPoint()), point);
    }

    private static void assertPoint(double[] expected, List<Double> point) {
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], point.get(i), 1e-9);
    }
}
