package io.trivium.deploy.soak;

import io.trivium.deploy.soak.Finding.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides for every series whether it grows, without the warm-up. */
final class SoakJudge {
    /** Until then JVMs compile, and pools and caches fill: a run of two hours was flat from its fiftieth minute on. */
    private static final double LONGEST_WARM_UP = 50 * 60;

    private static final double WARM_UP_SHARE = 1.0 / 3;
    private static final double LEAK_SHARE = 0.05;
    private static final double LEAK_BYTES = 1 << 20;
    private static final double COUNT_AN_HOUR = 1;
    private static final double BACKLOG_AN_HOUR = 60;
    private static final double SLOWDOWN_SHARE = 0.1;

    /**
     * The PACS of the demo is not part of the product. It caches parsed objects until their files reach 128 MiB,
     * whatever their parsed size (fourteen times as much for reports), and has no setting for that.
     */
    private static final Key DEMO_PACS = new Key("orthanc", Measure.MEMORY);

    private SoakJudge() {}

    private record Key(String subject, Measure measure) {}

    /** Seconds left out: 50 minutes, or a third of a run of less than 150. */
    static double warmUp(List<Sample> samples) {
        double end = samples.stream().mapToDouble(Sample::second).max().orElse(0);
        return Math.min(LONGEST_WARM_UP, WARM_UP_SHARE * end);
    }

    /** By measure, then subject. */
    static List<Finding> judge(List<Sample> samples) {
        double warmUp = warmUp(samples);
        Map<Key, List<Sample>> series = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.second() < warmUp) continue;
            series.computeIfAbsent(new Key(sample.subject(), sample.measure()), ignored -> new ArrayList<>())
                    .add(sample);
        }
        return series.entrySet().stream()
                .map(each -> judge(each.getKey(), each.getValue(), growth(each.getKey(), series.keySet())))
                .sorted(Comparator.comparing(Finding::measure).thenComparing(Finding::subject))
                .toList();
    }

    /**
     * A JVM keeps the pages of its heap that it ever touched: the contents of the heap and the memory outside it are
     * judged.
     */
    private static Growth growth(Key key, Set<Key> all) {
        if (key.equals(DEMO_PACS)) return Growth.LISTED;
        return key.measure() == Measure.MEMORY && all.contains(new Key(key.subject(), Measure.NATIVE))
                ? Growth.LISTED
                : key.measure().growth();
    }

    private static Finding judge(Key key, List<Sample> series, Growth growth) {
        Measure measure = key.measure();
        double first = series.getFirst().value();
        double last = series.getLast().value();
        if (growth == Growth.NEVER) {
            Outcome outcome = last > first ? Outcome.GROWS : Outcome.FLAT;
            return new Finding(key.subject(), measure, outcome, null, first, last);
        }
        if (series.size() < Trend.LEAST) {
            Outcome outcome = growth == Growth.LISTED ? Outcome.LISTED : Outcome.UNDECIDED;
            return new Finding(key.subject(), measure, outcome, null, first, last);
        }
        Trend trend = Trend.of(series);
        return new Finding(key.subject(), measure, outcome(growth, trend), trend, first, last);
    }

    private static Outcome outcome(Growth growth, Trend trend) {
        double tolerated = switch (growth) {
            case LEAK -> Math.max(LEAK_SHARE * trend.mean(), LEAK_BYTES) / 24;
            case COUNT -> COUNT_AN_HOUR;
            case BACKLOG -> BACKLOG_AN_HOUR;
            case SLOWDOWN -> SLOWDOWN_SHARE * trend.mean() / trend.hours();
            case NEVER, LISTED -> Double.POSITIVE_INFINITY;
        };
        if (growth == Growth.LISTED) return Outcome.LISTED;
        return trend.isRising() && trend.perHour() > tolerated ? Outcome.GROWS : Outcome.FLAT;
    }
}
