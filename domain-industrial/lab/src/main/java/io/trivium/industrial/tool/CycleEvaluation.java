package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.evaluation.CycleFigures;
import io.trivium.industrial.evaluation.SoftmaxRegression;
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
 * cycles as are assumed in use; compares the pack with a plain model of the same summaries, trained on the same cells.
 */
record CycleEvaluation(RuntimeTool runtime, Path pack, Path work) {
    private static final int CELLS = 150;
    private static final int CYCLES = 40;

    /** The seed that the bundled pack was trained with. */
    private static final long TRAINED_WITH = 1;

    Map<String, Object> welds(long seed) throws IOException {
        CycleProfile profile = CycleProfile.ofPack(pack);
        if (!profile.assetType().equals(Packs.WELDING_CELL))
            throw new IOException(pack + " is for " + profile.assetType() + ", not for " + Packs.WELDING_CELL);
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
        measured.put("plain_model", plain(profile, classes, rows));
        return measured;
    }

    private static Map<String, Object> plain(CycleProfile profile, List<String> classes, CycleRows measured) {
        CycleRows learned = new CycleTraining(TRAINED_WITH).rows(false);
        SoftmaxRegression plain = SoftmaxRegression.of(features(learned), learned.labels(), profile.classes());
        CycleFigures figures = new CycleFigures(classes);
        for (CycleRows.Row row : measured.rows()) {
            double[] probabilities = plain.probabilities(row.window().features());
            figures.add(
                    row.label(),
                    row.severity(),
                    CycleProfile.usual(probabilities, profile.learnedGood(), profile.usualGood()));
        }
        return figures.asMap();
    }

    private static float[][] features(CycleRows rows) {
        return rows.rows().stream().map(row -> row.window().features()).toArray(float[][]::new);
    }
}
