package io.trivium.fin.tool;

import io.trivium.fin.replay.ArchiveWriter;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.simulation.LongHistories;
import io.trivium.fin.simulation.PaymentSimulator;
import io.trivium.fin.simulation.SimulationConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes a simulated archive. */
@Command(
        name = "generate",
        description = "Write simulated authorizations as daily files that the other commands read.",
        mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
    private static final int LEAST_LONG = 400;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to write to.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--days", required = true, description = "Number of days.")
    private int days;

    @Option(names = "--first", defaultValue = "2026-01-01", description = "First day (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private LocalDate first;

    @Option(names = "--seed", defaultValue = "20260101", description = "Seed of the world (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--cards", defaultValue = "6000", description = "Cards (${DEFAULT-VALUE}).")
    private int cards;

    @Option(names = "--terminals", defaultValue = "1200", description = "Terminals (${DEFAULT-VALUE}).")
    private int terminals;

    @Option(
            names = "--per-card-day",
            defaultValue = "0.25",
            description = "Mean authorizations of a card a day (${DEFAULT-VALUE}).")
    private double perCardDay;

    @Option(
            names = "--bare-share",
            defaultValue = "0",
            description =
                    "Share of cards whose authorizations say less: three fifths of them nothing but card, terminal,"
                            + " amount and time, the others nothing of device, counterparty and distance (${DEFAULT-VALUE}).")
    private double bareShare;

    @Option(
            names = "--long-histories",
            description = "Frauds that differ from genuine payments by what the card did months before; of the other"
                    + " options only --days, --first, --seed and --cards count.")
    private boolean longHistories;

    @Override
    public Integer call() throws IOException {
        if (days < 1 || days > 3_660) throw new ToolException("--days must lie in [1, 3660]: " + days);
        if (longHistories && days < LEAST_LONG) throw new ToolException("--long-histories needs --days " + LEAST_LONG);
        PaymentSimulator simulator =
                new PaymentSimulator(new SimulationConfig(seed, cards, terminals, perCardDay, bareShare));
        List<List<RecordedAuthorization>> all =
                longHistories ? new LongHistories(seed, cards).days(first, days) : List.of();
        ArchiveWriter writer = new ArchiveWriter(out);
        long rows = 0;
        long frauds = 0;
        try (Terminal.Bar bar = tool.terminal().bar("generate", days)) {
            DayRange range = new DayRange(first, first.plusDays(days - 1L));
            for (LocalDate day : range.days()) {
                List<RecordedAuthorization> made = longHistories
                        ? all.get(Math.toIntExact(day.toEpochDay() - first.toEpochDay()))
                        : simulator.day(day);
                writer.write(day, made);
                rows += made.size();
                frauds += made.stream().filter(RecordedAuthorization::fraud).count();
                bar.at(day.toEpochDay() - first.toEpochDay() + 1, rows + " authorizations");
            }
        }
        tool.terminal().json(Map.of("days", days, "authorizations", rows, "frauds", frauds));
        return 0;
    }
}
