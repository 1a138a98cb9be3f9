package io.trivium.industrial.tool;

import io.trivium.core.model.ModelReference;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleRows;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.Temperature;
import io.trivium.industrial.simulation.WeldCell;
import io.trivium.industrial.simulation.WeldDefect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the network for defects of weld cycles on simulated cells. One cell of seven is held out with all of its cycles:
 * these choose the epoch and set the temperature, so they count as seen.
 */
record CycleTraining(long seed) {
    /** Cells that are learned from or held out. */
    static final int CELLS = 1_500;

    /** As many good cycles as defective ones, so that each defect is seen often enough. */
    static final double LEARNED_GOOD = 0.5;

    /** Assumed of cells in use. */
    static final double USUAL_GOOD = 0.9;

    private static final int CYCLES = 20;
    private static final int HELD_OUT = 7;
    private static final String NAME = "weld-cell";

    /** The cells of one part, with their welds. */
    CycleRows rows(boolean held) {
        List<WeldCell> cells = WeldCell.cells(CELLS, seed);
        CycleRows rows = new CycleRows();
        SimulatedWelds welds = new SimulatedWelds(LEARNED_GOOD, CYCLES);
        for (int cell = 0; cell < cells.size(); cell++) {
            String name = SimulatedWelds.name(NAME, cell);
            if (held == (Long.remainderUnsigned(LifeRows.hash(name), HELD_OUT) == 0)) {
                welds.add(rows, cells, cell, NAME);
            }
        }
        return rows;
    }

    /** Trains into a directory and writes the profile next to it. */
    void run(Training training, Path pack) throws IOException, InterruptedException {
        CycleRows learned = rows(false);
        CycleRows held = rows(true);
        learned.write(training.rows());
        held.write(training.heldRows());
        System.err.println(training.model() + ": " + learned.rows().size() + " cycles, "
                + held.rows().size() + " of other cells held out");
        training.run(pack);
        List<float[]> answers = new PackAnswers(training.runtime(), pack, "defect", training.work())
                .of(CycleRows.inputs(held.windows()), held.rows().size());
        CycleProfile profile = profile(training.reference());
        profile.withTemperature(Temperature.of(profile.classes(), answers, held.labels()))
                .write(CycleProfile.besidePack(pack));
    }

    private static CycleProfile profile(ModelReference model) {
        List<CycleProfile.Defect> defects = new ArrayList<>();
        for (WeldDefect defect : WeldDefect.ALL) defects.add(new CycleProfile.Defect(defect.label(), defect.code()));
        int stepMs = (int) Math.round(1000 * WeldCell.STEP_S);
        return new CycleProfile(Packs.WELDING_CELL, model, WeldCell.TAGS, stepMs, defects, 1, LEARNED_GOOD, USUAL_GOOD);
    }
}
