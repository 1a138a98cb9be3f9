package io.trivium.runtime.learning.release;

import io.trivium.runtime.learning.coverage.StabilityIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When a challenger is worse than the champion on live traffic. Each rule asks for two things: that it is no chance, at
 * whatever number of looks ({@link Evidence}), and that it matters. Pure.
 */
final class AlarmRules {
    /** A handful of faults is never an alarm, whatever its share. */
    private static final long FEWEST_FAULTS = 5;
    /** Least distance of the two distribution functions of the scores; the index alone sees moves within a hair. */
    private static final double LEAST_DISTANCE = 0.1;

    private static final double[] QUANTILES = {0.5, 0.9, 0.99};
    private static final double NANOS = 1e6;

    private final ReleaseConfig config;
    private final Figures champion;
    private final Figures challenger;
    private final Instant now;
    private final List<Alarm> alarms = new ArrayList<>();

    private AlarmRules(ReleaseConfig config, Figures champion, Figures challenger, Instant now) {
        this.config = config;
        this.champion = champion;
        this.challenger = challenger;
        this.now = now;
    }

    /** The alarms of one phase. */
    static List<Alarm> of(
            ReleaseConfig config, Map<Side, Figures> phase, @Nullable QualityFigures quality, Instant now) {
        AlarmRules rules = new AlarmRules(
                config,
                phase.getOrDefault(Side.CHAMPION, Figures.NONE),
                phase.getOrDefault(Side.CHALLENGER, Figures.NONE),
                now);
        rules.faults();
        rules.latency();
        rules.scores();
        if (quality != null) rules.quality(quality);
        return rules.alarms;
    }

    private void faults() {
        long ours = challenger.asked();
        long theirs = champion.asked();
        double margin = config.faultMargin();
        excess(Alarm.ERRORS, "failed", challenger.errors(), ours, champion.errors(), theirs, margin);
        excess(
                Alarm.NOT_FINITE,
                "were answered with a number that is not finite",
                challenger.notFinite(),
                ours,
                champion.notFinite(),
                theirs,
                margin);
        excess(
                Alarm.DEGRADED,
                "were answered without an expert that was chosen",
                challenger.degraded(),
                ours,
                champion.degraded(),
                theirs,
                config.degradedMargin());
        excess(
                Alarm.LATE,
                "were not answered before their deadline",
                challenger.late(),
                challenger.live() + challenger.late(),
                champion.late(),
                champion.live() + champion.late(),
                margin);
    }

    private void excess(String code, String what, long ours, long ofOurs, long theirs, long ofTheirs, double margin) {
        if (ours < FEWEST_FAULTS || ofTheirs == 0) return;
        double share = (double) ours / ofOurs;
        double limit = (double) theirs / ofTheirs + margin;
        if (share < limit || !Evidence.isExcess(ours, theirs, (double) ofOurs / (ofOurs + ofTheirs))) return;
        raise(
                code,
                share,
                limit,
                ours + " of " + ofOurs + " requests " + what + "; of the champion's " + theirs + " of " + ofTheirs);
    }

    private void latency() {
        long[] ours = challenger.latencies();
        long[] theirs = champion.latencies();
        long n = Bins.total(ours);
        long m = Bins.total(theirs);
        for (double quantile : QUANTILES) {
            int lowest = Bins.ofRank(ours, Math.max(1, n * quantile - Evidence.rankRadius(n, quantile)));
            double rank = m * quantile + Evidence.rankRadius(m, quantile);
            int highest = rank > m ? -1 : Bins.ofRank(theirs, Math.ceil(rank));
            if (lowest < 1 || highest < 0) continue;
            double least = Bins.millis(lowest - 1);
            double limit = Bins.millis(highest) * config.latencyRatio() + millis(config.latencySlack());
            if (least <= limit) continue;
            raise(
                    Alarm.LATENCY,
                    least,
                    limit,
                    String.format(
                            Locale.ROOT,
                            "the compute time's %.0f. percentile is %.1f ms or more, over %d copies; the champion's is at most %.1f ms",
                            quantile * 100,
                            least,
                            n,
                            Bins.millis(highest)));
            return;
        }
    }

    private static double millis(Duration time) {
        return time.toNanos() / NANOS;
    }

