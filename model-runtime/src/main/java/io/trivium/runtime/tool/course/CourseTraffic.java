package io.trivium.runtime.tool.course;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.runtime.tool.course.CardWorld.Payment;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks the model about one payment after the other until it is closed. Thread-safe. */
final class CourseTraffic implements AutoCloseable {
    private static final int PERIOD_MS = 50;

    private final CourseApi api;
    private final CourseFeed feed;
    private final String task;
    private final CardWorld world;
    private final CardWorld.Pattern[] patterns;
    private final String ids = "live-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + '-';
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("learning-course").daemon().factory());
    private long asked;
    private volatile int labelEvery;

    CourseTraffic(CourseApi api, CourseFeed feed, String task, CardWorld world, CardWorld.Pattern... patterns) {
        this.api = api;
        this.feed = feed;
        this.task = task;
        this.world = world;
        this.patterns = patterns;
        var _ = clock.scheduleAtFixedRate(this::ask, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** From now on the outcome of every so many payments is known soon after them. */
    void labelEvery(int payments) {
        labelEvery = payments;
    }

    private void ask() {
        Payment payment = world.next(patterns);
        try {
            CourseApi.Answer answer = api.post(
                    "/v2/models/" + task + "/infer",
                    Map.of(
                            "inputs",
                            List.of(Map.of(
                                    "name",
                                    "features",
                                    "shape",
                                    List.of(1, CardWorld.FEATURES),
                                    "datatype",
                                    "FP32",
                                    "data",
                                    payment.features()))));
            if (!answer.isGood()) return;
            JsonNode score = answer.body().path("outputs").path(0).path("data").path(0);
            String id = ids + asked++;
            Instant now = Instant.now();
            feed.example(
                    id,
                    payment.features(),
                    now,
                    score.asDouble(),
                    task + ':' + answer.body().path("model_version").asText());
            int every = labelEvery;
            if (every > 0 && asked % every == 0) feed.label(id, payment.fraud(), now);
        } catch (IOException | RuntimeException e) {
            System.err.println("a request was not answered: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        feed.flush();
    }
}
