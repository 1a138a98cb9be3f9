package io.trivium.med.evaluation;

import io.trivium.core.statistics.Quantiles;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.detection.TracedFinding;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.NodulePlacer;
import io.trivium.med.simulation.NodulePlacer.Place;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Phantom;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Checks the outlines of the detector on simulated chests with nodules and masses at the pleura: none may leave the lungs and
 * their closing, and where the cube or the series cuts an outline, no size may be reported. The same seed gives the same
 * chests.
 */
public final class PleuralNodules {
    private static final int NODULES_A_CHEST = 8;
    private static final int MASS_EVERY = 12;
    private static final double NODULE_LEAST_MM = 4;
    private static final double NODULE_MOST_MM = 28;
    private static final double MASS_MOST_MM = 45;
    private static final long SALT = 0x3C6EF372FE94F82BL;

    private final StagedNoduleDetector detector;
    private final SplittableRandom random;
    private final List<Double> errorsMm = new ArrayList<>();
    private int chests;
    private int placed;
    private int found;
    private int findings;
    private int masses;
    private final Map<String, Integer> unreliable = new TreeMap<>();
    private int outsideLung;
    private int sizedThoughCut;

    public PleuralNodules(StagedNoduleDetector detector, long seed) {
        this.detector = detector;
        this.random = new SplittableRandom(seed ^ SALT);
    }

    /** Searches chests until so many nodules were at a pleura. */
    public void measure(int nodules) throws InterruptedException {
        while (placed < nodules) {
            SplittableRandom own = random.split();
            Phantom phantom = new Phantom(own.nextLong(), Protocol.thin(own));
            Volume ideal = phantom.ideal();
            Volume coarse = Resampler.isotropic(ideal, CandidateBlock.FINE_MM);
            NodulePlacer placer = new NodulePlacer(own.split(), coarse, LungMask.of(coarse));
            List<Placed> here = new ArrayList<>();
            for (int n = 0; n < NODULES_A_CHEST && placed + here.size() < nodules; n++) {
                placer.put(nodule(own, placed + n), ideal, Place.PLEURAL).ifPresent(here::add);
            }
            placed += here.size();
            check(phantom.scanned(own.nextLong()), here);
            System.err.println("pleura: chest " + ++chests + ", " + placed + " of " + nodules + " nodules");
        }
    }

    private static NodulePatch nodule(SplittableRandom random, int number) {
        boolean mass = number % MASS_EVERY == MASS_EVERY - 1;
        double least = mass ? NODULE_MOST_MM : NODULE_LEAST_MM;
        double most = mass ? MASS_MOST_MM : NODULE_MOST_MM;
        return NodulePatch.simulated(random, least + (most - least) * random.nextDouble());
    }

    private void check(Volume image, List<Placed> nodules) throws InterruptedException {
        List<TracedFinding> traced = new ArrayList<>();
        List<NoduleFinding> reported = detector.detect(image, centre -> "2.25.1", (stage, share) -> {}, traced::add);
        Volume coarse = Resampler.isotropic(image, CandidateBlock.FINE_MM);
        LungField lungs = new LungField(coarse.grid(), LungMask.of(coarse));
        Grid grid = image.grid();
        for (NoduleFinding finding : reported) {
            findings++;
            BitSet mask = finding.mask();
            if (!lungs.within(mask, grid).equals(mask)) outsideLung++;
            if (finding.size().isPresent() && touches(mask, grid, grid)) sizedThoughCut++;
            switch (finding.extent()) {
                case Extent.Nodule _ -> {}
                case Extent.Mass _ -> masses++;
                case Extent.Unreliable(Extent.Reason reason) -> unreliable.merge(reason.word(), 1, Integer::sum);
            }
        }
        for (TracedFinding each : traced) {
            NoduleFinding finding = each.finding();
            NoduleCube cube = each.cube();
            if (finding.size().isPresent() && touches(finding.mask(), grid, cube.grid(grid))) sizedThoughCut++;
        }
        for (Placed nodule : nodules) {
            Optional<NoduleFinding> hit = reported.stream()
                    .filter(finding ->
                            finding.centre().minus(nodule.centre()).length() <= Math.max(3, nodule.diameterMm() / 2))
                    .findFirst();
            if (hit.isEmpty()) continue;
            found++;
            hit.orElseThrow()
                    .size()
                    .ifPresent(size ->
                            errorsMm.add(Math.abs(Math.cbrt(6 * size.volumeMm3() / Math.PI) - nodule.diameterMm())));
        }
    }

    /** Whether a mask has a voxel at or beyond the outermost voxels of a lattice. */
    private static boolean touches(BitSet mask, Grid grid, Grid lattice) {
        for (int v = mask.nextSetBit(0); v >= 0; v = mask.nextSetBit(v + 1)) {
            Point at = lattice.indexOf(grid.patient(v));
            if (at.x() <= 0 || at.y() <= 0 || at.z() <= 0) return true;
            if (at.x() >= lattice.columns() - 1 || at.y() >= lattice.rows() - 1 || at.z() >= lattice.slices() - 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether an outline was outside the lungs, or a size was reported for one that is cut. */
    public boolean isViolated() {
        return outsideLung > 0 || sizedThoughCut > 0;
    }

    /** Figures by name. */
    public Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("chests", chests);
        figures.put("nodules_at_the_pleura", placed);
        figures.put("nodules_found", found);
        figures.put("findings", findings);
        figures.put("masses", masses);
        figures.put("outlines_unreliable", unreliable);
        figures.put("outlines_outside_the_lung_closing", outsideLung);
        figures.put("sizes_reported_for_cut_outlines", sizedThoughCut);
        double[] errors =
                errorsMm.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        figures.put("sized", errors.length);
        if (errors.length > 0) {
            figures.put("diameter_error_median_mm", Quantiles.linear(errors, 0.5));
            figures.put("diameter_error_p90_mm", Quantiles.linear(errors, 0.9));
        }
        return figures;
    }
}
