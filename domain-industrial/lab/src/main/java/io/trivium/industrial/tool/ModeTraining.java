package io.trivium.industrial.tool;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.ModeProfile;
import io.trivium.industrial.model.ModeRows;
import io.trivium.industrial.model.Temperature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the network for failure modes of one asset type on whole lives of which it is known what ended them. The assets that
 * {@link LifeTraining} holds out are held out here too: they choose the epoch and set the temperature, so they count as seen.
 *
 * @param lives each with the place of its mode among the modes
 */
record ModeTraining(
        String assetType,
        List<Life> lives,
        List<ModeProfile.Mode> modes,
        double horizon,
        List<String> settingNames,
        List<String> tagNames) {

    /** A whole life and what ended it. */
    record Life(AssetHistory history, int mode) {}

    /** Trains into a directory and writes the profile next to it. */
    void run(Training training, Path pack) throws IOException, InterruptedException {
        List<Life> learned = new ArrayList<>();
        List<Life> held = new ArrayList<>();
        for (Life life : lives) (LifeTraining.isHeldOut(life.history()) ? held : learned).add(life);
        if (learned.isEmpty() || held.isEmpty()) {
            throw new IOException(lives.size() + " lives are too few to train on: some must be held out; give more");
        }
        ModelReference name = training.reference();
        List<AssetHistory> histories = learned.stream().map(Life::history).toList();
        LifeProfile inputs = LifeProfile.of(assetType, name, histories, horizon).withNames(settingNames, tagNames);
        ModeProfile profile = new ModeProfile(assetType, name, inputs, modes, 1);
        ModeRows rows = learned(lives, inputs);
        ModeRows heldRows = held(lives, inputs);
        rows.write(training.rows());
        heldRows.write(training.heldRows());
        System.err.println(training.model() + ": " + rows.rows().size() + " windows of " + learned.size() + " lives, "
                + heldRows.rows().size() + " of " + held.size() + " held out; " + modes.size() + " modes");
        training.run(pack);
        List<float[]> answers =
                new PackLifeNetwork(training.runtime(), pack, "mode", training.work()).answers(heldRows.windows());
        profile.withTemperature(Temperature.of(profile.modes().size() + 1, answers, heldRows.labels()))
                .write(ModeProfile.besidePack(pack));
    }

    /** Windows of the lives that are learned from. */
    static ModeRows learned(List<Life> lives, LifeProfile profile) {
        List<Life> learned = lives.stream()
                .filter(life -> !LifeTraining.isHeldOut(life.history()))
                .toList();
        return rows(
                learned,
                profile,
                LifeTraining.stride(learned.stream().map(Life::history).toList()));
    }

    /** Windows of the lives that are held out. */
    static ModeRows held(List<Life> lives, LifeProfile profile) {
        return rows(
                lives.stream()
                        .filter(life -> LifeTraining.isHeldOut(life.history()))
                        .toList(),
                profile,
                LifeTraining.HELD_STRIDE);
    }

    private static ModeRows rows(List<Life> lives, LifeProfile profile, int stride) {
        ModeRows rows = new ModeRows();
        for (Life life : lives) rows.addLife(life.history(), life.mode(), profile, stride);
        return rows;
    }
}
