package io.trivium.industrial.tool;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.evaluation.ClassFigures;
import io.trivium.industrial.evaluation.ModeFigures;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.ModeProfile;
import io.trivium.industrial.model.ModeRows;
import io.trivium.industrial.simulation.PumpLife;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures failure modes on whole lives of simulated pumps, every fifth cycle of each. */
record ModeEvaluation(RuntimeTool runtime, Path pack, Path work, RivalTrial rivals) {
    private static final int STRIDE = 5;

    Map<String, Object> pumps(List<ModeTraining.Life> trained, List<PumpLife> lives)
            throws IOException, InterruptedException {
        ModeProfile profile = ModeProfile.ofPack(pack);
        if (!profile.assetType().equals(Packs.PUMP)) {
            throw new IOException(pack + " is for " + profile.assetType() + ", not for " + Packs.PUMP);
        }
        ModeRows rows = new ModeRows();
        for (int i = 0; i < lives.size(); i++) {
            AssetHistory history = lives.get(i).history("test-pump-" + i);
            rows.addLife(history, PumpLife.MODES.indexOf(lives.get(i).mode()), profile.inputs(), STRIDE);
        }
        List<float[]> answers = new PackLifeNetwork(runtime, pack, "mode", work).answers(rows.windows());
        ModeFigures figures = new ModeFigures();
        ModeFigures oneMode = new ModeFigures();
        for (int r = 0; r < answers.size(); r++) {
            ModeRows.Row row = rows.rows().get(r);
            double[] probabilities = profile.probabilities(answers.get(r));
            figures.add(row.row().remaining(), row.label(), probabilities);
            if (row.label() != ModeProfile.NONE) {
                oneMode.add(row.row().remaining(), row.label() - 1, ofFailures(probabilities));
            }
        }
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("model", profile.model());
        measured.put("pumps", lives.size());
        measured.putAll(figures.asMap());
        measured.put("which_mode_within_the_horizon", oneMode.asMap());
        int[] labels = rows.labels();
        long[] entities =
                rows.rows().stream().mapToLong(row -> row.row().asset()).toArray();
        measured.put("ablation_figure", "macro_f1; entities are pumps");
        measured.put(
                "ablation",
                new Ablation(entities, Better.HIGHER, (given, some) -> ClassFigures.macroF1(labels, given, some))
                        .rows(
                                new float[][][] {answers.toArray(float[][]::new)},
                                rivals.answers(
                                        ModeTraining.learned(trained, profile.inputs())::write,
                                        ModeTraining.held(trained, profile.inputs())::write,
                                        rows::write)));
        return measured;
    }

    /** Probabilities of the modes given that one of them comes. */
    private static double[] ofFailures(double[] probabilities) {
        double[] modes = new double[probabilities.length - 1];
        double sum = 0;
        for (int m = 0; m < modes.length; m++) sum += probabilities[m + 1];
        for (int m = 0; m < modes.length; m++) modes[m] = probabilities[m + 1] / Math.max(sum, Double.MIN_NORMAL);
        return modes;
    }
}
