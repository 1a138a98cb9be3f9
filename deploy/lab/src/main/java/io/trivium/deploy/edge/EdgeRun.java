package io.trivium.deploy.edge;

import io.trivium.deploy.conformance.Target;
import io.trivium.deploy.edge.OtherCallers.Stretch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Disturbs the payments service with half-open connections, then with malformed tokens, while callers with a token read
 * and pay; before, between and after they do so undisturbed. For one thread.
 */
public final class EdgeRun {
    private static final String SERVICE = "domain-fin";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int UNAUTHENTICATED = 401;

    /**
     * The size of a run.
     *
     * @param connections half-open ones, above 0
     * @param tokens malformed ones, above 0
     * @param tokenRate of these a second
     * @param rate reads, and payments, of other callers a second
     * @param seconds length of each of the stretches
     * @param seed of the malformed tokens
     */
    public record Size(int connections, int tokens, int tokenRate, int rate, int seconds, long seed) {}

    private final Target target;
    private final Size size;
    private final Consumer<String> say;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger serverErrors = new AtomicInteger();

    public EdgeRun(Target target, Size size, Consumer<String> say) {
        this.target = target;
        this.size = size;
        this.say = say;
    }

    /** Measures all stretches. */
    public EdgeReport measure() throws IOException, InterruptedException {
        OtherCallers callers = new OtherCallers(target, size.rate());
        Duration stretch = Duration.ofSeconds(size.seconds());
        say.accept("warming up");
        callers.call(stretch);
        say.accept("undisturbed");
        Stretch normal = callers.call(stretch);
        say.accept("with " + size.connections() + " half-open connections");
        Stretch halfOpen;
        int least;
        int closed;
        try (HalfOpenConnections half = new HalfOpenConnections(target.ports().fin(), size.connections())) {
            halfOpen = callers.call(stretch);
            least = half.least();
            closed = half.closed();
            serverErrors.addAndGet(half.serverErrors());
        }
        say.accept("undisturbed");
        normal = normal.and(callers.call(stretch));
        say.accept("with " + size.tokens() + " malformed tokens");
        long lines = lines();
        AtomicBoolean sent = new AtomicBoolean();
        Thread sender = Thread.ofPlatform().name("malformed-tokens").daemon().start(() -> {
            try {
                send(MalformedTokens.of(size.seed(), size.tokens()));
            } finally {
                sent.set(true);
            }
        });
        Stretch tokens = callers.call(Duration.ofSeconds(Math.ceilDiv(size.tokens(), size.tokenRate())));
        while (!sent.get()) tokens = tokens.and(callers.call(Duration.ofSeconds(1)));
        sender.join();
        lines = lines() - lines;
        if (lines < 0) throw new IOException("the log of " + SERVICE + " was rotated during the measurement");
        say.accept("undisturbed");
        normal = normal.and(callers.call(stretch));
        int accepted = size.tokens() - refused.get();
        return new EdgeReport(normal, halfOpen, tokens, least, closed, accepted, serverErrors.get(), lines);
    }

    private void send(List<String> values) {
        long begin = System.nanoTime();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            for (int i = 0; i < values.size(); i++) {
                long due = begin + i * Duration.ofSeconds(1).toNanos() / size.tokenRate();
                while (System.nanoTime() - due < 0) LockSupport.parkNanos(due - System.nanoTime());
                int status = http.send(
                                HttpRequest.newBuilder(
                                                target.address(SERVICE, i % 2 == 0 ? "/v1/session" : "/console/"))
                                        .timeout(PATIENCE)
                                        .header("Authorization", values.get(i))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= 500) serverErrors.incrementAndGet();
                if (status == UNAUTHENTICATED) refused.incrementAndGet();
            }
        } catch (IOException e) {
            say.accept("a malformed token was not answered, the rest was not sent: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long lines() throws IOException {
        Path log = target.platform().data().log(SERVICE);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }
}
