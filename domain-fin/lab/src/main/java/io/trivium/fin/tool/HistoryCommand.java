package io.trivium.fin.tool;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.bench.FinApi;
import io.trivium.fin.bench.HistoryBench;
import io.trivium.fin.bench.HistoryFigures;
import io.trivium.fin.bench.HistoryRows;
import io.trivium.fin.bench.HistoryWorld;
import io.trivium.fin.bench.Measured;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.stream.StateSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The steps by which the launcher finds out what a large history costs; between them it stops and starts the service. */
@Command(
        name = "history",
        description = {
            "Measure what an authorization and a list cost after a history of some size, in steps:",
            "sample (the platform decides payments whose rows are then copied), rows (fill the table of decisions),",
            "state (write the feature state; the service must be stopped), measure."
        },
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    private static final int SAMPLE = 1_500;
    private static final double SAMPLE_RATE = 100;
    private static final String SAMPLE_IDS = "history-sample-";
    private static final Duration LINGER = Duration.ofMillis(5);

    /** The step to run. */
    enum Step {
        sample,
        rows,
        state,
        measure
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Parameters(paramLabel = "STEP", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init")
    private Step step;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Mixin
    private final CpuOptions processes = new CpuOptions();

    @Option(names = "--rows", required = true, description = "Rows of history, one decision each.")
    private long rows;

    @Option(names = "--tenant", defaultValue = "replay-bank", description = "A historical tenant (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(
            names = "--application-id",
            defaultValue = "trivium-fin",
            description = "Of the topology (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String applicationId;

    @Option(names = "--rate", defaultValue = "200", description = "Authorizations a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Length of the measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--out", paramLabel = "FILE", description = "Keep the figures in this file.")
    private @Nullable Path out;

    @Option(names = "--against", paramLabel = "FILE", description = "Compare with the figures of a smaller history.")
    private @Nullable Path against;

    @Option(names = "--json", description = "Print the comparison as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        HistoryWorld world = new HistoryWorld(rows, today);
        try (AuthorizationSender sender = kafka.sender(tenant, "/fin/bench", LINGER)) {
            HistoryBench bench = new HistoryBench(world, kafka.bootstrap(), sender, tool.terminal()::say);
            switch (step) {
                case sample -> sample(bench, today);
                case rows -> {
                    try (HistoryRows table = table()) {
                        long added = table.fill(world, SAMPLE_IDS, tool.terminal()::say);
                        tool.terminal().say(added + " rows added");
                    }
                }
                case state -> {
                    try (StateSeed seed = StateSeed.connect(kafka.bootstrap(), applicationId, new TenantId(tenant))) {
                        long written = bench.state(seed, Instant.now());
                        tool.terminal().say(written + " records of state written");
                    }
                }
                case measure -> measure(bench);
            }
        } catch (SQLException | SqlFailure e) {
            throw new ToolException("the database refuses: " + e.getMessage());
        }
        return 0;
    }

    private void sample(HistoryBench bench, LocalDate today) throws SQLException, InterruptedException {
        try (HistoryRows table = table()) {
            // Before any row, since rows in the default partition would keep their weeks there.
            table.partitions(today.minusDays(HistoryWorld.SPAN_DAYS + 80), today);
        }
        bench.sample(SAMPLE, SAMPLE_RATE, SAMPLE_IDS);
    }

    private void measure(HistoryBench bench) throws IOException, InterruptedException, SQLException {
        long present;
        try (HistoryRows table = table()) {
            present = table.count();
        }
        try (FinApi analyst = api.connect("TRIVIUM_ANALYST_CLIENT_ID", "TRIVIUM_ANALYST_CLIENT_SECRET")) {
            HistoryFigures figures = bench.measure(present, rate, seconds, processes.cpu(), analyst);
            if (out != null) figures.write(out);
            if (against != null) {
                Measured compared = HistoryFigures.compare(HistoryFigures.read(against), figures);
                BenchOutput.print(tool.terminal(), Measured.report(List.of(compared)), json);
            }
        }
    }

    private HistoryRows table() throws SQLException {
        return HistoryRows.connect(
                ApiOptions.required("TRIVIUM_DATABASE_URL"),
                ApiOptions.required("TRIVIUM_DATABASE_USER"),
                ApiOptions.required("TRIVIUM_DATABASE_PASSWORD"),
                tenant);
    }
}
