package io.trivium.deploy.edge;

import io.trivium.deploy.conformance.Target;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers with a token: one list of decisions is read and one payment decided in each interval, whether earlier calls
 * are answered or not. A latency counts from the time at which its call is due. For one thread.
 */
final class OtherCallers {
    private static final String SERVICE = "domain-fin";
    private static final String BANK = "demo-bank";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The answers of one stretch.
     *
     * @param reads latencies in nanoseconds
     * @param payments latencies in nanoseconds
     * @param serverErrors answers of 500 and above
     * @param failed other calls that were not answered with 200
     */
    record Stretch(List<Long> reads, List<Long> payments, int serverErrors, int failed) {
        Stretch and(Stretch other) {
            List<Long> allReads = new ArrayList<>(reads);
            allReads.addAll(other.reads);
            List<Long> allPayments = new ArrayList<>(payments);
            allPayments.addAll(other.payments);
            return new Stretch(allReads, allPayments, serverErrors + other.serverErrors, failed + other.failed);
        }

        /** In milliseconds; NaN without values. */
        static double p99(List<Long> nanos) {
            if (nanos.isEmpty()) return Double.NaN;
            List<Long> sorted = nanos.stream().sorted().toList();
            return sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1) / 1e6;
        }
    }

    private final Target target;
    private final int rate;

    /** @param rate reads, and payments, a second */
    OtherCallers(Target target, int rate) {
        this.target = target;
        this.rate = rate;
    }

    /** Calls for a time. */
    Stretch call(Duration time) throws IOException, InterruptedException {
        String token = target.token(BANK);
        List<Long> reads = Collections.synchronizedList(new ArrayList<>());
        List<Long> payments = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger serverErrors = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        long interval = Duration.ofSeconds(1).toNanos() / rate;
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (long due = begin; due - begin < time.toNanos(); due += interval) {
                while (System.nanoTime() - due < 0) LockSupport.parkNanos(due - System.nanoTime());
                if (Thread.interrupted()) throw new InterruptedException();
                long from = due;
                callers.execute(() -> call(http, read(token), from, reads, serverErrors, failed));
                callers.execute(() -> call(http, payment(token), from, payments, serverErrors, failed));
            }
        }
        return new Stretch(List.copyOf(reads), List.copyOf(payments), serverErrors.get(), failed.get());
    }

    private static void call(
            HttpClient http,
            HttpRequest request,
            long due,
            List<Long> latencies,
            AtomicInteger serverErrors,
            AtomicInteger failed) {
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            latencies.add(System.nanoTime() - due);
            if (status >= 500) serverErrors.incrementAndGet();
            else if (status != 200) failed.incrementAndGet();
        } catch (IOException _) {
            failed.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest read(String token) {
        return request(token, "/v1/decisions?limit=5").build();
    }

    private HttpRequest payment(String token) {
        String id = "edge-" + UUID.randomUUID();
        return request(token, "/v1/authorizations")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"authorizationId\":\"" + id + "\",\"panToken\":\"tok_edge_"
                        + Math.floorMod(id.hashCode(), 1_000) + "\",\"terminalId\":\"term-edge-"
                        + Math.floorMod(id.hashCode(), 997) + "\",\"amount\":12.50,"
                        + "\"currency\":\"EUR\",\"occurredAt\":\""
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"}"))
                .build();
    }

    private HttpRequest.Builder request(String token, String path) {
        return HttpRequest.newBuilder(target.address(SERVICE, path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token);
    }
}
