package io.trivium.runtime.learning.gate;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.pack.GateSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import java.util.List;
import java.util.function.Function;

/**
 * A challenger and its champion, both loaded, with the rows they are compared by. Belongs to one thread.
 *
 * @param loader loads another version to be compared; the caller closes it
 * @param experts of both, to be masked
 * @param targets the targets by which rows are rated; empty where the head's answers cannot be rated
 */
public record Examination(
        GateMaterial material,
        Contender challenger,
        Contender champion,
        Function<ModelPack, Contender> loader,
        ExpertCatalogue experts,
        List<Target> targets,
        double share) {
    /** Samples of every bootstrap. */
    static final int SAMPLES = 1_000;

    private static final long SEED = 0x7262_1A9D;

    public ModelSpec model() {
        return material.challenger().spec();
    }

    public GateSpec spec() {
        return model().objective().challengerGates();
    }

    /**
     * The held-out rows.
     *
     * @throws IllegalArgumentException when there are too few of them
     */
    public GateRows held() {
        GateRows rows = material.held();
        if (material.manifest().isEmpty()) {
            throw new IllegalArgumentException("no held-out rows are known, because the challenger names no data set:"
                    + " let a daily update make it, or record the data set it learned from");
        }
        if (rows.rows() < spec().leastRows()) {
            throw new IllegalArgumentException("the data set holds " + rows.rows() + " rows for tests, fewer than "
                    + spec().leastRows() + ": give the tests more days");
        }
        return rows;
    }

    /** The only target, or all; none is a fault.
     * @throws IllegalArgumentException when the head's answers cannot be rated */
    public List<Target> ratedTargets() {
        return targets.isEmpty() ? Target.of(model()) : targets;
    }

    public Rating challengerOn(Target target, GateRows rows) throws ExecutionException {
        return target.rate(challenger.answers(rows), rows.boundedLabels());
    }

    public Rating championOn(Target target, GateRows rows) throws ExecutionException {
        return target.rate(champion.answers(rows), rows.boundedLabels());
    }

    public PairedBootstrap bootstrap(GateRows rows) {
        return new PairedBootstrap(rows.subjects(), SAMPLES, SEED, share);
    }
}
