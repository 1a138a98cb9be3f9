package io.trivium.fin.tool;

import io.trivium.fin.bench.FinApi;
import io.trivium.fin.bench.Measured;
import io.trivium.fin.bench.OverloadBench;
import io.trivium.fin.replay.AuthorizationSender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Sends more requests than the service can process. */
@Command(
        name = "overload",
        description = {
            "Measure the synchronous API at its capacity and at multiples of it: latency of what is admitted, what is decided a",
            "second, how quickly the rest is refused, and how soon all is as before."
        },
        mixinStandardHelpOptions = true)
final class OverloadCommand implements Callable<Integer> {
    private static final Duration LINGER = Duration.ofMillis(5);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--tenant",
            defaultValue = "demo-bank",
            description = "Tenant of the token that the API is called with (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--rate", defaultValue = "100", description = "Normal requests a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--times",
            split = ",",
            defaultValue = "3,10",
            description = "Multiples of the capacity (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> times;

    @Option(names = "--apart", description = "Say in the report that this has a processor of its own.")
    private boolean apart;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (FinApi client = api.connect("TRIVIUM_INGEST_CLIENT_ID", "TRIVIUM_INGEST_CLIENT_SECRET");
                AuthorizationSender sender = kafka.sender(tenant, "/fin/bench", LINGER)) {
            Measured measured = OverloadBench.run(
                    new OverloadBench.Plan(rate, times, apart),
                    api.service(),
                    kafka.bootstrap(),
                    client,
                    sender,
                    tool.terminal()::say);
            BenchOutput.print(tool.terminal(), Measured.report(List.of(measured)), json);
        }
        return 0;
    }
}
