package io.trivium.fin.tool;

import io.trivium.fin.bench.DecisionBench;
import io.trivium.fin.bench.FinApi;
import io.trivium.fin.bench.Measured;
import io.trivium.fin.bench.SyncBench;
import io.trivium.fin.replay.AuthorizationSender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the running platform. */
@Command(
        name = "bench",
        description = {
            "Measure the time from sending an authorization to its decision, the highest rate held, and the synchronous",
            "API. What history costs is measured by the command history."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    /** The default of Kafka's own producers; latency is measured from before the linger time. */
    private static final Duration DEFAULT_LINGER = Duration.ofMillis(5);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--tenant",
            defaultValue = "replay-bank",
            description = "Tenant that receives the load; must be a historical one (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--rate", defaultValue = "200", description = "Authorizations a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Length of a measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--search",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also look for the highest rate held (default: yes).")
    private boolean search;

    @Option(
            names = "--history-days",
            defaultValue = "" + DecisionBench.HISTORY_DAYS,
            description = "Days that fill the windows before measuring (${DEFAULT-VALUE}).")
    private int historyDays;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Measure only these: ${COMPLETION-CANDIDATES} (default: both).")
    private final Set<Part> only = EnumSet.noneOf(Part.class);

    @Option(
            names = "--sync-rate",
            defaultValue = "300",
            description = "Requests a second to the synchronous API (${DEFAULT-VALUE}).")
    private double syncRate;

    @Option(
            names = "--sync-seconds",
            defaultValue = "60",
            description = "Length of that measurement (${DEFAULT-VALUE}).")
    private int syncSeconds;

    @Option(
            names = "--sync-tenant",
            defaultValue = "demo-bank",
            description = "Tenant of the token that the synchronous API is called with (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String syncTenant;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Mixin
    private final CpuOptions processes = new CpuOptions();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    /** The parts that can be measured separately. */
    enum Part {
        /** From Kafka to Kafka, and the highest rate held. */
        stream,
        /** {@code POST /v1/authorizations}. */
        sync
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Measured> parts = new ArrayList<>();
        if (wanted(Part.stream)) {
            DecisionBench.Plan plan = new DecisionBench.Plan(rate, seconds, search, historyDays);
            try (AuthorizationSender sender = kafka.sender(tenant, "/fin/bench", DEFAULT_LINGER)) {
                parts.add(
                        new DecisionBench(kafka.bootstrap(), sender, processes.cpu(), tool.terminal()::say).run(plan));
            }
        }
        if (wanted(Part.sync)) {
            SyncBench.Plan plan = new SyncBench.Plan(syncRate, syncSeconds);
            try (FinApi client = api.connect("TRIVIUM_INGEST_CLIENT_ID", "TRIVIUM_INGEST_CLIENT_SECRET");
                    AuthorizationSender sender = kafka.sender(syncTenant, "/fin/bench", DEFAULT_LINGER)) {
                parts.add(new SyncBench(kafka.bootstrap(), sender, client, processes.cpu(), tool.terminal()::say)
                        .run(plan));
            }
        }
        BenchOutput.print(tool.terminal(), Measured.report(parts), json);
        return 0;
    }

    private boolean wanted(Part part) {
        return only.isEmpty() || only.contains(part);
    }
}
