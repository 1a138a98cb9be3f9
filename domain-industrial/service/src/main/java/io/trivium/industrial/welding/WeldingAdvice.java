package io.trivium.industrial.welding;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelReference;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.process.advice.Advisor;
import io.trivium.industrial.process.advice.Prediction;
import io.trivium.industrial.process.advice.Recommendation;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.GasMetalArcProcess;
import io.trivium.industrial.process.bead.InvalidSetPointException;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.Setting;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.PolicyFile;
import io.trivium.industrial.process.search.OptimumGrid;
import io.trivium.industrial.welding.WeldingViews.BeadMeasure;
import io.trivium.industrial.welding.WeldingViews.PredictedBead;
import io.trivium.industrial.welding.WeldingViews.RecommendedSetting;
import io.trivium.industrial.welding.WeldingViews.SettingRange;
import io.trivium.industrial.welding.WeldingViews.SettingValue;
import io.trivium.industrial.welding.WeldingViews.WeldHeat;
import io.trivium.industrial.welding.WeldingViews.WeldLimits;
import io.trivium.industrial.welding.WeldingViews.WeldPrediction;
import io.trivium.industrial.welding.WeldingViews.WeldingProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recommends set-points of least heat by the bundled policies, so that at least 9 of 10 single beads keep to each limit where the
 * limits leave room for it, and predicts beads, in the API's words. Thread-safe.
 */
@ApplicationScoped
class WeldingAdvice {
    static final String SUBMERGED_ARC = "submerged-arc";
    static final String GAS_METAL_ARC = "gas-metal-arc";

    private static final String HEAT = "J/mm";
    private static final double NINETY_PERCENT = 1.6449;
    /** Share of single beads that have to keep to a limit, one-sided, and its quantile of the normal distribution. */
    private static final double KEEPING = 0.9;

    private static final double KEEPING_QUANTILE = 1.2816;

    /** The reserve is that of the point that was planned last but one. */
    private static final double KEEPING_TOLERANCE = 0.005;

    private static final int GRID = 8;

    /** The most common of the solid wires of the gas metal arc experiment. */
    private static final double WIRE_MM = 1.2;

    private final List<Modelled> processes = List.of(
            Modelled.of(GAS_METAL_ARC, new ModelReference("weld-policy-gmaw:1"), new GasMetalArcProcess(WIRE_MM)),
            Modelled.of(SUBMERGED_ARC, new ModelReference("weld-policy-saw:1"), new SubmergedArcProcess()));

    /** A process with what advises on it. */
    private record Modelled(
            String name,
            ModelReference model,
            WeldProcess process,
            Advisor advisor,
            OptimumGrid grid,
            Advisor.Cell cell) {
        static Modelled of(String name, ModelReference model, WeldProcess process) {
            return new Modelled(
                    name,
                    model,
                    process,
                    new Advisor(PolicyFile.bundled(process.kind())),
                    OptimumGrid.of(process, GRID),
                    new Advisor.Cell(process, Optional.empty(), OffsetEstimate.NONE));
        }
    }

    /** A recommendation that has not been judged yet. */
    record Advice(
            ModelReference model,
            List<RecommendedSetting> settings,
            WeldPrediction prediction,
            @Nullable Double gridHeat) {}

    /** Describes the settings and measurements of each process. */
    List<WeldingProcess> describe() {
        return processes.stream().map(WeldingAdvice::describe).toList();
    }

    private static WeldingProcess describe(Modelled modelled) {
        List<SettingRange> settings = modelled.process().settings().stream()
                .map(each -> new SettingRange(name(each), each.unit(), each.minimum(), each.maximum()))
                .toList();
        return new WeldingProcess(
                modelled.name(),
                settings,
                List.of(
                        new BeadMeasure("penetration", "mm"),
                        new BeadMeasure("reinforcement", "mm"),
                        new BeadMeasure("width", "mm")));
    }

    /**
     * The set-point of least heat at which 9 of 10 single beads keep to each limit, or the nearest to that.
     *
     * @throws PlatformException for another process, or limits that nothing can keep to
     */
    Advice recommend(String asked, WeldLimits limits) {
        Modelled modelled = require(asked);
        WeldProcess process = modelled.process();
        WeldJob job = job(limits);
        Recommendation recommendation = modelled.advisor().recommend(modelled.cell(), job);
        Prediction prediction = recommendation.options().stream()
                .filter(option -> option.aim() == Recommendation.Aim.FEW_REJECTS)
                .findFirst()
                .orElseThrow()
                .prediction();
        WeldJob reserved =
                job.within(job.limits().tightened(prediction.uncertainty().times(KEEPING_QUANTILE)));
        double[] coded = process.coded(prediction.setPoint());
        List<RecommendedSetting> settings = new ArrayList<>();
        for (int i = 0; i < coded.length; i++) {
            Setting setting = process.settings().get(i);
            settings.add(new RecommendedSetting(
                    name(setting), setting.unit(), setting.value(coded[i]), setting.minimum(), setting.maximum()));
        }
        return new Advice(
                modelled.model(),
                settings,
                view(prediction, job),
                modelled.grid()
                        .best(reserved)
                        .map(best -> process.heatJPerMm(best.point()))
                        .orElse(null));
    }

