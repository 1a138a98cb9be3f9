package io.trivium.fin.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of requests to {@code POST /v1/authorizations} at one rate. Latency counts from the moment at which a
 * request was due to the whole answer with the decision in it; an answer without one (202, 503 …) counts as lost.
 */
final class HttpStep {
    static final String PATH = "/v1/authorizations";
    private static final int SHOWN = 160;

    private final List<byte[]> bodies;
    private final long[] dueNanos;
    private final AtomicLongArray answeredNanos;
    private final AtomicInteger degraded = new AtomicInteger();
    private final CountDownLatch open;
    private final ConcurrentHashMap<String, Integer> failures = new ConcurrentHashMap<>();

    /** @param dueNanos when each is due, from the start */
    HttpStep(List<Authorization> authorizations, long[] dueNanos) {
        this.bodies = bodies(authorizations);
        this.dueNanos = dueNanos;
        this.answeredNanos = new AtomicLongArray(dueNanos.length);
        this.open = new CountDownLatch(dueNanos.length);
    }

    /** The requests. */
    static List<byte[]> bodies(List<Authorization> authorizations) {
        EventCodec codec = new EventCodec();
        JsonMapper json = new JsonMapper();
        TenantId anyone = new TenantId("bench");
        List<byte[]> bodies = new ArrayList<>(authorizations.size());
        for (Authorization authorization : authorizations) {
            String id = authorization.authorizationId();
            EventEnvelope<Authorization> event =
                    EventEnvelope.of(id, "/fin/bench", id, authorization.occurredAt(), anyone, authorization);
            try {
                bodies.add(json.writeValueAsBytes(
                        json.readTree(codec.encode(event)).get("data")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bodies;
    }

    /** @param post takes path and body, such as {@link FinApi#post} */
    LoadStep.Result run(
            double perSecond,
            BiFunction<String, byte[], CompletableFuture<HttpResponse<byte[]>>> post,
            Duration patience)
            throws InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        long lag = 0;
        for (int i = 0; i < dueNanos.length; i++) {
            Pace.sleepUntil(start + dueNanos[i]);
            lag = Math.max(lag, System.nanoTime() - start - dueNanos[i]);
            int index = i;
            var _ = post.apply(PATH, bodies.get(i)).handle((answer, failure) -> {
                note(index, System.nanoTime(), answer, failure);
                return null;
            });
        }
        boolean complete = open.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!complete) {
            failures.merge("no answer within " + patience.toSeconds() + " s", (int) open.getCount(), Integer::sum);
        }
        long[] latencies = new long[dueNanos.length];
        int answered = 0;
        for (int i = 0; i < dueNanos.length; i++) {
            long at = answeredNanos.get(i);
            if (at != 0) latencies[answered++] = at - start - dueNanos[i];
        }
        return new LoadStep.Result(
                perSecond,
                dueNanos.length,
                dueNanos.length - answered,
                0,
                degraded.get(),
                lag / 1e6,
                LatencySummary.ofNanos(Arrays.copyOf(latencies, answered)));
    }

    private void note(int index, long now, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        if (answer == null) {
            failures.merge(String.valueOf(failure), 1, Integer::sum);
        } else {
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            if (answer.statusCode() == 200 && body.contains("\"outcome\":")) {
                answeredNanos.set(index, now);
                if (body.contains("\"degraded\":true")) degraded.incrementAndGet();
            } else {
                String shown = body.length() > SHOWN ? body.substring(0, SHOWN) + "…" : body;
                failures.merge((answer.statusCode() + " " + shown).strip(), 1, Integer::sum);
            }
        }
        open.countDown();
    }

    /** Returns the failures with their numbers; empty when there were none. */
    String failures() {
        StringBuilder text = new StringBuilder();
        failures.entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .limit(3)
                .forEach(one -> text.append(text.isEmpty() ? "" : "; ")
                        .append(one.getValue())
                        .append(" times ")
                        .append(one.getKey()));
        return text.toString();
    }
}
