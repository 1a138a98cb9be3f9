package io.trivium.runtime.learning.release;

import io.trivium.runtime.learning.coverage.StabilityIndex;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.release.figure.Bins;
import io.trivium.runtime.learning.release.figure.Evidence;
import io.trivium.runtime.learning.release.figure.Faults;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.QualityFigures;
import io.trivium.runtime.learning.release.figure.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a challenger is worse than the champion on live traffic. Each rule requires two things: that the
 * difference is not due to chance, whatever the number of checks ({@link Evidence}), and that it matters. Pure.
 */
public final class AlarmRules {
    /** A small number of faults is never an alarm, regardless of its share. */
    private static final long FEWEST_FAULTS = 5;
    /** Least distance of the two distribution functions of the scores; the index alone sees moves within a hair. */
    private static final double LEAST_DISTANCE = 0.1;

    private static final double[] QUANTILES = {0.5, 0.9, 0.99};
    private static final double NANOS = 1e6;

    private final ReleaseConfig config;
    private final double scoreShift;
    private final Figures champion;
    private final Figures challenger;
    private final Instant now;
    private final double chance;
    private final List<Alarm> alarms = new ArrayList<>();

    private AlarmRules(
            ReleaseConfig config, double scoreShift, Map<Side, Figures> figures, Instant now, double chance) {
        this.config = config;
        this.scoreShift = scoreShift;
        this.champion = figures.getOrDefault(Side.CHAMPION, Figures.NONE);
        this.challenger = figures.getOrDefault(Side.CHALLENGER, Figures.NONE);
        this.now = now;
        this.chance = chance;
    }

    /**
     * The alarms of one phase.
     *
     * @param scoreShift of the task, {@code config}'s where it has none of its own
     */
    public static List<Alarm> of(
            ReleaseConfig config,
            double scoreShift,
            Map<Side, Figures> phase,
            @Nullable QualityFigures quality,
            Instant now) {
        AlarmRules rules = new AlarmRules(config, scoreShift, phase, now, Evidence.CHANCE);
        rules.all();
        if (quality != null) rules.quality(quality);
        return rules.alarms;
    }

    /**
     * The alarms of the recent counts of a promoted version. Counting is restarted repeatedly, so the chance of a wrong
     * alarm is correspondingly smaller each time.
     *
     * @param window shortest time that was counted, after which counting restarts
     */
    public static List<Alarm> lately(
            ReleaseConfig config, double scoreShift, Map<Side, Figures> recent, Duration window, Instant now) {
        double times = Math.max(1, (double) config.watchFor().toNanos() / window.toNanos());
        AlarmRules rules = new AlarmRules(config, scoreShift, recent, now, Evidence.CHANCE / times);
        rules.all();
        return rules.alarms;
    }

    private void all() {
        faults();
        latency();
        scores();
    }

    private void faults() {
        faults(champion.rehearsed(), challenger.rehearsed(), "copies");
        faults(champion.live(), challenger.live(), "requests");
        excess(
                Alarm.LATE,
                "requests were not answered before their deadline",
                challenger.late(),
                challenger.live().asked() + challenger.late(),
                champion.late(),
                champion.live().asked() + champion.late(),
                config.faultMargin());
    }

    private void faults(Faults theirs, Faults ours, String what) {
        double margin = config.faultMargin();
        excess(Alarm.ERRORS, what + " failed", ours.errors(), ours.asked(), theirs.errors(), theirs.asked(), margin);
        excess(
                Alarm.NOT_FINITE,
                what + " were answered with a number that is not finite",
                ours.notFinite(),
                ours.asked(),
                theirs.notFinite(),
                theirs.asked(),
                margin);
        excess(
                Alarm.DEGRADED,
                what + " were answered without an expert that was chosen",
                ours.degraded(),
                ours.asked(),
                theirs.degraded(),
                theirs.asked(),
                config.degradedMargin());
    }

    private void excess(String code, String what, long ours, long ofOurs, long theirs, long ofTheirs, double margin) {
        if (ours < FEWEST_FAULTS || ofTheirs == 0) return;
        double share = (double) ours / ofOurs;
        double limit = (double) theirs / ofTheirs + margin;
        if (share < limit || !Evidence.isExcess(ours, theirs, (double) ofOurs / (ofOurs + ofTheirs), chance)) return;
        raise(
                code,
                share,
                limit,
                ours + " of " + ofOurs + " " + what + "; of the champion's " + theirs + " of " + ofTheirs);
    }

    private void latency() {
        long[] ours = challenger.latencies();
        long[] theirs = champion.latencies();
        long n = Bins.total(ours);
        long m = Bins.total(theirs);
        for (double quantile : QUANTILES) {
            int lowest = Bins.ofRank(ours, Math.max(1, n * quantile - Evidence.rankRadius(n, quantile, chance)));
            double rank = m * quantile + Evidence.rankRadius(m, quantile, chance);
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
        double limit = scoreShift + noise;
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
        if (mean <= limit || Evidence.lowestMean(n, difference, quality.squares(), chance) <= 0) return;
        raise(
                Alarm.QUALITY,
                mean,
                limit,
                String.format(
                        Locale.ROOT,
                        "the mean loss on %d labelled examples is %.5f; the champion's is %.5f",
                        n,
                        quality.challengerLoss() / n,
                        quality.championLoss() / n));
    }

    private void raise(String code, double figure, double limit, String message) {
        if (alarms.stream().anyMatch(alarm -> alarm.code().equals(code))) return;
        alarms.add(new Alarm(code, now, figure, limit, message));
    }
}
