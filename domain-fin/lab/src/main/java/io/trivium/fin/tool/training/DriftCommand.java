package io.trivium.fin.tool.training;

import io.trivium.fin.drift.Champion;
import io.trivium.fin.drift.ChampionFigures;
import io.trivium.fin.drift.Drift;
import io.trivium.fin.drift.DriftedDays;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.tool.ArchiveOptions;
import io.trivium.fin.tool.FinTool;
import io.trivium.fin.tool.ToolException;
import io.trivium.fin.tool.WorkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures what daily updates are worth when the world changes. */
@Command(
        name = "drift",
        description =
                "Replay days of an archive into which drifts are put, with labels seven days late, and compare a frozen,"
                        + " a weekly and a daily champion. Takes a quarter of an hour a drift on one core.",
        mixinStandardHelpOptions = true)
public final class DriftCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Option(
            names = "--days",
            paramLabel = "D..D",
            description = "Days that the champions live through; the last 28 of the archive by default.")
    private @Nullable DayRange days;

    @Option(
            names = "--drifts",
            split = ",",
            paramLabel = "DRIFT",
            defaultValue = "none,new-fraud,amount-inflation,merchant-shift",
            description = "Each in a world of its own (${DEFAULT-VALUE}). The losses are held against none.")
    private List<String> drifts = List.of();

    @Option(
            names = "--drift-after",
            paramLabel = "N",
            defaultValue = "7",
            description = "Days before the world changes (${DEFAULT-VALUE}).")
    private int driftAfter;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "7",
            description = "Days of labels that a challenger is trained on (${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of the drifts and the trainings (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Directory of packs and scores, which stay there; a stopped replay continues from it. A"
                    + " temporary one by default.")
    private @Nullable Path work;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AuthorizationArchive opened = archive.open();
        DayRange lived = days != null ? days : new DayRange(opened.lastDay().minusDays(27), opened.lastDay());
        if (window < 1) throw new ToolException("--window is at least a day, not " + window);
        if (driftAfter < 0 || driftAfter >= lived.length()) {
            throw new ToolException("--drift-after " + driftAfter + " lies outside " + lived);
        }
        List<Drift> wanted = drifts.stream().map(Drift::ofLabel).distinct().toList();
        Path directory = work != null ? Files.createDirectories(work) : Files.createTempDirectory("fin-drift-");
        Map<Drift, Map<Champion, ChampionFigures>> found = new EnumMap<>(Drift.class);
        try {
            for (Drift drift : wanted) {
                tool.terminal().say("World: " + drift.label());
                DriftReplay replay = new DriftReplay(
                        tool.terminal(),
                        training,
                        archive,
                        new DriftedDays(opened, drift, lived.first().plusDays(driftAfter), seed),
                        lived,
                        window,
                        seed,
                        directory.resolve(drift.label()));
                found.put(drift, replay.run());
            }
        } finally {
            if (work == null) WorkFiles.delete(directory);
        }
        DriftReport report = new DriftReport(lived, lived.first().plusDays(driftAfter), window, seed, found);
        if (json) tool.terminal().json(report.json());
        else tool.terminal().result(report.text());
        return 0;
    }
}
