package io.trivium.med.evaluation;

import io.trivium.med.simulation.NodulePatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Nodules to be put into chests: recorded ones of some patients, and simulated ones. Belongs to one thread. */
public final class NodulePool {
    private static final double LEAST_MM = 3.5;
    private static final double MOST_MM = 24;

    private final List<NodulePatch> recorded;
    private final double simulatedShare;

    private NodulePool(List<NodulePatch> recorded, double simulatedShare) {
        this.recorded = List.copyOf(recorded);
        this.simulatedShare = simulatedShare;
    }

    /** Simulated nodules alone. */
    public static NodulePool simulated() {
        return new NodulePool(List.of(), 1);
    }

    /**
     * Recorded nodules of some patients.
     *
     * @param wanted by patient id
     * @param simulatedShare of all that are drawn, in [0, 1]
     * @throws IOException when a volume cannot be read
     */
    public static NodulePool of(LidcNodules data, Predicate<String> wanted, double simulatedShare) throws IOException {
        List<NodulePatch> patches = new ArrayList<>();
        for (LidcNodules.Nodule nodule : data.nodules()) {
            if (!wanted.test(nodule.patientId())) continue;
            var voxels = data.voxels(nodule);
            if (voxels.isEmpty() || voxels.orElseThrow().mask().isEmpty()) continue;
            LidcNodules.Outlined outlined = voxels.orElseThrow();
            patches.add(NodulePatch.recorded(nodule.patientId(), outlined.volume(), outlined.mask()));
        }
        return new NodulePool(patches, simulatedShare);
    }

    /** The recorded ones. */
    public List<NodulePatch> recorded() {
        return recorded;
    }

    /** Any one; small ones are the most common among the simulated. */
    public NodulePatch any(SplittableRandom random) {
        if (recorded.isEmpty() || random.nextDouble() < simulatedShare) {
            double skewed = random.nextDouble() * random.nextDouble();
            return NodulePatch.simulated(random, LEAST_MM + skewed * (MOST_MM - LEAST_MM));
        }
        return recorded.get(random.nextInt(recorded.size()));
    }

    /** A mass of 20 to 70 mm: a simulated one, or a recorded nodule made larger. */
    public Mass mass(SplittableRandom random) {
        double size = 20 + 50 * random.nextDouble() * random.nextDouble();
        for (int attempt = 0; attempt < 20 && !recorded.isEmpty() && random.nextDouble() >= simulatedShare; attempt++) {
            NodulePatch patch = recorded.get(random.nextInt(recorded.size()));
            if (patch.diameterMm() >= 9) return new Mass(patch, size / patch.diameterMm());
        }
        return new Mass(NodulePatch.simulated(random, size), 1);
    }

    /** A nodule and the scale at which it is put in. */
    public record Mass(NodulePatch patch, double scale) {}
}
