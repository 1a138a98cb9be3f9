package io.trivium.fin.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.fin.conformance.CardPlacements.Placement;
import io.trivium.fin.conformance.CardPlaces.Place;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A row of {@code ./trivium conformance}: puts card numbers in every place of the running service ({@link CardPlaces}), looks for
 * them in its answers, logs, topics and tables ({@link KeptNumbers}), and prints one JSON object with {@code checker}, {@code
 * cases} and {@code failures}.
 */
public final class CardNumberCheck {
    private static final int PARALLEL = 4;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int MOST_TRIES = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Time in which what was taken reaches topics and tables. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final HttpClient http;
    private final String token;
    private final KeptNumbers answers;
    private final AtomicInteger masked = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    private CardNumberCheck(HttpClient http, String token, KeptNumbers answers) {
        this.http = http;
        this.token = token;
        this.answers = answers;
    }

    /**
     * What became of the placements.
     *
     * @param cards the numbers in them
     * @param places how many places took them in turn
     * @param masked messages that were taken and whose number has to be masked; all others were refused, but for the failures
     */
    public record Sent(List<String> cards, int places, int masked, List<String> failures) {}

    /**
     * Sends placements to every place in turn.
     *
     * @param base address of the service
     * @param contract address of its OpenAPI document
     * @param token of a client with the roles of the payments
     */
    public static Sent send(URI base, URI contract, String token, int placements, long seed)
            throws IOException, InterruptedException {
        CardPlacements source = new CardPlacements(seed);
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
            CardNumberCheck check = new CardNumberCheck(http, token, new KeptNumbers(source.cards()));
            HttpResponse<String> description = check.answer(HttpRequest.newBuilder(contract));
            List<Place> places = CardPlaces.of(base, new ObjectMapper().readTree(description.body()));
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < placements; i++) {
                Place place = places.get(i % places.size());
                Placement placement = source.next(place.separators());
                sent.add(threads.submit(() -> check.send(place, placement)));
            }
            threads.shutdown();
            for (Future<?> each : sent) each.get();
            return new Sent(source.cards(), places.size(), check.masked.get(), List.copyOf(check.failures));
        } catch (ExecutionException e) {
            throw new IOException("a placement could not be sent", e.getCause());
        }
    }

    private Void send(Place place, Placement placement) throws IOException, InterruptedException {
        HttpResponse<String> answer = answer(place.request().apply(placement));
        int status = answer.statusCode();
        String shown = place.name() + ", " + placement.text().replaceAll("\\d(?=\\d{4})", "#");
        if (status == UNAUTHORIZED || status == TOO_MANY || status >= SERVER_ERROR) {
            failures.add(shown + ": answered " + status);
        } else if (status / 100 == 2) {
            masked.incrementAndGet();
            if (!place.masks()) failures.add(shown + ": accepted");
        }
        if (answers.isIn(answer.body())) failures.add(shown + ": the answer has the card number");
        return null;
    }

    /** A service at its limit is asked again. */
    private HttpResponse<String> answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest ready = request.timeout(PATIENCE)
                .setHeader("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(ready, HttpResponse.BodyHandlers.ofString());
        for (int i = 0; i < MOST_TRIES && answer.statusCode() == TOO_MANY; i++) {
            Thread.sleep(PAUSE);
            answer = http.send(ready, HttpResponse.BodyHandlers.ofString());
        }
        return answer;
    }

    /**
     * Arguments: address of the service, address of its OpenAPI document, number of placements, folder of the logs, JDBC address of the database, address of a broker.
     * The environment has the token in {@code TRIVIUM_TOKEN}, user and password of the database in {@code PGUSER} and {@code PGPASSWORD}, the settings of
     * a Kafka client in the file {@code TRIVIUM_KAFKA_PROPERTIES}.
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        int placements = Integer.parseInt(arguments[2]);
        Sent sent = send(
                URI.create(arguments[0]),
                URI.create(arguments[1]),
                environment.getOrDefault("TRIVIUM_TOKEN", ""),
                placements,
                System.nanoTime());
        Thread.sleep(SETTLING);
        KeptNumbers kept = new KeptNumbers(sent.cards());
        kept.inFiles(Path.of(arguments[3]));
        Properties kafka = new Properties();
        try (Reader settings =
                Files.newBufferedReader(Path.of(environment.getOrDefault("TRIVIUM_KAFKA_PROPERTIES", "")))) {
            kafka.load(settings);
        }
        Map<String, Object> client = new HashMap<>();
        kafka.forEach((name, value) -> client.put(name.toString(), value));
        client.put("bootstrap.servers", arguments[5]);
        kept.inTopics(client);
        try (Connection connection =
                DriverManager.getConnection(arguments[4], environment.get("PGUSER"), environment.get("PGPASSWORD"))) {
            kept.inTables(connection);
        }
        List<String> failures = new ArrayList<>(sent.failures());
        failures.addAll(kept.found());
        System.out.println(new ObjectMapper()
                .writeValueAsString(Map.of(
                        "checker",
                        "%d places, %d texts searched".formatted(sent.places(), kept.read()),
                        "cases",
                        placements,
                        "failures",
                        failures)));
    }
}
