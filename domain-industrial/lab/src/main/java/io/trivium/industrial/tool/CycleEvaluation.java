package io.trivium.industrial.tool;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.evaluation.ClassFigures;
import io.trivium.industrial.evaluation.CycleFigures;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleRows;
import io.trivium.industrial.simulation.WeldCell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates the detection of defective weld cycles on simulated cells that no pack was trained on, with as many good
 * cycles as are assumed in use; compares the pack with simple rivals that are trained on the same cells.
 */
record CycleEvaluation(RuntimeTool runtime, Path pack, Path work, RivalTrial rivals) {
    private static final int CELLS = 150;
    private static final int CYCLES = 40;

    Map<String, Object> welds(long seed) throws IOException, InterruptedException {
        CycleProfile profile = CycleProfile.ofPack(pack);
        if (!profile.assetType().equals(Packs.WELDING_CELL)) {
            throw new IOException(pack + " is for " + profile.assetType() + ", not for " + Packs.WELDING_CELL);
        }
        CycleRows rows =
                new SimulatedWelds(profile.usualGood(), CYCLES).of(WeldCell.cells(CELLS, seed), "test-weld-cell");
        List<String> classes = new ArrayList<>();
        for (int c = 0; c < profile.classes(); c++) classes.add(profile.name(c));
        CycleFigures figures = new CycleFigures(classes);
        List<float[]> answers = new PackAnswers(runtime, pack, "defect", work)
                .of(CycleRows.inputs(rows.windows()), rows.rows().size());
        for (int r = 0; r < answers.size(); r++) {
            CycleRows.Row row = rows.rows().get(r);
            figures.add(row.label(), row.severity(), profile.probabilities(answers.get(r)));
        }
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("model", profile.model());
        measured.put("cells", CELLS);
        measured.putAll(figures.asMap());
        int[] labels = rows.labels();
        long[] entities = rows.rows().stream().mapToLong(CycleRows.Row::asset).toArray();
        CycleTraining trained = new CycleTraining(EvaluateCommand.TRAINED_WITH);
        Map<String, float[][][]> simple =
                rivals.answers(trained.rows(false)::write, trained.rows(true)::write, rows::write);
        simple.values().forEach(trainings -> {
            for (float[][] training : trainings) asInUse(profile, training);
        });
        float[][] served = answers.stream()
                .map(answer -> floats(profile.probabilities(answer)))
                .toArray(float[][]::new);
        measured.put("ablation_figure", "macro_f1; entities are cells");
        measured.put(
                "ablation",
                new Ablation(entities, Better.HIGHER, (given, some) -> ClassFigures.macroF1(labels, given, some))
                        .rows(new float[][][] {served}, simple));
        return measured;
    }

    /** With as many good cycles as are assumed in use, as the profile does for the network. */
    private static void asInUse(CycleProfile profile, float[][] answers) {
        for (int r = 0; r < answers.length; r++) {
            double[] probabilities = new double[profile.classes()];
            for (int c = 0; c < probabilities.length; c++) probabilities[c] = answers[r][c];
            answers[r] = floats(CycleProfile.usual(probabilities, profile.learnedGood(), profile.usualGood()));
        }
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) numbers[i];
        return floats;
    }
}
