package io.trivium.industrial.tool;

import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleReference;
import io.trivium.industrial.model.CycleRows;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.model.CycleWindow;
import io.trivium.industrial.simulation.WeldCell;
import io.trivium.industrial.simulation.WeldDefect;
import io.trivium.industrial.simulation.WeldJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Welds of simulated cells, each compared with the good ones of its job as in a service that has seen a few of them. In
 * one of seven cases, one of those was not good.
 *
 * @param good share of good cycles
 * @param each cycles of a job, without those with which others are compared
 */
record SimulatedWelds(double good, int each) {
    private static final int FEWEST = CycleReference.LEAST_CYCLES;
    private static final int MOST = 24;
    private static final double SPOILED = 1 / 7.0;

    /** Least severity of a defect: below that there is none to speak of. */
    private static final double FAINTEST = 0.1;

    /** Numbers that a cell's cycles of one job may have. */
    private static final long NUMBERS = 1_000_000;

    /** The welds of some cells. */
    CycleRows of(List<WeldCell> cells, String name) {
        CycleRows rows = new CycleRows();
        for (int cell = 0; cell < cells.size(); cell++) add(rows, cells, cell, name);
        return rows;
    }

    /** Adds the welds of one of some cells. */
    void add(CycleRows rows, List<WeldCell> cells, int cell, String name) {
        Random random = new Random(cell);
        for (WeldJob job : cells.get(cell).jobs()) add(rows, cells.get(cell), job, name(name, cell), random);
    }

    /** Returns the name of a cell. */
    static String name(String name, int cell) {
        return name + "-" + cell;
    }

    private void add(CycleRows rows, WeldCell cell, WeldJob job, String name, Random random) {
        long number = job.number() * NUMBERS;
        int known = FEWEST + random.nextInt(MOST - FEWEST + 1);
        int spoiled = random.nextDouble() < SPOILED ? random.nextInt(known) : -1;
        List<CycleShape> seen = new ArrayList<>();
        for (int cycle = 0; cycle < known; cycle++) {
            WeldDefect defect = cycle == spoiled ? drawn(random) : null;
            seen.add(shape(cell, job, number++, defect, defect == null ? 0 : severity(random)));
        }
        CycleReference reference = CycleReference.of(seen);
        for (int cycle = 0; cycle < each; cycle++) {
            WeldDefect defect = random.nextDouble() < good ? null : drawn(random);
            double severity = defect == null ? 0 : severity(random);
            CycleShape shape = shape(cell, job, number++, defect, severity);
            int label = defect == null ? CycleProfile.GOOD : 1 + WeldDefect.ALL.indexOf(defect);
            rows.add(CycleWindow.of(shape, reference), label, severity, name);
        }
    }

    private static CycleShape shape(
            WeldCell cell, WeldJob job, long number, @Nullable WeldDefect defect, double severity) {
        return CycleShape.of(cell.cycle(job, number, defect, severity).values());
    }

    private static WeldDefect drawn(Random random) {
        return WeldDefect.ALL.get(random.nextInt(WeldDefect.ALL.size()));
    }

    private static double severity(Random random) {
        return FAINTEST + (1 - FAINTEST) * random.nextDouble();
    }
}
