package io.trivium.deploy.soak;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The finding about one series.
 *
 * @param trend null where there were too few samples for one
 * @param first value after the warm-up
 */
record Finding(
        String subject,
        Measure measure,
        Outcome outcome,
        @Nullable Trend trend,
        double first,
        double last) {
    /** The judgement of a series. */
    enum Outcome {
        FLAT,
        GROWS,
        /** Too few samples. */
        UNDECIDED,
        /** Grows by design. */
        LISTED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean grows() {
        return outcome == Outcome.GROWS;
    }

    String line() {
        String head = String.format(Locale.ROOT, "  %-9s %-11s %-28s", outcome, measure, subject);
        Trend found = trend;
        if (found == null) return String.format(Locale.ROOT, "%s %s to %s", head, text(first), text(last));
        return String.format(
                Locale.ROOT,
                "%s mean %s, %s an hour (99 %%: %s to %s), %+.1f %% of the mean in 24 h",
                head,
                text(found.mean()),
                text(found.perHour()),
                text(found.low()),
                text(found.high()),
                100 * found.shareOfDay());
    }

    private String text(double value) {
        return switch (measure.unit()) {
            case "bytes" -> String.format(Locale.ROOT, "%.2f MiB", value / (1 << 20));
            case "ms" -> String.format(Locale.ROOT, "%.1f ms", value);
            default -> String.format(Locale.ROOT, "%.2f", value);
        };
    }
}
