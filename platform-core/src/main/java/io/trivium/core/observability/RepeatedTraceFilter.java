package io.trivium.core.observability;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Omits stack traces that are already in the log. While a store is unavailable, every task fails in the same way at
 * every attempt, and the traces would hide the line that states the cause: the trace of a failure is logged once in ten
 * minutes, and in between only a line with its causes and the time at which the trace was logged. Failures are the same
 * when they come from one logger with the same exceptions, thrown at the same places. Every line is logged.
 * Thread-safe.
 */
@LoggingFilter(name = "repeated-traces")
public final class RepeatedTraceFilter implements Filter {

    static final Duration ONCE_IN = Duration.ofMinutes(10);

    private static final int KINDS = 200;
    private static final int CAUSES = 10;
    private static final int LONGEST_CAUSE = 300;

    private final InstantSource clock;
    private final Map<Failure, Trace> logged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Failure, Trace> eldest) {
            return size() > KINDS;
        }
    };

    public RepeatedTraceFilter() {
        this(InstantSource.system());
    }

    RepeatedTraceFilter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        Throwable thrown = line.getThrown();
        if (thrown == null) return true;
        List<Throwable> causes = causes(thrown);
        Instant before = loggedBefore(Failure.of(line.getLoggerName(), causes), line.getSequenceNumber());
        if (before != null) {
            line.setThrown(null);
            LogLines.replace(
                    line,
                    "%s: %s (its stack trace was logged at %s)"
                            .formatted(LogLines.text(line), sentence(causes), before.truncatedTo(ChronoUnit.SECONDS)));
        }
        return true;
    }

    /**
     * Returns when the trace of such a failure was logged; null if it was not logged, or too long ago, so that it is
     * logged now. Console and file handlers pass the same line one after the other.
     */
    private synchronized @Nullable Instant loggedBefore(Failure failure, long line) {
        Instant now = clock.instant();
        Trace before = logged.get(failure);
        if (before != null && before.line == line) return null;
        if (before != null && Duration.between(before.at, now).abs().compareTo(ONCE_IN) < 0) return before.at;
        logged.remove(failure);
        logged.put(failure, new Trace(now, line));
        return null;
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null && causes.size() < CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static String sentence(List<Throwable> causes) {
        String outermost = shortened(causes.getFirst());
        String innermost = shortened(causes.getLast());
        return outermost.contains(innermost) ? outermost : outermost + ", caused by " + innermost;
    }

    private static String shortened(Throwable cause) {
        String text = cause.toString().strip().replaceAll("\\s+", " ");
        return text.length() <= LONGEST_CAUSE ? text : text.substring(0, LONGEST_CAUSE) + "…";
    }

    /** When a trace was logged, and with which line: the number that its record got in this process. */
    private record Trace(Instant at, long line) {}

    /**
     * The key by which failures are the same: the logger, and the exceptions with the places at which they were
     * created.
     */
    private record Failure(@Nullable String logger, List<Thrown> causes) {

        static Failure of(@Nullable String logger, List<Throwable> causes) {
            return new Failure(logger, causes.stream().map(Thrown::of).toList());
        }
    }

    private record Thrown(String type, int places) {

        static Thrown of(Throwable cause) {
            return new Thrown(cause.getClass().getName(), Arrays.hashCode(cause.getStackTrace()));
        }
    }
}
