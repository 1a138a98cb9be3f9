package io.trivium.fin.tool;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.fin.bench.FinApi;
import io.trivium.fin.bench.ProcessCpu;
import io.trivium.fin.bench.SyncBench;
import io.trivium.fin.replay.AuthorizationSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows what something else that the platform does costs the latency of authorizations. */
@Command(
        name = "latency",
        description = {
            "Measure the synchronous API stretch after stretch for as long as a file exists. Each stretch becomes a line of",
            "that file, as JSON with its begin and end, so that another program sees when it may begin, and which of them overlapped",
            "its own work."
        },
        mixinStandardHelpOptions = true)
final class LatencyCommand implements Callable<Integer> {
    private static final Duration LINGER = Duration.ofMillis(5);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--while",
            required = true,
            paramLabel = "FILE",
            description = "It continues while this file exists.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--tenant",
            defaultValue = "demo-bank",
            description = "Tenant of the token that the API is called with (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--rate", defaultValue = "100", description = "Requests a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seconds", defaultValue = "30", description = "Length of a stretch (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--most", defaultValue = "600", description = "Seconds of all stretches (${DEFAULT-VALUE}).")
    private int most;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonMapper json = JsonMapper.builder()
                .findAndAddModules()
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        try (FinApi client = api.connect("TRIVIUM_INGEST_CLIENT_ID", "TRIVIUM_INGEST_CLIENT_SECRET");
                AuthorizationSender sender = kafka.sender(tenant, "/fin/bench", LINGER)) {
            new SyncBench(kafka.bootstrap(), sender, client, new ProcessCpu(Map.of()), tool.terminal()::say)
                    .stretches(new SyncBench.Plan(rate, most), seconds, stretch -> append(json, stretch));
        }
        return 0;
    }

    /** False when the file is gone. */
    private boolean append(JsonMapper json, SyncBench.Stretch stretch) {
        if (!Files.exists(file)) return false;
        try {
            Files.writeString(file, json.writeValueAsString(stretch) + '\n', StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written", e);
        }
    }
}
