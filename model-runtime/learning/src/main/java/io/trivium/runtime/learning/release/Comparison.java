package io.trivium.runtime.learning.release;

import io.trivium.runtime.learning.coverage.StabilityIndex;
import io.trivium.runtime.learning.release.ReleaseView.Compared;
import io.trivium.runtime.learning.release.figure.Alarm;
import io.trivium.runtime.learning.release.figure.Bins;
import io.trivium.runtime.learning.release.figure.Faults;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.QualityFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The figures by which a person compares the two versions of a release, with the limits of the alarms. Pure. */
final class Comparison {
    private static final double[] QUANTILES = {0.5, 0.9, 0.99};
    private static final double NANOS_OF_A_MILLISECOND = 1e6;

    private final ReleaseConfig config;
    private final Figures champion;
    private final Figures challenger;
    private final List<Compared> compared = new ArrayList<>();

    private Comparison(ReleaseConfig config, Figures champion, Figures challenger) {
        this.config = config;
        this.champion = champion;
        this.challenger = challenger;
    }

    /** @param loss name of the loss of labelled examples */
    static List<Compared> of(
            ReleaseConfig config,
            double scoreShift,
            Figures champion,
            Figures challenger,
            QualityFigures quality,
            String loss) {
        Comparison comparison = new Comparison(config, champion, challenger);
        comparison.share("error-share", Faults::errors, config.faultMargin());
        comparison.share("not-finite-share", Faults::notFinite, config.faultMargin());
        comparison.share("degraded-share", Faults::degraded, config.degradedMargin());
        comparison.latencies();
        comparison.scores(scoreShift);
        if (quality.examples() > 0) comparison.quality(quality, loss);
        return List.copyOf(comparison.compared);
    }

    private void share(String figure, ToLongFunction<Faults> faults, double margin) {
        Double theirs = share(champion.all(), faults);
        Double limit = theirs == null ? null : theirs + margin;
        compared.add(Compared.of(figure, theirs, share(challenger.all(), faults), limit));
    }

    private static @Nullable Double share(Faults all, ToLongFunction<Faults> faults) {
        return all.asked() == 0 ? null : (double) faults.applyAsLong(all) / all.asked();
    }

    private void latencies() {
        double slack = config.latencySlack().toNanos() / NANOS_OF_A_MILLISECOND;
        for (double quantile : QUANTILES) {
            Double theirs = Bins.quantileMillis(champion.latencies(), quantile);
            Double ours = Bins.quantileMillis(challenger.latencies(), quantile);
            Double limit = theirs == null ? null : theirs * config.latencyRatio() + slack;
            compared.add(
                    Compared.of(String.format(Locale.ROOT, "compute-p%.0f-ms", quantile * 100), theirs, ours, limit));
        }
    }

    private void scores(double scoreShift) {
        StabilityIndex index = StabilityIndex.ofOrdered(champion.scores(), challenger.scores(), config.scoreFloor());
        Double noise = index.noise();
        Double limit = noise == null ? null : scoreShift + noise;
        compared.add(new Compared(Alarm.SCORE_SHIFT, null, null, index.index(), limit));
    }

    private void quality(QualityFigures quality, String loss) {
        double theirs = quality.championLoss() / quality.examples();
        double ours = quality.challengerLoss() / quality.examples();
        compared.add(Compared.of(loss, theirs, ours, theirs * (1 + config.qualityMargin())));
    }
}
