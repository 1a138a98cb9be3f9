package io.trivium.runtime.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.serving.LatencyHistory;
import io.trivium.runtime.serving.LatencyHistory.Course;
import io.trivium.runtime.serving.LatencyHistory.Figures;
import io.trivium.runtime.serving.LatencyHistory.Quantiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of requests in a period that ends now.
 *
 * @param since when this instance of the service began to count
 * @param stepSeconds length of one step
 * @param series one for each latency class, the most urgent first, followed by one for each model in it
 */
record QueueHistoryView(Instant from, Instant to, Instant since, long stepSeconds, List<SeriesView> series) {
    private static final Duration FINE = Duration.ofMinutes(1);
    private static final Duration COARSE = Duration.ofMinutes(5);
    private static final Duration MOST_FINE = Duration.ofMinutes(90);

    /**
     * Requests of a latency class.
     *
     * @param model absent for all models of the class together
     * @param points steps that had requests, the earliest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SeriesView(
            LatencyClass latencyClass,
            @Nullable String model,
            LatencyFiguresView whole,
            List<LatencyPointView> points) {
        static SeriesView of(LatencyClass latencyClass, @Nullable String model, Course course) {
            return new SeriesView(
                    latencyClass,
                    model,
                    LatencyFiguresView.of(course.whole()),
                    course.points().stream()
                            .map(point -> new LatencyPointView(point.at(), LatencyFiguresView.of(point.figures())))
                            .toList());
        }
    }

    /** A step, from {@code at} on. */
    record LatencyPointView(Instant at, LatencyFiguresView figures) {}

    /**
     * The outcome of the requests of a period.
     *
     * @param answered requests that were answered
     * @param missed requests whose deadline passed before they were answered
     * @param refused requests that found a queue full
     * @param total from acceptance to answer; absent, like the other two, when none was answered
     * @param waiting from acceptance to the start of the batch
     * @param computing time that the model computed the batch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LatencyFiguresView(
            long answered,
            long missed,
            long refused,
            @Nullable QuantilesView total,
            @Nullable QuantilesView waiting,
            @Nullable QuantilesView computing) {
        static LatencyFiguresView of(Figures figures) {
            boolean any = figures.answered() > 0;
            return new LatencyFiguresView(
                    figures.answered(),
                    figures.missed(),
                    figures.refused(),
                    any ? QuantilesView.of(figures.total()) : null,
                    any ? QuantilesView.of(figures.waiting()) : null,
                    any ? QuantilesView.of(figures.computing()) : null);
        }
    }

    /** Quantiles of a duration, exact to 2 %. */
    record QuantilesView(double p50Ms, double p95Ms, double p99Ms) {
        static QuantilesView of(Quantiles quantiles) {
            return new QuantilesView(quantiles.p50(), quantiles.p95(), quantiles.p99());
        }
    }

    static QueueHistoryView of(LatencyHistory history, Instant now, Duration span) {
        Duration step = span.compareTo(MOST_FINE) > 0 ? COARSE : FINE;
        Instant from = now.minus(span);
        List<SeriesView> series = new ArrayList<>();
        history.classes(from, step)
                .forEach((latencyClass, course) -> series.add(SeriesView.of(latencyClass, null, course)));
        history.courses(from, step)
                .forEach((source, course) -> series.add(
                        SeriesView.of(source.latencyClass(), source.model().value(), course)));
        series.sort(Comparator.comparing(SeriesView::latencyClass)
                .thenComparing(SeriesView::model, Comparator.nullsFirst(Comparator.naturalOrder())));
        return new QueueHistoryView(from, now, history.since(), step.toSeconds(), series);
    }
}
