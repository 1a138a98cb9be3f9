package io.trivium.deploy.faults.cluster;

import io.trivium.deploy.faults.Timer;
import io.trivium.deploy.faults.fin.HttpLoad;
import io.trivium.deploy.faults.fin.Ledger;
import io.trivium.deploy.faults.fin.Payment;
import io.trivium.deploy.faults.fin.Traffic;
import io.trivium.deploy.faults.fin.Wire;
import io.trivium.deploy.supervision.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Callers of {@code POST /v1/authorizations} at a steady rate, whatever the outcome of earlier calls: each to the next
 * instance, and where that does not answer to the one after it under the same id, as a balancer before the instances
 * does. Times count from when a call was due until it was answered, further attempts included.
 */
final class ClusterCalls implements Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * One call.
     *
     * @param decided whether the answer was the decision; otherwise it was taken in and is decided later
     */
    record Answer(Instant due, long millis, boolean decided, int attempts) {}

    private final String run;
    private final List<URI> instances;
    private final Identity identity;
    private final Ledger ledger;
    private final Timer timer;
    private final Timer giveUp;
    private final long intervalNanos;
    private final Random random;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private volatile String token = "";

    /**
     * Calls that have not begun.
     *
     * @param timer ends the load
     * @param giveUp ends the repetitions
     */
    ClusterCalls(
            String run,
            ClusterPlan plan,
            List<URI> instances,
            Identity identity,
            Ledger ledger,
            Timer timer,
            Timer giveUp) {
        this.run = run;
        this.instances = instances.stream()
                .map(instance -> instance.resolve("/v1/authorizations"))
                .toList();
        this.identity = identity;
        this.ledger = ledger;
        this.timer = timer;
        this.giveUp = giveUp;
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / plan.overHttp();
        this.random = new Random(plan.seed() + 1);
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    @Override
    public void run() {
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            long due = System.nanoTime();
            for (int i = 0; !timer.isStopped(); i++) {
                Payment payment = next(run + "-c" + i);
                int first = i;
                long dueNanos = due;
                ledger.sending(payment);
                var _ = calls.submit(() -> submit(payment, first, dueNanos));
                due += intervalNanos;
                long left = due - System.nanoTime();
                if (left > 0) timer.pause(Duration.ofNanos(left));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Payment next(String id) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Payment(
                HttpLoad.TENANT,
                id,
                HttpLoad.card(run, random.nextInt(HttpLoad.CARDS)),
                HttpLoad.terminal(run, random.nextInt(HttpLoad.TERMINALS)),
                100 * random.nextLong(50_000),
                now.minusSeconds(random.nextLong(Duration.ofDays(6).toSeconds())),
                Traffic.device(run, Traffic.DEVICES + random.nextInt(HttpLoad.CARDS)),
                null,
                null);
    }

    private void submit(Payment payment, int first, long dueNanos) {
        Instant due = Instant.now().minusNanos(System.nanoTime() - dueNanos);
        try {
            for (int attempt = 1; !giveUp.isStopped(); attempt++) {
                int status = attempt(payment, instances.get((first + attempt) % instances.size()));
                if (status == 200 || status == 202) {
                    ledger.acknowledged(payment.id());
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dueNanos);
                    answers.add(new Answer(due, millis, status == 200, attempt));
                    return;
                }
                if (status == 401) {
                    token = "";
                } else if (status >= 400 && status < 500 && status != 408 && status != 429) {
                    ledger.surprise("POST of " + payment.id() + " was answered " + status);
                    return;
                }
                giveUp.pause(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the status, or 0 when there was no answer. */
    private int attempt(Payment payment, URI instance) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(instance)
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Wire.data(payment, false)))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        }
    }

    private synchronized String token() throws IOException, InterruptedException {
        if (token.isEmpty()) token = identity.token("trivium-ingest-demo");
        return token;
    }
}
