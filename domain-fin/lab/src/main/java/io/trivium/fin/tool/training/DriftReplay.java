package io.trivium.fin.tool.training;

import io.trivium.fin.drift.Champion;
import io.trivium.fin.drift.ChampionFigures;
import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.evaluation.RankingMetrics;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedDays;
import io.trivium.fin.tool.ArchiveOptions;
import io.trivium.fin.tool.FeatureProgress;
import io.trivium.fin.tool.ModelColumns;
import io.trivium.fin.tool.Terminal;
import io.trivium.fin.tool.WorkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Replays days of one world with three champions. On each day a champion scores the payments of that day; it may be
 * trained on the days whose labels are all known by then. A challenger is trained on four fifths of the cards and
 * replaces the champion when it ranks the last fifth at least as well; its best epoch was chosen on the same fifth,
 * which favours it a little. A stopped replay continues from its directory.
 */
final class DriftReplay {
    private static final int HELD_OUT = 5;
    private static final int WEEK = 7;

    private final Terminal terminal;
    private final Training training;
    private final ArchiveOptions archive;
    private final Path spec;
    private final Path update;
    private final List<String> columns;
    private final DayRange days;
    private final int window;
    private final long seed;
    private final Path directory;
    private final FeatureDataset all;
    private final Map<LocalDate, List<Integer>> testRows;

    /**
     * Reads the days and computes their features.
     *
     * @param window days of labels that a challenger is trained on
     * @param directory of this world's packs and scores
     */
    DriftReplay(
            Terminal terminal,
            TrainingOptions options,
            ArchiveOptions archive,
            RecordedDays world,
            DayRange days,
            int window,
            long seed,
            Path directory)
            throws IOException {
        this.terminal = terminal;
        this.training = new Training(options.tools());
        this.archive = archive;
        this.spec = options.spec();
        this.update = Files.createDirectories(directory).resolve("update.yaml");
        this.columns = ModelColumns.ofSpec(spec);
        this.days = days;
        this.window = window;
        this.seed = seed;
        this.directory = directory;
        UpdateSpec.write(spec, update);
        DayRange read = new DayRange(learned(days.first()).first(), days.last());
        try (FeatureProgress progress = new FeatureProgress(terminal, read)) {
            this.all = FeatureDataset.of(world, read, progress);
        }
        this.testRows = testRows();
    }

