package io.trivium.core.learning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.inference.BearerTokens;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.ServiceTokens;
import io.trivium.core.model.TaskName;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Requests from the model runtime the examples of an organisation that are most worth a label, as this service and for
 * that organisation. Never fails: callers that show the list have other content to show. Thread-safe.
 */
@Singleton
public class ShortlistClient {
    /** Longest list that the runtime gives. */
    public static final int MOST = 200;

    private static final Logger LOG = Logger.getLogger(ShortlistClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 8;
    private static final int MOST_BYTES = 1 << 20;

    private final List<URI> runtimes;
    private final Duration timeout;
    private final @Nullable BearerTokens tokens;
    private final MeterRegistry meters;
    private final HttpClient http;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final AtomicBoolean away = new AtomicBoolean();

    @Inject
    ShortlistClient(ShortlistConfig config, ServiceTokens service, MeterRegistry meters) {
        this(config.url(), config.timeout(), service.tokens(), meters);
    }

    ShortlistClient(List<URI> runtimes, Duration timeout, @Nullable BearerTokens tokens, MeterRegistry meters) {
        this.runtimes = List.copyOf(runtimes);
        this.timeout = timeout;
        this.tokens = tokens;
        this.meters = meters;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }

    /**
     * The organisation's unlabelled examples of a task.
     *
     * @param limit at most {@value #MOST}
     */
    public Shortlist list(TenantId tenant, TaskName task, int limit) {
        long start = System.nanoTime();
        Shortlist list = places.tryAcquire() ? held(tenant, task, limit) : Shortlist.none(LabelGap.UNAVAILABLE);
        LabelGap gap = list.gap();
        Timer.builder(MetricNames.SHORTLIST_DURATION)
                .tag("task", task.value())
                .tag("outcome", gap == null ? "ok" : gap.wireName())
                .register(meters)
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return list;
    }

    private Shortlist held(TenantId tenant, TaskName task, int limit) {
        try {
            Shortlist list = ask(tenant, task, limit);
            if (away.compareAndSet(true, false)) LOG.info("the model runtime lists examples worth a label again");
            return list;
        } catch (TimeoutException e) {
            return Shortlist.none(LabelGap.LATE);
        } catch (IOException | InferenceException e) {
            if (away.compareAndSet(false, true)) {
                LOG.warnf("the model runtime lists no examples worth a label for the moment: %s", e.getMessage());
            }
            return Shortlist.none(LabelGap.UNAVAILABLE);
        } finally {
            places.release();
        }
    }

    private Shortlist ask(TenantId tenant, TaskName task, int limit) throws IOException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int i = 0; ; i++) {
            try {
                return ask(address(runtimes.get(i), tenant, task, limit), deadline);
            } catch (IOException e) {
                if (i == runtimes.size() - 1) throw e;
            }
        }
    }

    private Shortlist ask(URI address, long deadline) throws IOException, TimeoutException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .GET();
        BearerTokens own = tokens;
        String token = own == null ? null : own.token(timeout);
        if (token != null) request.header("Authorization", "Bearer " + token);
        HttpResponse<String> response = await(
                http.sendAsync(
                        request.build(),
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_BYTES)),
                deadline);
        if (response.statusCode() == 401 && own != null && token != null) own.refused(token);
        return read(response);
    }

    private static URI address(URI runtime, TenantId tenant, TaskName task, int limit) {
        return runtime.resolve("/v1/learning/tasks/" + URLEncoder.encode(task.value(), StandardCharsets.UTF_8)
                + "/shortlist?tenant=" + tenant.value() + "&limit=" + Math.min(limit, MOST));
    }

    private static HttpResponse<String> await(CompletableFuture<HttpResponse<String>> pending, long deadline)
            throws IOException, TimeoutException {
        try {
            return pending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new IOException("the model runtime cannot be reached: " + e.getCause(), e);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the model runtime was asked", e);
        }
    }

    private static Shortlist read(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        JsonNode body = JSON.readTree(response.body());
        if (status == 404 && body.path("code").asText().equals("learning-task-not-found")) {
            return Shortlist.none(LabelGap.NOTHING_LEARNED);
        }
        if (status != 200 || !body.path("items").isArray()) {
            throw new IOException("the model runtime answered with status " + status);
        }
        SequencedMap<String, LabelWorth> items = new LinkedHashMap<>();
        for (JsonNode item : body.path("items")) {
            items.putIfAbsent(
                    item.path("example").asText(),
                    new LabelWorth(
                            item.path("rank").asInt(),
                            item.path("uncertainty").asDouble(),
                            item.path("reason").asText()));
        }
        return Shortlist.of(items);
    }
}