    private void scores() {
        long[] ours = challenger.scores();
        long[] theirs = champion.scores();
        StabilityIndex index = StabilityIndex.ofOrdered(theirs, ours, config.scoreFloor());
        Double value = index.index();
        Double noise = index.noise();
        if (value == null || noise == null) return;
        double limit = config.scoreShift() + noise;
        double distance = distance(theirs, ours);
        if (value < limit || distance < LEAST_DISTANCE) return;
        raise(
                Alarm.SCORE_SHIFT,
                value,
                limit,
                String.format(
                        Locale.ROOT,
                        "the scores of the same %d rows are spread otherwise than the champion's: index %.2f, distance %.2f",
                        index.current(),
                        value,
                        distance));
    }

    /** Largest difference of the two distribution functions (Kolmogorov and Smirnov). */
    private static double distance(long[] theirs, long[] ours) {
        double n = Bins.total(theirs);
        double m = Bins.total(ours);
        double largest = 0;
        long p = 0;
        long q = 0;
        for (int i = 0; i < theirs.length; i++) {
            p += theirs[i];
            q += ours[i];
            largest = Math.max(largest, Math.abs(p / n - q / m));
        }
        return largest;
    }

    private void quality(QualityFigures quality) {
        long n = quality.examples();
        if (n < config.qualityFloor()) return;
        double difference = quality.challengerLoss() - quality.championLoss();
        double limit = config.qualityMargin() * quality.championLoss() / n;
        double mean = difference / n;
        if (mean <= limit || Evidence.lowestMean(n, difference, quality.squares()) <= 0) return;
        raise(
                Alarm.QUALITY,
                mean,
                limit,
                String.format(
                        Locale.ROOT,
                        "the mean squared error on %d labelled examples is %.5f; the champion's is %.5f",
                        n,
                        quality.challengerLoss() / n,
                        quality.championLoss() / n));
    }

    private void raise(String code, double figure, double limit, String message) {
        alarms.add(new Alarm(code, now, figure, limit, message));
    }

    /** What a person compares the two by, with the limits. */
    static List<ReleaseView.Compared> compare(
            ReleaseConfig config, Map<Side, Figures> sums, @Nullable QualityFigures quality) {
        Figures champion = sums.getOrDefault(Side.CHAMPION, Figures.NONE);
        Figures challenger = sums.getOrDefault(Side.CHALLENGER, Figures.NONE);
        Map<String, ReleaseView.Compared> compared = new TreeMap<>();
        share(
                compared,
                "error-share",
                champion.errors(),
                champion,
                challenger.errors(),
                challenger,
                config.faultMargin());
        share(
                compared,
                "not-finite-share",
                champion.notFinite(),
                champion,
                challenger.notFinite(),
                challenger,
                config.faultMargin());
        share(
                compared,
                "degraded-share",
                champion.degraded(),
                champion,
                challenger.degraded(),
                challenger,
                config.degradedMargin());
        for (double quantile : QUANTILES) {
            String name = String.format(Locale.ROOT, "compute-p%.0f-ms", quantile * 100);
            Double theirs = Bins.quantileMillis(champion.latencies(), quantile);
            Double limit = theirs == null ? null : theirs * config.latencyRatio() + millis(config.latencySlack());
            compared.put(
                    name,
                    ReleaseView.Compared.of(
                            name, theirs, Bins.quantileMillis(challenger.latencies(), quantile), limit));
        }
        StabilityIndex index = StabilityIndex.ofOrdered(champion.scores(), challenger.scores(), config.scoreFloor());
        Double noise = index.noise();
        compared.put(
                Alarm.SCORE_SHIFT,
                new ReleaseView.Compared(
                        Alarm.SCORE_SHIFT,
                        null,
                        null,
                        index.index(),
                        noise == null ? null : config.scoreShift() + noise));
        if (quality != null && quality.examples() > 0) {
            double theirs = quality.championLoss() / quality.examples();
            compared.put(
                    "squared-error",
                    ReleaseView.Compared.of(
                            "squared-error",
                            theirs,
                            quality.challengerLoss() / quality.examples(),
                            theirs * (1 + config.qualityMargin())));
        }
        return List.copyOf(compared.values());
    }

    private static void share(
            Map<String, ReleaseView.Compared> compared,
            String name,
            long theirs,
            Figures champion,
            long ours,
            Figures challenger,
            double margin) {
        Double of = champion.asked() == 0 ? null : (double) theirs / champion.asked();
        Double is = challenger.asked() == 0 ? null : (double) ours / challenger.asked();
        compared.put(name, ReleaseView.Compared.of(name, of, is, of == null ? null : of + margin));
    }
}
