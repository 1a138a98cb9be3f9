package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * A caller of {@code POST /v1/authorizations} that repeats a request under the same id until it is answered. Its tenant
 * is a live one: a third of its authorizations are as old as that allows, so that they are in terminal windows, which
 * end a week ago.
 */
public final class HttpLoad implements Runnable {
    public static final String TENANT = "demo-bank";
    public static final int CARDS = 12;
    public static final int TERMINALS = 6;

    /** Younger than the oldest that is taken in, by as long as a retry may take; a probe is dated ahead by more. */
    private static final Duration MARGIN = Duration.ofMinutes(4);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String run;
    private final String name;
    private final URI uri;
    private final Callable<String> tokens;
    private final KafkaSender labels;
    private final Ledger ledger;
    private final Timer timer;
    private final Timer giveUp;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private String token = "";

    /**
     * One caller.
     *
     * @param tokens fetches an access token of the live tenant
     * @param timer ends the load
     * @param giveUp ends the repetitions of the last request
     */
    HttpLoad(
            String run,
            String name,
            long seed,
            URI service,
            Callable<String> tokens,
            KafkaSender labels,
            Ledger ledger,
            Timer timer,
            Timer giveUp) {
        this.run = run;
        this.name = name;
        this.random = new Random(seed);
        this.uri = service.resolve("/v1/authorizations");
        this.tokens = tokens;
        this.labels = labels;
        this.ledger = ledger;
        this.timer = timer;
        this.giveUp = giveUp;
    }

    /** Whether it was sent over HTTP: probes of the live tenant are not. */
    static boolean isOwn(Payment payment) {
        return payment.tenant().equals(TENANT) && !payment.id().contains("-p");
    }

    public static String card(String run, int index) {
        return "tok_" + run + "_h" + index;
    }

    public static String terminal(String run, int index) {
        return "term-" + run + "-h" + index;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; !timer.isStopped(); i++) {
                Payment payment = next(run + "-" + name + i);
                ledger.sending(payment);
                if (random.nextInt(3) == 0) {
                    Instant observed = Instant.now().minusSeconds(random.nextInt(3_600));
                    labels.send(new Traffic.Step.Observe(
                            new Label(TENANT, payment.id(), random.nextInt(2) == 0, observed)));
                }
                submit(payment);
                timer.pause(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Payment next(String id) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Duration age = random.nextInt(3) == 0
                ? Duration.ofDays(7).minus(MARGIN)
                : Duration.ofSeconds(random.nextLong(Duration.ofDays(6).toSeconds()));
        return new Payment(
                TENANT,
                id,
                card(run, random.nextInt(CARDS)),
                terminal(run, random.nextInt(TERMINALS)),
                100 * random.nextLong(50_000),
                now.minus(age),
                Traffic.device(run, Traffic.DEVICES + random.nextInt(CARDS)),
                null,
                null);
    }

    private void submit(Payment payment) throws InterruptedException {
        boolean async = random.nextBoolean();
        while (!giveUp.isStopped()) {
            int status = attempt(payment, async);
            if (status == 200 || status == 202) {
                ledger.acknowledged(payment.id());
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
    }

    /** Returns the status, or 0 when there was no answer. */
    private int attempt(Payment payment, boolean async) throws InterruptedException {
        try {
            if (token.isEmpty()) token = tokens.call();
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Wire.data(payment, random.nextBoolean())));
            if (async) request.header("Prefer", "respond-async");
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            throw e;
        } catch (IOException _) {
            return 0; // The service, or Keycloak, is down.
        } catch (Exception _) {
            token = "";
            return 0; // Keycloak gave no token: its database is down.
        }
    }
}
