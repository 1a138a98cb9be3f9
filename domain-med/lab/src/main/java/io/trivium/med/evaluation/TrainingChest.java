package io.trivium.med.evaluation;

import io.trivium.med.simulation.NodulePlacer;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Phantom;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A simulated chest with nodules in it, scanned.
 *
 * @param image as a scanner would give it
 * @param nodules that are in it
 */
public record TrainingChest(Volume image, List<Placed> nodules) {
    private static final double COARSE_MM = 2;

    /**
     * One that follows from the seed and the pool alone.
     *
     * @param small nodules that are tried to be put in
     * @param masses likewise
     */
    public static TrainingChest of(long seed, Protocol protocol, NodulePool pool, int small, int masses) {
        SplittableRandom random = new SplittableRandom(seed);
        Phantom phantom = new Phantom(random.nextLong(), protocol);
        Volume ideal = phantom.ideal();
        Volume coarse = Resampler.isotropic(ideal, COARSE_MM);
        BitSet lungs = LungMask.of(coarse);
        NodulePlacer placer = new NodulePlacer(random.split(), coarse, lungs);
        List<Placed> placed = new ArrayList<>();
        for (int n = 0; n < masses; n++) {
            NodulePool.Mass mass = pool.mass(random);
            placer.put(mass.patch(), mass.scale(), ideal).ifPresent(placed::add);
        }
        for (int n = 0; n < small; n++) {
            double scale = 0.85 + 0.3 * random.nextDouble();
            placer.put(pool.any(random), scale, ideal).ifPresent(placed::add);
        }
        return new TrainingChest(phantom.scanned(random.nextLong()), placed);
    }
}
