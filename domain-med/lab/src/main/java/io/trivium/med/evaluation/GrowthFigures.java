package io.trivium.med.evaluation;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.statistics.Quantiles;
import io.trivium.med.reading.Growth;
import io.trivium.med.reading.Growth.Trend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Figures of compared pairs of studies, with 95 % intervals by resampling patients. Belongs to one thread. */
public final class GrowthFigures {
    private static final int RESAMPLES = 2_000;
    private static final double MATCHED = 0.95;
    private static final double F1 = 0.85;
    private static final double FALSE_GROWTH = 0.05;
    private static final double[] DIAMETERS_MM = {5, 6, 8, 10, 15};
    private static final double[] SLICES_MM = {0, 1.25, 2, 2.5, 5};

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * A nodule that was outlined in both studies.
     *
     * @param beforeMm true diameter in the earlier study
     * @param trueGrowth natural logarithm of the true ratio of volumes, 0 for a nodule that stayed the same
     * @param sliceMm distance of the slices, the larger one of both studies
     * @param matched whether the comparison paired it with itself
     * @param growth as reported; null if it was not matched or a size is missing
     * @param offMm distance of its places after registration; NaN without one
     */
    record Outcome(
            double beforeMm,
            double trueGrowth,
            int days,
            double sliceMm,
            boolean matched,
            @Nullable Growth growth,
            double offMm) {
        boolean doublesFast() {
            return trueGrowth * Growth.FAST_DAYS > days * Math.log(2);
        }

        boolean isReportedFast() {
            return growth != null && growth.trend() == Trend.GROWING && isFast(growth);
        }

        /** By the guideline's rule of 25 %, without the limits. */
        boolean changedFast() {
            return growth != null && growth.significant() && isFast(growth);
        }

        private static boolean isFast(Growth growth) {
            return growth.doublingDays() != null && growth.doublingDays() < Growth.FAST_DAYS;
        }
    }

    /**
     * A patient.
     *
     * @param wrong pairs of two different things
     * @param lungsErrorMm of the registration
     */
    record Pair(List<Outcome> outcomes, int wrong, double lungsErrorMm) {}

    void add(Pair pair) {
        pairs.add(pair);
    }

    private static Stream<Outcome> outcomes(List<Pair> pairs) {
        return pairs.stream().flatMap(pair -> pair.outcomes().stream());
    }

    private static double matchRate(List<Pair> pairs) {
        return share(outcomes(pairs).map(Outcome::matched));
    }

    private static double f1(List<Pair> pairs) {
        return f1(pairs, Outcome::isReportedFast);
    }

    private static double f1(List<Pair> pairs, Predicate<Outcome> reported) {
        long hits = outcomes(pairs)
                .filter(each -> each.doublesFast() && reported.test(each))
                .count();
        long errors = outcomes(pairs)
                .filter(each -> each.doublesFast() != reported.test(each))
                .count();
        return hits + errors == 0 ? Double.NaN : 2.0 * hits / (2 * hits + errors);
    }

    private static double falseGrowth(List<Pair> pairs) {
        return share(sized(pairs)
                .filter(each -> each.trueGrowth() == 0)
                .map(each -> growth(each).trend() == Trend.GROWING));
    }

    private static double coverage(List<Pair> pairs) {
        return share(sized(pairs).map(each -> {
            double ratio = 100 * Math.expm1(each.trueGrowth());
            return growth(each).volumeChangeLowPercent() <= ratio
                    && ratio <= growth(each).volumeChangeHighPercent();
        }));
    }

    private static Stream<Outcome> sized(List<Pair> pairs) {
        return outcomes(pairs).filter(each -> each.growth() != null);
    }

    private static Growth growth(Outcome outcome) {
        Growth growth = outcome.growth();
        if (growth == null) throw new IllegalStateException("not measured");
        return growth;
    }

    private static double share(Stream<Boolean> answers) {
        return answers.mapToDouble(yes -> yes ? 1 : 0).average().orElse(Double.NaN);
    }

    /** The goals. */
    public List<Target> targets() {
        return List.of(
                Target.of("match-rate", matchRate(pairs), "1", MATCHED, Better.HIGHER, null),
                Target.of("doubling-below-400-days-f1", f1(pairs), "1", F1, Better.HIGHER, null),
                Target.of("false-growth-rate", falseGrowth(pairs), "1", FALSE_GROWTH, Better.LOWER, null));
    }

    /** Whether a goal is missed. */
    public boolean isMissed() {
        return targets().stream().anyMatch(target -> !Boolean.TRUE.equals(target.met()));
    }

