package io.trivium.deploy.soak;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of a run in days of a small site: events made ÷ events of the site's day.
 *
 * @param subject topic or kind of event
 * @param events made during the run
 * @param perDay events of a day of the small site
 */
record DayEquivalent(String subject, double events, double perDay) {
    /**
     * Events a day of a site that decides 5 authorizations a second, receives one label and one message with readings a
     * second, and takes a study every five minutes.
     */
    private static final Map<String, Double> SITE = new TreeMap<>(Map.of(
            "fin.decision.v1", 432_000.0,
            "industrial.reading.v1", 86_400.0,
            "learning.label.v1", 86_400.0,
            "studies", 288.0));

    /** Of all flows. */
    static List<DayEquivalent> of(List<Sample> samples) {
        List<DayEquivalent> all = new ArrayList<>();
        SITE.forEach((subject, perDay) -> all.add(new DayEquivalent(subject, made(samples, subject), perDay)));
        return all;
    }

    /** Events of one kind from the first sample to the last. */
    static double made(List<Sample> samples, String subject) {
        DoubleSummaryStatistics counts = samples.stream()
                .filter(sample ->
                        sample.measure() == Measure.EVENTS && sample.subject().equals(subject))
                .mapToDouble(Sample::value)
                .summaryStatistics();
        return counts.getCount() == 0 ? 0 : counts.getMax() - counts.getMin();
    }

    double days() {
        return events / perDay;
    }

    String line() {
        return String.format(
                Locale.ROOT, "  %-24s %,.0f events ÷ %,.0f a day = %.2f days", subject, events, perDay, days());
    }
}
