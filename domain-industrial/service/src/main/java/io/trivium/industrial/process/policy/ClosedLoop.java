package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.BeadSpread;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.WeldJob;
import java.util.ArrayList;
import java.util.List;

/** A policy at work on a cell: plan, weld, measure, correct what is known of the cell, plan again. */
public final class ClosedLoop {
    private final Planner planner;
    private final double caution;

    /**
     * A policy at work.
     *
     * @param caution how many standard errors of what is known of the cell are kept from the limits
     */
    public ClosedLoop(Planner planner, double caution) {
        this.planner = planner;
        this.caution = caution;
    }

    /** Welds so many beads; returns the set-point recommended after each, coded. */
    public List<double[]> run(WeldJob job, Plant plant, int beads) {
        OffsetEstimate offset = OffsetEstimate.NONE;
        double[] next =
                planner.plan(Planner.Request.nominal(plant.process(), job)).point();
        List<double[]> recommended = new ArrayList<>();
        for (int bead = 0; bead < beads; bead++) {
            offset = offset.and(plant.process(), next, plant.weld(next));
            BeadSpread reserve = offset.error(plant.process(), next).times(caution);
            next = planner.plan(new Planner.Request(plant.process(), job, offset, reserve))
                    .point();
            recommended.add(next);
        }
        return recommended;
    }
}
