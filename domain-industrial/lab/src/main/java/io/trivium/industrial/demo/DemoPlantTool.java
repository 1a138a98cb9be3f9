package io.trivium.industrial.demo;

import io.trivium.core.inference.ClientCredentialsTokens;
import io.trivium.industrial.client.PlantClient;
import io.trivium.industrial.demo.DemoPlant.Line;
import io.trivium.industrial.reading.ReadingDocument;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the demo's plant against a platform until it is stopped: describes the plant to the service, sends the
 * measurements of the time before its start (two hours at most), then the current ones every second, and performs the
 * work orders as its maintenance would. Secrets are read from the environment: {@code TRIVIUM_INGEST_CLIENT_SECRET},
 * {@code TRIVIUM_MQTT_PASSWORD} and {@code TRIVIUM_OPCUA_PASSWORD}.
 */
@Command(name = "demo-plant", description = "Run the demo's plant until stopped.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class DemoPlantTool implements Callable<Integer> {
    private static final Duration LONGEST_PAST = Duration.ofHours(2);
    private static final Duration PAST_STEP = Duration.ofSeconds(5);

    /**
     * Tags that are read more often than once a second are sent at their full rate for this long, so that their cycles
     * can be detected.
     */
    private static final Duration DENSE_PAST = Duration.ofMinutes(30);

    private static final Duration MAINTENANCE_STEP = Duration.ofSeconds(5);
    private static final int ROWS_A_REQUEST = 2_000;

    @Option(names = "--service", required = true, description = "Address of domain-industrial.")
    private URI service;

    @Option(names = "--broker", required = true, description = "Address of the broker, mqtt://host:port.")
    private URI broker;

    @Option(names = "--broker-user", defaultValue = "plant", description = "User at the broker (${DEFAULT-VALUE}).")
    private String user;

    @Option(names = "--issuer", required = true, description = "Address of the realm that gives tokens.")
    private String issuer;

    @Option(names = "--client", defaultValue = "trivium-ingest-plant", description = "Client (${DEFAULT-VALUE}).")
    private String client;

    @Option(names = "--state", required = true, description = "File that remembers until when readings were sent.")
    private Path state;

    @Option(names = "--opcua-port", required = true, description = "Where the welding line's OPC UA server listens.")
    private int opcUaPort;

    @Option(names = "--opcua-directory", required = true, description = "Directory of its certificate.")
    private Path opcUaDirectory;

    @Option(
            names = "--opcua-service-directory",
            required = true,
            description = "The service's directory for OPC UA, so that both trust each other.")
    private Path opcUaServiceDirectory;

    private final InstantSource clock = InstantSource.system();
    private final DemoPlant plant = new DemoPlant();

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new DemoPlantTool());
        line.setExecutionExceptionHandler((failure, command, result) -> {
            System.err.println("error: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        try (ClientCredentialsTokens tokens =
                        new ClientCredentialsTokens(endpoint, client, secret("TRIVIUM_INGEST_CLIENT_SECRET"), clock);
                WeldingLine welding = new WeldingLine(
                        opcUaPort,
                        secret("TRIVIUM_OPCUA_PASSWORD"),
                        opcUaDirectory,
                        opcUaServiceDirectory,
                        plant.machines(DemoPlant.Link.OPC_UA))) {
            PlantClient plantService = new PlantClient(service, tokens);
            plantService.bring(plant.document());
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            Optional<Instant> before = sentUntil();
            Instant from = before.filter(now.minus(LONGEST_PAST)::isBefore).orElse(now.minus(LONGEST_PAST));
            DemoMaintenance maintenance = new DemoMaintenance(plant, plantService, state.resolveSibling("overhauls"));
            sendPast(plantService, from, now);
            remember(now);
            addRules(plantService);
            addEconomics(plantService);
            prepare(maintenance, before.isPresent() ? now : from, now);
            System.out.println("the past since " + from + " is sent; the plant runs");
            live(now.plusSeconds(1), welding, maintenance);
        }
        return 0;
    }

    /** A plant without its alarm rules is still one to look at. */
    private static void addRules(PlantClient plantService) throws InterruptedException {
        for (DemoRules.Rule rule : DemoRules.all()) {
            try {
                plantService.add(rule.ruleId(), rule);
            } catch (IOException e) {
                System.err.println("the plant runs without the alarm rule " + rule.name() + ": " + e.getMessage());
            }
        }
    }

    /**
     * Sets the costs of hours, without which figures contain no money; values that a planner has set since are kept.
     */
    private static void addEconomics(PlantClient plantService) throws InterruptedException {
        try {
            plantService.setEconomics(Map.of(
                    "version",
                    0,
                    "currency",
                    "EUR",
                    "downtimeCostPerHour",
                    12_000,
                    "unplannedRepairHours",
                    hours(DemoPump.FAILURE),
                    "plannedRepairHours",
                    hours(DemoPump.OVERHAUL),
                    "technicianCostPerHour",
                    65));
        } catch (IOException e) {
            System.err.println("the plant runs without costs: " + e.getMessage());
        }
    }

    private static double hours(Duration duration) {
        return duration.toSeconds() / 3_600.0;
    }

    /** Whom work may be given to, and on the first start what was repaired before it. */
    private static void prepare(DemoMaintenance maintenance, Instant from, Instant until) throws InterruptedException {
        try {
            maintenance.addTechnicians();
            maintenance.enterPast(from, until);
        } catch (IOException e) {
            System.err.println("the plant runs without the repairs of its past: " + e.getMessage());
        }
    }

    /** Advances work orders every few seconds; a request that the service does not answer is repeated. */
    private void maintain(DemoMaintenance maintenance, CountDownLatch ended) {
        try {
            while (!ended.await(MAINTENANCE_STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    maintenance.work(clock.instant());
                } catch (IOException e) {
                    System.err.println("maintenance waits: " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendPast(PlantClient plantService, Instant from, Instant until)
            throws IOException, InterruptedException {
        for (Line line : plant.lines()) {
            for (Machine machine : line.machines()) {
                List<ReadingDocument.Reading> readings = new ArrayList<>();
                double[] before = {};
                for (Instant at = from; at.isBefore(until); at = at.plus(pastStep(machine, at, until))) {
                    Optional<double[]> values = machine.at(at);
                    for (int i = 0; values.isPresent() && i < values.orElseThrow().length; i++) {
                        // An OPC UA server tells what changes, and so many values are better not sent for nothing.
                        if (!isDense(machine, at, until)
                                || before.length == 0
                                || before[i] != values.orElseThrow()[i]) {
                            String tag = machine.type().tags().get(i).name();
                            readings.add(PlantClient.reading(tag, at, values.orElseThrow()[i]));
                        }
                    }
                    before = values.orElse(before);
                    if (readings.size() >= ROWS_A_REQUEST) {
                        plantService.send(PlantClient.readings(line.source(machine), readings));
                        readings.clear();
                    }
                }
                if (!readings.isEmpty()) plantService.send(PlantClient.readings(line.source(machine), readings));
            }
        }
    }

    private static Duration pastStep(Machine machine, Instant at, Instant until) {
        return isDense(machine, at, until) ? machine.step() : PAST_STEP;
    }

    private static boolean isDense(Machine machine, Instant at, Instant until) {
        return machine.step().toSeconds() < 1 && !at.isBefore(until.minus(DENSE_PAST));
    }

    private void live(Instant first, WeldingLine welding, DemoMaintenance maintenance)
            throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(ended::countDown);
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.ofVirtual().name("maintenance").start(() -> maintain(maintenance, ended));
        long session = clock.instant().getEpochSecond();
        try (PlantFeed feed = new PlantFeed(plant, broker, user, secret("TRIVIUM_MQTT_PASSWORD"), session, welding)) {
            Instant next = first;
            while (!ended.await(
                    Math.max(0, clock.millis() < next.toEpochMilli() ? next.toEpochMilli() - clock.millis() : 0),
                    TimeUnit.MILLISECONDS)) {
                feed.send(next);
                if (next.getEpochSecond() % 10 == 0) remember(next);
                next = next.plusSeconds(1);
            }
        }
    }

    private Optional<Instant> sentUntil() throws IOException {
        return Files.exists(state)
                ? Optional.of(Instant.parse(Files.readString(state).strip()))
                : Optional.empty();
    }

    private void remember(Instant until) throws IOException {
        Path temporary = state.resolveSibling(state.getFileName() + ".tmp");
        Files.writeString(temporary, until.toString());
        Files.move(temporary, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String secret(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new IllegalStateException(name + " is not set");
        return value;
    }
}