    private Map<LocalDate, List<Integer>> testRows() {
        DelayedLabelSplit split =
                new DelayedLabelSplit(learned(days.first()), days, DelayedLabelSplit.HANDBOOK_DELAY_DAYS);
        Map<LocalDate, List<Integer>> rows = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            RecordedAuthorization row = all.rows().get(i);
            if (split.assign(row) == DelayedLabelSplit.Part.TEST) {
                rows.computeIfAbsent(row.day(), day -> new ArrayList<>()).add(i);
            }
        }
        return rows;
    }

    /** The days whose labels are all known on that day, the newest of them. */
    private DayRange learned(LocalDate day) {
        LocalDate last = day.minusDays(DelayedLabelSplit.HANDBOOK_DELAY_DAYS + 1L);
        return new DayRange(last.minusDays(window - 1L), last);
    }

    Map<Champion, ChampionFigures> run() throws IOException, InterruptedException {
        Path first = train("first", spec, Optional.empty(), days.first());
        Map<Champion, ChampionFigures> figures = new EnumMap<>(Champion.class);
        for (Champion champion : Champion.values()) figures.put(champion, run(champion, first));
        return figures;
    }

    private ChampionFigures run(Champion kind, Path first) throws IOException, InterruptedException {
        Path champion = first;
        int renewals = 0;
        int refusals = 0;
        TreeMap<LocalDate, Double> byDay = new TreeMap<>();
        List<LocalDate> wanted = days.days();
        for (int i = 0; i < wanted.size(); i++) {
            LocalDate day = wanted.get(i);
            FeatureDataset today = all.select(
                    new DayRange(day, day),
                    testRows.getOrDefault(day, List.of()).stream().mapToInt(Integer::intValue));
            FeatureDataset held = rows(learned(day), true);
            Scored own = score(champion, kind.label() + "-champion-" + day, held, today);
            if (i > 0 && isRenewed(kind, i)) {
                Path challenger = train(
                        kind.label() + "-" + day,
                        kind == Champion.DAILY ? update : spec,
                        kind == Champion.DAILY ? Optional.of(champion) : Optional.empty(),
                        day);
                Scored others = score(challenger, kind.label() + "-challenger-" + day, held, today);
                if (others.held() >= own.held()) {
                    champion = challenger;
                    own = others;
                    renewals++;
                } else {
                    refusals++;
                }
            }
            byDay.put(day, own.today());
            terminal.say(String.format(
                    Locale.ROOT,
                    "%s %s: average precision %.3f, held out %.3f, %d renewals, %d refusals",
                    kind.label(),
                    day,
                    own.today(),
                    own.held(),
                    renewals,
                    refusals));
        }
        return new ChampionFigures(byDay, renewals, refusals);
    }

    private static boolean isRenewed(Champion kind, int dayNumber) {
        return switch (kind) {
            case FROZEN -> false;
            case WEEKLY -> dayNumber % WEEK == 0;
            case DAILY -> true;
        };
    }

    /** Average precisions on held-out cards of the days with labels, and on the day itself. */
    private record Scored(double held, double today) {}

    private Scored score(Path pack, String name, FeatureDataset held, FeatureDataset today)
            throws IOException, InterruptedException {
        Path scores = directory.resolve(name + ".scores");
        if (!Files.exists(scores)) {
            Path rows = directory.resolve("rows.safetensors");
            Path part = directory.resolve("scores.part");
            DatasetFile.write(FeatureDataset.joined(held, today), columns, archive.name(), archive.licence(), rows);
            training.predict(pack, rows, part);
            Files.move(part, scores, StandardCopyOption.REPLACE_EXISTING);
        }
        float[] answers = DatasetFile.readScores(scores);
        return new Scored(
                averagePrecision(held, Arrays.copyOfRange(answers, 0, held.size())),
                averagePrecision(today, Arrays.copyOfRange(answers, held.size(), answers.length)));
    }

    private static double averagePrecision(FeatureDataset rows, float[] scores) {
        boolean[] fraud = new boolean[rows.size()];
        for (int i = 0; i < fraud.length; i++) fraud[i] = rows.rows().get(i).fraud();
        return RankingMetrics.of(scores, fraud).averagePrecision();
    }

    private Path train(String name, Path how, Optional<Path> from, LocalDate day)
            throws IOException, InterruptedException {
        Path pack = directory.resolve(name);
        if (Files.exists(pack)) return pack;
        DayRange learned = learned(day);
        Path part = directory.resolve("pack.part");
        if (Files.exists(part)) WorkFiles.delete(part);
        Path rows = directory.resolve("train.safetensors");
        Path held = directory.resolve("validation.safetensors");
        DatasetFile.write(rows(learned, false), columns, archive.name(), archive.licence(), rows);
        DatasetFile.write(rows(learned, true), columns, archive.name(), archive.licence(), held);
        training.train(
                how,
                from,
                new Training.Files(rows, held, Optional.empty()),
                part,
                new Training.Labelling("0", seed, archive.name(), archive.licence(), learned));
        Files.move(part, pack);
        return pack;
    }

    private FeatureDataset rows(DayRange range, boolean heldOut) {
        return all.select(range, IntStream.range(0, all.size()).filter(i -> {
            RecordedAuthorization row = all.rows().get(i);
            return range.contains(row.day()) && isHeldOut(row) == heldOut;
        }));
    }

    /** By card, so that none is on both sides. */
    private static boolean isHeldOut(RecordedAuthorization row) {
        return Math.floorMod(row.customerId().hashCode() * 0x9E3779B9, HELD_OUT) == 0;
    }
}
