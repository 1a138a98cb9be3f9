package io.trivium.deploy.edge;

import io.trivium.deploy.edge.OtherCallers.Stretch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers with a token noticed of others that disturb the service.
 *
 * @param normal without them
 * @param halfOpen during half-open connections
 * @param tokens during malformed tokens
 * @param leastOpen the lowest number of half-open connections at a time
 * @param closed half-open connections that the service closed
 * @param accepted malformed tokens that were not answered with 401
 * @param serverErrors answers of 500 and above to those that disturb
 * @param logLines lines that the service logged during the malformed tokens
 */
public record EdgeReport(
        Stretch normal,
        Stretch halfOpen,
        Stretch tokens,
        int leastOpen,
        int closed,
        int accepted,
        int serverErrors,
        long logLines) {
    private static final double MOST_TIMES = 2;
    private static final double MOST_LINES = 100;

    /** A number, which is to be at most the target where there is one; NaN where nothing was measured. */
    public record Figure(
            String name,
            double value,
            String unit,
            @Nullable Double target) {
        /** Null without a target. */
        public @Nullable Boolean met() {
            return target == null ? null : value <= target;
        }
    }

    public List<Figure> figures() {
        return List.of(
                new Figure("edge-read-p99-normal", Stretch.p99(normal.reads()), "ms", null),
                new Figure("edge-payment-p99-normal", Stretch.p99(normal.payments()), "ms", null),
                new Figure("edge-read-p99-half-open", times(halfOpen.reads(), normal.reads()), "x", MOST_TIMES),
                new Figure(
                        "edge-payment-p99-half-open", times(halfOpen.payments(), normal.payments()), "x", MOST_TIMES),
                new Figure("edge-read-p99-tokens", times(tokens.reads(), normal.reads()), "x", MOST_TIMES),
                new Figure("edge-payment-p99-tokens", times(tokens.payments(), normal.payments()), "x", MOST_TIMES),
                new Figure("edge-half-open-least", leastOpen, "1", null),
                new Figure("edge-half-open-closed", closed, "1", null),
                new Figure("edge-server-errors", (double) serverErrors + all().serverErrors(), "1", 0.0),
                new Figure("edge-failed-calls", all().failed(), "1", 0.0),
                new Figure("edge-tokens-accepted", accepted, "1", 0.0),
                new Figure("edge-log-lines", (double) logLines, "1", MOST_LINES));
    }

    /** Whether each p99 met its target, or is short: on a busy machine short times differ by more. */
    public boolean isUnnoticed(Duration time) {
        return isUnnoticed(halfOpen.reads(), normal.reads(), time)
                && isUnnoticed(halfOpen.payments(), normal.payments(), time)
                && isUnnoticed(tokens.reads(), normal.reads(), time)
                && isUnnoticed(tokens.payments(), normal.payments(), time);
    }

    private static boolean isUnnoticed(List<Long> disturbed, List<Long> normal, Duration time) {
        return times(disturbed, normal) <= MOST_TIMES || Stretch.p99(disturbed) <= time.toMillis();
    }

    private Stretch all() {
        return normal.and(halfOpen).and(tokens);
    }

    private static double times(List<Long> disturbed, List<Long> normal) {
        return Stretch.p99(disturbed) / Stretch.p99(normal);
    }
}
