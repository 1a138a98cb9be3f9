package io.trivium.fin.tool;

import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.TimePolicy;
import io.trivium.fin.stream.FeatureBackfill;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Computes the features of past authorizations once more. */
@Command(
        name = "backfill",
        description = {
            "Compute the features of past authorizations once more, by the code of this release, from the logs of authorizations",
            "and labels, and write each once to a topic. Killed or stopped, the same command continues. Prints JSON; exit code 0",
            "when the range was computed to its end, 1 when the run was stopped before."
        },
        mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Kafka client's settings, such as TLS and SASL.")
    private @Nullable Path kafkaProperties;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "TOPIC",
            description = "Topic of the features; must exist, and be empty at the beginning of a run.")
    @SuppressWarnings("NullAway.Init")
    private String out;

    @Option(names = "--from", paramLabel = "TIME", description = "Arrival of the first one written (default: all).")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Arrival of the first one left out (default: none).")
    private @Nullable Instant to;

    @Option(names = "--name", description = "Of the run, by which it continues (default: of the topic).")
    private @Nullable String name;

    @Option(
            names = "--tenants",
            split = ",",
            paramLabel = "TENANT",
            description = "Tenants of the service (default: whoever is in the log).")
    private Set<String> tenants = Set.of();

    @Option(
            names = "--historical-tenants",
            split = ",",
            paramLabel = "TENANT",
            description =
                    "Tenants that may send authorizations of any age, as the service's setting says (default: none).")
    private Set<String> historical = Set.of();

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            defaultValue = "P7D",
            description = "Largest age of an authorization when it comes in, as the service's setting says"
                    + " (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Duration maxAge;

    @Option(
            names = "--max-ahead",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description = "How far it may lie ahead, likewise (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Duration maxAhead;

    @Option(names = "--threads", defaultValue = "1", description = "Threads of the computation (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Local state (default: below the directory of temporary files).")
    private @Nullable Path state;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String run = name == null ? out.replace('.', '-') : name;
        if (!run.matches("[A-Za-z0-9-]{1,100}")) throw new ToolException("--name takes letters, digits and hyphens");
        if (threads < 1) throw new ToolException("--threads must be 1 or more: " + threads);
        FeatureBackfill.Plan plan = new FeatureBackfill.Plan(
                client(),
                run,
                out,
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                this::isServed,
                new TimePolicy(historical, maxAge, maxAhead),
                state == null ? Path.of(System.getProperty("java.io.tmpdir"), "trivium-backfill-" + run) : state,
                threads);
        long started = System.nanoTime();
        FeatureBackfill.Progress end = run(plan);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("run", run);
        report.put("records", end.taken());
        report.put("of", end.all());
        report.put("features_written", end.written());
        report.put("seconds", Duration.ofNanos(System.nanoTime() - started).toMillis() / 1e3);
        report.put("finished", end.finished());
        tool.terminal().json(report);
        return end.finished() ? 0 : 1;
    }

    private FeatureBackfill.Progress run(FeatureBackfill.Plan plan) throws InterruptedException {
        try (Terminal.Bar bar = tool.terminal().bar("records", 1_000)) {
            return new FeatureBackfill(plan)
                    .run(
                            Thread.currentThread()::isInterrupted,
                            now -> bar.at(1_000 * now.taken() / Math.max(1, now.all()), now.written() + " features"));
        } catch (IllegalArgumentException e) {
            throw new ToolException(String.valueOf(e.getMessage()), e);
        } catch (ExecutionException e) {
            throw new ToolException("the features cannot be computed on: " + e.getCause(), e);
        }
    }

    private boolean isServed(TenantId tenant) {
        return tenants.isEmpty() || tenants.contains(tenant.value());
    }

    private Map<String, String> client() throws IOException {
        Map<String, String> client = new HashMap<>();
        KafkaClients.ofTool(Map.of()).forEach((key, value) -> client.put(key, value.toString()));
        if (kafkaProperties != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(kafkaProperties)) {
                read.load(reader);
            }
            read.stringPropertyNames().forEach(key -> client.put(key, read.getProperty(key)));
        }
        client.put("bootstrap.servers", kafka.bootstrap());
        return client;
    }
}
