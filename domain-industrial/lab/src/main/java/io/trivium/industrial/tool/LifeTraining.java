package io.trivium.industrial.tool;

import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.IntervalMargin;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeEstimator;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the network for remaining useful life of one asset type on whole lives. One asset of seven is held out: these
 * choose the epoch and set how wide the interval has to be (conformalised quantile regression: Romano, Patterson and
 * Candès, arXiv 1905.03222), so they count as seen.
 *
 * @param settingNames names of the lives' settings, where they have names
 * @param tagNames names of their tags
 */
record LifeTraining(
        String assetType, List<AssetHistory> lives, double horizon, List<String> settingNames, List<String> tagNames) {
    private static final int HELD_OUT = 7;

    /** About so many windows are learned from: more of the same life say little more and take longer. */
    private static final int ROWS = 18_000;

    /** Cycles between the windows of a held-out asset. */
    static final int HELD_STRIDE = 5;

    /** More than the 90 % that are promised: held-out lives are few, and the windows of one resemble each other. */
    private static final double LEVEL = 0.95;

    /** Trains into a directory and writes the profile next to it. */
    void run(Training training, Path pack) throws IOException, InterruptedException {
        List<AssetHistory> learned = new ArrayList<>();
        List<AssetHistory> held = new ArrayList<>();
        for (AssetHistory life : lives) (isHeldOut(life) ? held : learned).add(life);
        if (learned.isEmpty() || held.isEmpty())
            throw new IOException(lives.size() + " lives are too few to train on: some must be held out; give more");
        LifeProfile unnamed = LifeProfile.of(assetType, training.model() + ":" + training.version(), learned, horizon);
        LifeProfile profile = tagNames.isEmpty() ? unnamed : unnamed.withNames(settingNames, tagNames);
        LifeRows rows = learned(lives, profile);
        LifeRows heldRows = held(lives, profile);
        rows.write(training.rows(), horizon);
        heldRows.write(training.heldRows(), horizon);
        System.err.println(training.model() + ": " + rows.rows().size() + " windows of " + learned.size() + " lives, "
                + heldRows.rows().size() + " of " + held.size() + " held out; "
                + profile.scale().regimes().count() + " regimes, "
                + profile.tags().columns().length + " tags");
        training.run(pack);
        profile.withMargin(margin(training, profile, heldRows.rows(), pack)).write(LifeProfile.besidePack(pack));
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

    private double margin(Training training, LifeProfile profile, List<LifeRows.Row> held, Path pack) {
        List<LifeWindow> windows = held.stream().map(LifeRows.Row::window).toList();
        List<LifeEstimate> estimates = new LifeEstimator(
                        profile, new PackLifeNetwork(training.runtime(), pack, "life", training.work()))
                .estimates(windows);
        double[] truth = held.stream()
                .mapToDouble(row -> Math.min(horizon, row.remaining()))
                .toArray();
        return IntervalMargin.of(estimates, truth, LEVEL);
    }
}