    /** Figures by name. */
    public Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("patients", pairs.size());
        figures.put("nodules_in_both", outcomes(pairs).count());
        figures.put("nodules_sized_in_both", sized(pairs).count());
        figures.put(
                "same_size", sized(pairs).filter(each -> each.trueGrowth() == 0).count());
        figures.put(
                "doubling_below_400_days",
                outcomes(pairs).filter(Outcome::doublesFast).count());
        figures.put(
                "reported_doubling_below_400_days",
                outcomes(pairs).filter(Outcome::isReportedFast).count());
        figures.put("wrong_pairs", pairs.stream().mapToInt(Pair::wrong).sum());
        figures.put("match_rate", interval(GrowthFigures::matchRate));
        figures.put("doubling_below_400_days_f1", interval(GrowthFigures::f1));
        figures.put("f1_by_25_percent", interval(some -> f1(some, Outcome::changedFast)));
        figures.put("false_growth_rate", interval(GrowthFigures::falseGrowth));
        figures.put("interval_coverage", interval(GrowthFigures::coverage));
        figures.put(
                "same_size_changed_25_percent",
                share(sized(pairs)
                        .filter(each -> each.trueGrowth() == 0)
                        .map(each -> growth(each).volumeChangePercent() >= 25)));
        figures.put("trends", trends());
        figures.put(
                "lungs_error_mm",
                quantiles(pairs.stream().mapToDouble(Pair::lungsErrorMm).toArray()));
        figures.put(
                "registration_error_mm",
                quantiles(outcomes(pairs).mapToDouble(Outcome::offMm).toArray()));
        figures.put(
                "log_volume_error",
                quantiles(sized(pairs).mapToDouble(GrowthFigures::error).toArray()));
        figures.put("repeatability", repeatability());
        figures.put("targets", targets());
        return figures;
    }

    private static double error(Outcome outcome) {
        return Math.abs(Math.log1p(growth(outcome).volumeChangePercent() / 100) - outcome.trueGrowth());
    }

    /** Errors of the logarithm of the ratio of two volumes, by diameter and by slices; 1.96 standard deviations are 95 %. */
    private List<Map<String, Object>> repeatability() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int d = 0; d + 1 < DIAMETERS_MM.length; d++) {
            double from = DIAMETERS_MM[d];
            double to = DIAMETERS_MM[d + 1];
            rows.add(repeatability(
                    "diameter " + from + " to " + to + " mm", each -> each.beforeMm() >= from && each.beforeMm() < to));
        }
        for (int s = 0; s + 1 < SLICES_MM.length; s++) {
            double from = SLICES_MM[s];
            double to = SLICES_MM[s + 1];
            rows.add(repeatability(
                    "slices above " + from + " to " + to + " mm",
                    each -> each.sliceMm() > from && each.sliceMm() <= to));
        }
        return rows;
    }

    private Map<String, Object> repeatability(String name, Predicate<Outcome> wanted) {
        List<Pair> some = pairs.stream()
                .map(pair ->
                        new Pair(pair.outcomes().stream().filter(wanted).toList(), pair.wrong(), pair.lungsErrorMm()))
                .toList();
        double[] errors = sized(some).mapToDouble(GrowthFigures::error).sorted().toArray();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("of", name);
        row.put("pairs", errors.length);
        row.put("median_error", Quantiles.linear(errors, 0.5));
        row.put("p95_error", Quantiles.linear(errors, 0.95));
        row.put("coverage", coverage(some));
        return row;
    }

    private Map<String, Object> trends() {
        Map<String, Object> trends = new LinkedHashMap<>();
        for (Trend trend : Trend.values()) {
            trends.put(
                    trend.word(),
                    sized(pairs).filter(each -> growth(each).trend() == trend).count());
        }
        return trends;
    }

    /** Unknown ones are counted apart. */
    private static Map<String, Object> quantiles(double[] numbers) {
        double[] known =
                Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
        Map<String, Object> quantiles = new LinkedHashMap<>();
        quantiles.put("median", Quantiles.linear(known, 0.5));
        quantiles.put("p90", Quantiles.linear(known, 0.9));
        quantiles.put("most", Quantiles.linear(known, 1));
        quantiles.put("unknown", numbers.length - known.length);
        return quantiles;
    }

    private Map<String, Object> interval(ToDoubleFunction<List<Pair>> figure) {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            List<Pair> some = new ArrayList<>();
            for (int n = 0; n < pairs.size(); n++) some.add(pairs.get(random.nextInt(pairs.size())));
            values[r] = figure.applyAsDouble(some);
        }
        double[] known = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        Map<String, Object> interval = new LinkedHashMap<>();
        interval.put("value", figure.applyAsDouble(pairs));
        interval.put("low", Quantiles.linear(known, 0.025));
        interval.put("high", Quantiles.linear(known, 0.975));
        return interval;
    }
}
