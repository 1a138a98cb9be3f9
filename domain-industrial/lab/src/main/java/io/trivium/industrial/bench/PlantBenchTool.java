package io.trivium.industrial.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Machine;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.inference.ClientCredentialsTokens;
import io.trivium.core.sql.SqlFailure;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The factory's benchmark as a program; the report is written to standard output, progress to standard error. Secrets
 * come by the environment: {@code TRIVIUM_INGEST_CLIENT_SECRET}, {@code TRIVIUM_MQTT_PASSWORD},
 * {@code TRIVIUM_DATABASE_URL}, {@code _USER} and {@code _PASSWORD}.
 */
@Command(name = "plant-bench", mixinStandardHelpOptions = true, description = "Measures a running factory's service.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class PlantBenchTool implements Callable<Integer> {

    /** The part to measure. */
    enum Part {
        INGEST,
        QUERY
    }

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

    @Option(names = "--only", split = ",", description = "${COMPLETION-CANDIDATES}; all by default.")
    private List<Part> only = List.of(Part.values());

    @Option(names = "--rate", defaultValue = "30000", description = "Values a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "600", description = "Length of the run (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--assets", defaultValue = "1000", description = "Machines that send (${DEFAULT-VALUE}).")
    private int assets;

    @Option(names = "--tags", defaultValue = "10", description = "Values a message (${DEFAULT-VALUE}).")
    private int tags;

    @Option(names = "--rows", defaultValue = "100000000", description = "Readings asked among (${DEFAULT-VALUE}).")
    private long rows;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new PlantBenchTool());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        String secret = Readings.environment("TRIVIUM_INGEST_CLIENT_SECRET");
        String password = Readings.environment("TRIVIUM_MQTT_PASSWORD");
        IngestBench.Options options = new IngestBench.Options(rate, seconds, assets, tags, user, password);
        List<Target> targets = new ArrayList<>();
        try (ClientCredentialsTokens tokens =
                        new ClientCredentialsTokens(endpoint, client, secret, InstantSource.system());
                Readings readings = new Readings()) {
            PlantClient plant = new PlantClient(service, tokens);
            if (only.contains(Part.INGEST)) {
                AlarmProbe alarms = new AlarmProbe(plant, broker, options);
                targets.addAll(new IngestBench(plant, broker, options).run(readings, alarms));
            }
            if (only.contains(Part.QUERY)) targets.addAll(new QueryBench(plant, rows).run(readings));
        } catch (IOException | SQLException | SqlFailure e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
        BenchReport report = new BenchReport(Instant.now(), Machine.current(), load(), targets);
        System.out.println(json ? report.toJson().stripTrailing() : text(report));
        return 0;
    }

    private String load() {
        List<String> parts = new ArrayList<>();
        if (only.contains(Part.INGEST)) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%,d values/s for %d s over MQTT, QoS 1, JSON, %d values a message, %,d machines",
                    rate,
                    seconds,
                    tags,
                    assets));
        }
        if (only.contains(Part.QUERY)) {
            parts.add(String.format(Locale.ROOT, "asset pages, one at a time, among %,d readings", rows));
        }
        return String.join("; ", parts);
    }

    private static String text(BenchReport report) {
        StringBuilder text = new StringBuilder(report.load());
        for (Target target : report.targets()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-36s %14s %-9s %s",
                    target.name(),
                    target.value() == null ? "-" : String.format(Locale.ROOT, "%,.3f", target.value()),
                    target.unit(),
                    target.target() == null ? "" : String.format(Locale.ROOT, "target %,.2f", target.target())));
        }
        return text.toString();
    }
}