    /**
     * Predicts the result of an operator's own settings.
     *
     * @throws PlatformException for settings that are not those of the process or are outside of their ranges
     */
    WeldPrediction predict(String asked, List<SettingValue> values) {
        Modelled modelled = require(asked);
        WeldJob job = job(new WeldLimits(null, null, null, null));
        try {
            return view(
                    modelled.advisor()
                            .predict(
                                    modelled.cell(),
                                    job,
                                    modelled.process().setPoint(coded(modelled.process(), values))),
                    job);
        } catch (InvalidSetPointException e) {
            throw invalid(e.getMessage());
        }
    }

    /** Checks settings without a use for them yet. */
    void check(String asked, List<SettingValue> values) {
        WeldProcess process = require(asked).process();
        try {
            process.coded(process.setPoint(coded(process, values)));
        } catch (InvalidSetPointException e) {
            throw invalid(e.getMessage());
        }
    }

    private static double[] coded(WeldProcess process, List<SettingValue> values) {
        List<Setting> settings = process.settings();
        double[] coded = new double[settings.size()];
        if (values.size() != coded.length) {
            throw invalid("The process has " + coded.length + " settings, not " + values.size() + ".");
        }
        for (int i = 0; i < coded.length; i++) {
            String name = name(settings.get(i));
            SettingValue value = values.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> invalid("The setting " + name + " is missing."));
            coded[i] = settings.get(i).coded(value.value());
        }
        return coded;
    }

    private static WeldJob job(WeldLimits limits) {
        try {
            return new WeldJob(
                    "least heat",
                    Objective.MIN_HEAT,
                    new BeadLimits(
                            range(limits.widthMin(), limits.widthMax()),
                            range(null, limits.reinforcementMax()),
                            range(limits.penetrationMin(), null)));
        } catch (IllegalArgumentException e) {
            throw invalid("The width can not be at least " + limits.widthMin() + " mm and at most " + limits.widthMax()
                    + " mm.");
        }
    }

    private static Range range(@Nullable Double low, @Nullable Double high) {
        return new Range(low == null ? Double.NEGATIVE_INFINITY : low, high == null ? Double.POSITIVE_INFINITY : high);
    }

    private static WeldPrediction view(Prediction prediction, WeldJob job) {
        List<PredictedBead> beads = new ArrayList<>();
        for (BeadDimension dimension : List.of(BeadDimension.PENETRATION, BeadDimension.HEIGHT, BeadDimension.WIDTH)) {
            double value = dimension.of(prediction.bead());
            double reach = NINETY_PERCENT * dimension.of(prediction.uncertainty());
            Range limits = dimension.of(job.limits());
            beads.add(new PredictedBead(
                    dimension == BeadDimension.HEIGHT ? "reinforcement" : dimension.label(),
                    "mm",
                    value,
                    value - reach,
                    value + reach,
                    nearest(limits, value),
                    keeps(prediction, dimension),
                    prediction.margins().stream()
                            .filter(margin -> margin.dimension() == dimension)
                            .allMatch(margin -> margin.chance() >= KEEPING - KEEPING_TOLERANCE)));
        }
        return new WeldPrediction(beads, new WeldHeat(prediction.heatJPerMm(), HEAT));
    }

    /** Share of single beads that keep to all limits of a dimension; null without one. */
    private static @Nullable Double keeps(Prediction prediction, BeadDimension dimension) {
        List<Prediction.Margin> margins = prediction.margins().stream()
                .filter(margin -> margin.dimension() == dimension)
                .toList();
        return margins.isEmpty()
                ? null
                : Double.valueOf(Math.max(
                        0,
                        1
                                - margins.stream()
                                        .mapToDouble(margin -> 1 - margin.chance())
                                        .sum()));
    }

    private static @Nullable Double nearest(Range limits, double value) {
        boolean low = Double.isFinite(limits.minimum());
        boolean high = Double.isFinite(limits.maximum());
        if (low && high) {
            return value - limits.minimum() < limits.maximum() - value ? limits.minimum() : limits.maximum();
        }
        return low ? Double.valueOf(limits.minimum()) : high ? Double.valueOf(limits.maximum()) : null;
    }

    private static String name(Setting setting) {
        return setting.name().replace(' ', '-');
    }

    private Modelled require(String asked) {
        return processes.stream()
                .filter(each -> each.name().equals(asked))
                .findFirst()
                .orElseThrow(() -> invalid("There is no policy for " + asked + "; there is one for " + GAS_METAL_ARC
                        + " and one for " + SUBMERGED_ARC + "."));
    }

    static PlatformException invalid(@Nullable String detail) {
        return new PlatformException(
                IndustrialErrorCode.WELDING_INVALID,
                detail == null ? IndustrialErrorCode.WELDING_INVALID.meaning() : detail,
                Map.of());
    }
}
