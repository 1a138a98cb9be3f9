package io.trivium.med.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.evaluation.PleuralNodules;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagedNoduleDetectorTest {
    private static final Grid GRID = Grid.axial(60, 180, 240, new Point(-150, -110, -90), 1.3, 2.5);
    private static final Point FREE = new Point(-70, 5, 10);
    private static final Point SECOND = new Point(75, -10, -30);
    private static final SearchSettings SETTINGS = new SearchSettings(3, 2, 40, 10, 0.3);

    /** Treats everything denser than water as a nodule, and accepts only the agreed number of rows. */
    private static class DensityModels implements NoduleModels {
        private int mostBlocks;

        @Override
        public float[] candidates(float[] blocks, int count) {
            assertEquals(count * CandidateBlock.VOXELS, blocks.length);
            mostBlocks = Math.max(mostBlocks, count);
            return denser(blocks, 80);
        }

        @Override
        public float[] suspicions(float[] cubes, float[] features, int count) {
            assertEquals(count * SuspectFeatures.NAMES.size(), features.length);
            float[] answers = new float[count];
            for (int i = 0; i < count; i++) {
                int middle = i * NoduleCube.VOXELS + (NoduleCube.SLICES / 2 * 40 + 20) * 40 + 20;
                answers[i] = cubes[middle] > 0 ? 0.99f : 0.01f;
            }
            return answers;
        }

        @Override
        public float[] outlines(float[] cubes, int count) {
            return denser(cubes, -350);
        }

        @Override
        public float[] ratings(float[] cubes, float[] features, int count) {
            float[] ratings = new float[count * NoduleRating.values().length];
            Arrays.fill(ratings, 3);
            return ratings;
        }

        private static float[] denser(float[] hounsfield, float than) {
            float[] answers = new float[hounsfield.length];
            for (int v = 0; v < answers.length; v++) answers[v] = hounsfield[v] > than ? 1 : 0;
            return answers;
        }
    }

    private static Volume chest(List<Point> nodules, double radius) {
        short[] voxels = new short[GRID.voxels()];
        Arrays.fill(voxels, Volume.AIR);
        for (int k = 0; k < GRID.slices(); k++) {
            for (int j = 0; j < GRID.rows(); j++) {
                for (int i = 0; i < GRID.columns(); i++) {
                    Point at = GRID.patient(k, j, i);
                    if (Math.hypot(at.x() / 145, at.y() / 100) < 1) {
                        boolean lung = Math.hypot((Math.abs(at.x()) - 70) / 50, at.y() / 75) < 1;
                        voxels[GRID.index(k, j, i)] = (short) (lung ? -850 : 40);
                    }
                    for (Point nodule : nodules) {
                        if (nodule.minus(at).length() < radius) voxels[GRID.index(k, j, i)] = 120;
                    }
                }
            }
        }
        return new Volume(GRID, voxels);
    }

    private static List<NoduleFinding> detect(NoduleModels models, Volume volume) throws InterruptedException {
        return new StagedNoduleDetector(models, SETTINGS).detect(volume, centre -> "2.25.7", (stage, share) -> {});
    }

    @Test
    void nodulesAreFoundOnceWithPlaceAndSize() throws InterruptedException {
        List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(FREE, SECOND), 7));
        assertEquals(2, findings.size());
        for (NoduleFinding finding : findings) {
            Point nearest = finding.centre().x() < 0 ? FREE : SECOND;
            assertEquals(0, finding.centre().minus(nearest).length(), 1);
            Extent.Size size = finding.size().orElseThrow();
            assertEquals(14, size.longestDiameterMm(), 1.5);
            assertEquals(14, size.meanDiameterMm(), 1.5);
            assertEquals(4.0 / 3 * Math.PI * 343, size.volumeMm3(), 350);
            assertEquals("2.25.7", finding.trackingUid());
            assertEquals(6, finding.attributes().size());
            assertTrue(finding.detection() > 0.9);
        }
    }

    @Test
    void placesAtTheSeamsOfBlocksAreFoundOnce() throws InterruptedException {
        for (int step = 0; step < 8; step++) {
            Point centre = FREE.plus(new Point(step * 5 - 20, 0, step * 4 - 16));
            List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(centre), 6));
            assertEquals(1, findings.size(), "at " + centre);
            assertEquals(0, findings.getFirst().centre().minus(centre).length(), 1, "at " + centre);
        }
    }

    @Test
    void aMassIsOneFinding() throws InterruptedException {
        List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(FREE), 20));
        assertEquals(1, findings.size());
        assertEquals(40, findings.getFirst().size().orElseThrow().longestDiameterMm(), 4);
        assertInstanceOf(Extent.Mass.class, findings.getFirst().extent());
        assertTrue(findings.getFirst().malignancy().isEmpty());
    }

    @Test
    void aNoduleAtThePleuraIsOutlinedWithoutTheChestWall() throws InterruptedException {
        Point pleural = new Point(-115, 0, 10);
        List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(pleural), 7));
        assertEquals(1, findings.size());
        NoduleFinding finding = findings.getFirst();
        assertEquals(0, finding.centre().minus(pleural).length(), 2);
        assertEquals(14, finding.size().orElseThrow().longestDiameterMm(), 2);
        for (int v : finding.mask().stream().toArray()) {
            Point at = GRID.patient(v);
            assertTrue(Math.hypot((Math.abs(at.x()) - 70) / 52, at.y() / 77) < 1, "outside the lung at " + at);
        }
    }

    @Test
    void aNoduleAtThePleuraIsFoundWhereverItsCentreIsOnTheLattice() throws InterruptedException {
        for (double x = -117; x <= -111; x += 0.5) {
            Point pleural = new Point(x, 0, 10);
            List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(pleural), 7));
            assertEquals(1, findings.size(), "at " + pleural);
            assertEquals(0, findings.getFirst().centre().minus(pleural).length(), 4, "at " + pleural);
        }
    }

    @Test
    void whatIsInTheChestWallIsNoFinding() throws InterruptedException {
        for (double radius : new double[] {3, 5, 7}) {
            Point behindPleura = new Point(-120.5 - radius, 0, 10);
            assertEquals(List.of(), detect(new DensityModels(), chest(List.of(behindPleura), radius)));
        }
        assertEquals(List.of(), detect(new DensityModels(), chest(List.of(new Point(-132, 0, 10)), 7)));
    }

    @Test
    void aMassLargerThanTheLargestCubeHasNeitherSizeNorMalignancy() throws InterruptedException {
        List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(FREE), 38));
        assertEquals(1, findings.size());
        assertEquals(
                new Extent.Unreliable(Extent.Reason.CUT_BY_CUBE),
                findings.getFirst().extent());
    }

    @Test
    void anOutlineAtTheEndOfTheSeriesHasNoSize() throws InterruptedException {
        Point last = new Point(FREE.x(), FREE.y(), GRID.patient(59, 0, 0).z() - 2);
        List<NoduleFinding> findings = detect(new DensityModels(), chest(List.of(last), 7));
        assertEquals(
                List.of(new Extent.Unreliable(Extent.Reason.CUT_BY_SERIES)),
                findings.stream().map(NoduleFinding::extent).toList());
    }

    @Test
    void noOutlineOfSimulatedNodulesAtThePleuraLeavesTheLungs() throws InterruptedException {
        PleuralNodules nodules = new PleuralNodules(
                new StagedNoduleDetector(new DensityModels(), new SearchSettings(64, 32, 150, 20, 0.5)), 3);
        nodules.measure(12);
        assertFalse(nodules.isViolated(), () -> nodules.asMap().toString());
        assertNotEquals(0, nodules.asMap().get("findings"));
    }

    @Test
    void callsAreNoLargerThanTheSettingsSayAndProgressNeverFalls() throws InterruptedException {
        DensityModels models = new DensityModels();
        List<Double> shares = new ArrayList<>();
        new StagedNoduleDetector(models, SETTINGS)
                .detect(chest(List.of(FREE), 7), centre -> "2.25.7", (stage, share) -> shares.add(share));
        assertEquals(3, models.mostBlocks);
        for (int n = 1; n < shares.size(); n++) {
            assertTrue(shares.get(n) >= shares.get(n - 1) - 1e-9, "fell to " + shares.get(n));
        }
        assertEquals(1, shares.getLast());
    }

    @Test
    void aVolumeWithoutLungsHasNoFindings() throws InterruptedException {
        assertEquals(List.of(), detect(new DensityModels(), new Volume(GRID, new short[GRID.voxels()])));
    }

    @Test
    void anInterruptEndsTheSearch() {
        Volume chest = chest(List.of(FREE), 7);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> detect(new DensityModels(), chest));
        assertEquals(false, Thread.currentThread().isInterrupted());
    }
}
