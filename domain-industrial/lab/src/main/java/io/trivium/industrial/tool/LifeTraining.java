package io.trivium.industrial.tool;

import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeEstimator;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Trains the network for remaining useful life of one asset type on whole lives. One asset of seven is held out: these
 * choose the epoch, so they count as seen. How wide the interval has to be follows from the other lives, by as many further
 * trainings as there are folds, each without the lives of one ({@link IntervalMargin}).
 *
 * @param settingNames names of the lives' settings, where they have names
 * @param tagNames names of their tags
 */
record LifeTraining(
        String assetType, List<AssetHistory> lives, double horizon, List<String> settingNames, List<String> tagNames) {
    private static final int HELD_OUT = 7;

    /** About so many windows are learned from: more of the same life say little more and take longer. */
    private static final int ROWS = 18_000;

    /** Cycles between the windows of an asset that is not learned from. */
    static final int HELD_STRIDE = 5;

    private static final int FOLDS = 5;

    /** Share of the true values that is promised to be in the interval. */
    private static final double LEVEL = 0.9;

    /** Trains into a directory and writes the profile next to it. */
    void run(Training training, Path pack) throws IOException, InterruptedException {
        List<AssetHistory> learned =
                lives.stream().filter(life -> !isHeldOut(life)).toList();
        if (learned.size() < FOLDS || learned.size() == lives.size()) {
            throw new IOException(lives.size() + " lives are too few to train on: some must be held out; give more");
        }
        LifeProfile profile = train(training, lives, pack);
        profile.withMargin(margin(training, learned)).write(LifeProfile.besidePack(pack));
    }

    /** Trains on those of some lives that are not held out. */
    private LifeProfile train(Training training, List<AssetHistory> some, Path pack)
            throws IOException, InterruptedException {
        List<AssetHistory> learned =
                some.stream().filter(life -> !isHeldOut(life)).toList();
        LifeProfile unnamed = LifeProfile.of(assetType, training.reference(), learned, horizon);
        LifeProfile profile = tagNames.isEmpty() ? unnamed : unnamed.withNames(settingNames, tagNames);
        LifeRows rows = learned(some, profile);
        LifeRows heldRows = held(some, profile);
        rows.write(training.rows(), horizon);
        heldRows.write(training.heldRows(), horizon);
        System.err.println(training.model() + ": " + rows.rows().size() + " windows of " + learned.size() + " lives, "
                + heldRows.rows().size() + " of " + (some.size() - learned.size()) + " held out; "
                + profile.scale().regimes().count() + " regimes, "
                + profile.tags().columns().length + " tags");
        training.run(pack);
        return profile;
    }

    /** Whether an asset is held out, by a hash of its name. */
    static boolean isHeldOut(AssetHistory life) {
        return Long.remainderUnsigned(LifeRows.hash(life.asset()), HELD_OUT) == 0;
    }

    /** Cycles between the windows that are learned from, so that there are about {@link #ROWS}. */
    static int stride(List<AssetHistory> learned) {
        int cycles = learned.stream().mapToInt(AssetHistory::cycles).sum();
        return Math.max(1, Math.round(cycles / (float) ROWS));
    }

    /** Windows of the lives that are learned from. */
    static LifeRows learned(List<AssetHistory> lives, LifeProfile profile) {
        List<AssetHistory> learned =
                lives.stream().filter(life -> !isHeldOut(life)).toList();
        return rows(learned, profile, stride(learned));
    }

    /** Windows of the lives that are held out. */
    static LifeRows held(List<AssetHistory> lives, LifeProfile profile) {
        return rows(lives.stream().filter(LifeTraining::isHeldOut).toList(), profile, HELD_STRIDE);
    }

    private static LifeRows rows(List<AssetHistory> assets, LifeProfile profile, int stride) {
        LifeRows rows = new LifeRows();
        for (AssetHistory asset : assets) rows.addLife(asset, profile, stride);
        return rows;
    }

    /** The margin from the answers to each life of a network that was trained without the life's fold. */
    private double margin(Training training, List<AssetHistory> learned) throws IOException, InterruptedException {
        List<AssetHistory> ordered = learned.stream()
                .sorted(Comparator.comparingLong(life -> LifeRows.hash(life.asset())))
                .toList();
        List<IntervalMargin.Score> scores = new ArrayList<>();
        double squares = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            List<AssetHistory> without = new ArrayList<>();
            for (int i = fold; i < ordered.size(); i += FOLDS) without.add(ordered.get(i));
            List<AssetHistory> others =
                    lives.stream().filter(life -> !without.contains(life)).toList();
            Training part = training.part(fold + 1);
            Path pack = part.partPack();
            Files.createDirectories(pack.getParent());
            LifeProfile profile = train(part, others, pack);
            List<LifeRows.Row> rows = rows(without, profile, HELD_STRIDE).rows();
            List<LifeWindow> windows = rows.stream().map(LifeRows.Row::window).toList();
            List<float[]> answers = new PackLifeNetwork(part.runtime(), pack, "life", part.work()).answers(windows);
            List<LifeEstimate> estimates = new LifeEstimator(profile, _ -> answers).estimates(windows);
            for (int r = 0; r < answers.size(); r++) {
                scores.add(IntervalMargin.Score.of(rows.get(r), answers.get(r), horizon));
                double truth = Math.min(horizon, rows.get(r).remaining());
                squares += Math.pow(estimates.get(r).cycles() - truth, 2) / answers.size() / FOLDS;
            }
        }
        double margin = IntervalMargin.of(scores, LEVEL);
        System.err.printf(
                Locale.ROOT,
                "%s: lives of the folds: root mean square error %.3f cycles, margin %.3f%n",
                training.model(),
                Math.sqrt(squares),
                margin);
        return margin;
    }
}
