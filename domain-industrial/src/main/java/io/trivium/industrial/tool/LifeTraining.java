package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.IntervalMargin;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeEstimator;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the network for remaining useful life of one asset type on whole lives. One asset of seven is held out: these
 * choose the epoch and set how wide the interval has to be (conformalised quantile regression: Romano, Patterson and
 * Candès, arXiv 1905.03222), so they count as seen.
 *
 * @param model name of the pack
 * @param settingNames names of the lives' settings, where they have names
 * @param tagNames names of their tags
 */
record LifeTraining(
        String assetType,
        String model,
        String version,
        List<AssetHistory> lives,
        double horizon,
        List<String> settingNames,
        List<String> tagNames,
        Path work) {
    private static final int HELD_OUT = 7;

    /** About so many windows are learned from: more of the same life say little more and take longer. */
    private static final int ROWS = 18_000;

    /** Cycles between the windows of a held-out asset. */
    private static final int HELD_STRIDE = 5;

    /** More than the 90 % that are promised: held-out lives are few, and the windows of one resemble each other. */
    private static final double LEVEL = 0.95;

    /** How a training is told to the model runtime's tool. */
    record Command(Path spec, long seed, String revision, String dataName, String licence) {}

    /** Trains into a directory and writes the profile beside it. */
    void run(RuntimeTool runtime, Command command, Path pack) throws IOException, InterruptedException {
        List<AssetHistory> learned = new ArrayList<>();
        List<AssetHistory> held = new ArrayList<>();
        for (AssetHistory life : lives)
            (Long.remainderUnsigned(LifeRows.hash(life.asset()), HELD_OUT) == 0 ? held : learned).add(life);
        if (learned.isEmpty() || held.isEmpty())
            throw new IOException(lives.size() + " lives are too few to train on: some must be held out; give more");
        LifeProfile unnamed = LifeProfile.of(assetType, model + ":" + version, learned, horizon);
        LifeProfile profile = tagNames.isEmpty() ? unnamed : unnamed.withNames(settingNames, tagNames);
        int cycles = learned.stream().mapToInt(AssetHistory::cycles).sum();
        LifeRows rows = rows(learned, profile, Math.max(1, Math.round(cycles / (float) ROWS)));
        LifeRows heldRows = rows(held, profile, HELD_STRIDE);
        Path trainingFile = work.resolve(model + "-training.safetensors");
        Path heldFile = work.resolve(model + "-validation.safetensors");
        rows.write(trainingFile, horizon);
        heldRows.write(heldFile, horizon);
        System.err.println(model + ": " + rows.rows().size() + " windows of " + learned.size() + " lives, "
                + heldRows.rows().size() + " of " + held.size() + " held out; "
                + profile.scale().regimes().count() + " regimes, "
                + profile.tags().columns().length + " tags");
        if (!Files.exists(pack)) {
            List<String> arguments = new ArrayList<>(List.of("train", "--spec"));
            arguments.add(command.spec().toAbsolutePath().toString());
            arguments.addAll(List.of("--data", trainingFile.toString(), "--validation", heldFile.toString()));
            arguments.addAll(List.of("--out", pack.toString(), "--seed", Long.toString(command.seed())));
            arguments.addAll(List.of("--name", model, "--model-version", version));
            arguments.addAll(List.of("--code-revision", command.revision()));
            arguments.addAll(List.of("--data-name", command.dataName(), "--data-licence", command.licence()));
            arguments.addAll(List.of(
                    "--checkpoint",
                    work.resolve(model + ".checkpoint.safetensors").toString()));
            runtime.run(arguments);
        }
        profile.withMargin(margin(runtime, profile, heldRows.rows(), pack)).write(LifeProfile.besidePack(pack));
    }

    private static LifeRows rows(List<AssetHistory> assets, LifeProfile profile, int stride) {
        LifeRows rows = new LifeRows();
        for (AssetHistory asset : assets) rows.addLife(asset, profile, stride);
        return rows;
    }

    private double margin(RuntimeTool runtime, LifeProfile profile, List<LifeRows.Row> held, Path pack) {
        List<LifeWindow> windows = held.stream().map(LifeRows.Row::window).toList();
        List<LifeEstimate> estimates =
                new LifeEstimator(profile, new PackLifeNetwork(runtime, pack, work)).estimates(windows);
        double[] truth = held.stream()
                .mapToDouble(row -> Math.min(horizon, row.remaining()))
                .toArray();
        return IntervalMargin.of(estimates, truth, LEVEL);
    }
}
