package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Rows that train the candidate stage: blocks of simulated chests and where nodules are in them. */
public final class BlockRows {
    private static final int NODULES = 16;
    private static final int AROUND_NODULES = 16;
    private static final int ANYWHERE = 22;
    private static final int COARSE_AROUND = 4;
    private static final int COARSE_ANYWHERE = 4;

    /** Rows of one chest. */
    public static final int EACH = AROUND_NODULES + ANYWHERE + COARSE_AROUND + COARSE_ANYWHERE;

    /** Least diameter that counts in coarse blocks. */
    private static final double COARSE_LEAST_MM = 14;

    private final NodulePool pool;
    private final float[] blocks;
    private final float[] targets;
    private final Set<Long> patients = new TreeSet<>();
    private int rows;

    private BlockRows(NodulePool pool, int chests) {
        this.pool = pool;
        this.blocks = new float[chests * EACH * CandidateBlock.VOXELS];
        this.targets = new float[blocks.length];
    }

    /**
     * Writes {@code block}, {@code target} and {@code rowhash}; the hashes are those of the patients, in no relation to the
     * rows.
     *
     * @return rows written
     */
    public static int write(NodulePool pool, int chests, long seed, Path file) throws IOException {
        BlockRows all = new BlockRows(pool, chests);
        SplittableRandom random = new SplittableRandom(seed);
        for (int chest = 0; chest < chests; chest++) {
            all.add(random.split());
            System.err.println(file.getFileName() + ": chest " + (chest + 1) + " of " + chests);
        }
        int n = all.rows;
        long size = CandidateBlock.EXTENT;
        long[] seen = all.patients.stream().mapToLong(Long::longValue).toArray();
        long[] hashes = new long[n];
        for (int row = 0; row < n && seen.length > 0; row++) hashes[row] = seen[row % seen.length];
        SafetensorsWriter writer = new SafetensorsWriter()
                .add("block", new long[] {n, 1, size, size, size}, all.blocks)
                .add("target", new long[] {n, 1, size, size, size}, all.targets);
        if (seen.length > 0) writer.add("rowhash", new long[] {n}, hashes);
        writer.write(file);
        return n;
    }

    private void add(SplittableRandom random) {
        int masses = random.nextInt(3);
        TrainingChest chest = TrainingChest.of(random.nextLong(), Protocol.any(random), pool, NODULES, masses);
        for (Placed nodule : chest.nodules()) {
            if (!nodule.patientId().isEmpty()) patients.add(PatientSplit.hash(nodule.patientId()));
        }
        Volume fine = Resampler.isotropic(chest.image(), CandidateBlock.FINE_MM);
        BitSet lungs = LungMask.of(fine);
        int[] places = lungs.stream().toArray();
        for (int n = 0; n < AROUND_NODULES; n++) add(fine, around(random, chest.nodules(), fine, places), chest, 0);
        for (int n = 0; n < ANYWHERE; n++) add(fine, anywhere(random, fine.grid(), places), chest, 0);
        Volume coarse = Resampler.isotropic(fine, CandidateBlock.COARSE_MM);
        List<Placed> large = chest.nodules().stream()
                .filter(nodule -> nodule.diameterMm() >= COARSE_LEAST_MM)
                .toList();
        for (int n = 0; n < COARSE_AROUND; n++) {
            add(coarse, around(random, large, fine, places), chest, COARSE_LEAST_MM);
        }
        for (int n = 0; n < COARSE_ANYWHERE; n++) {
            add(coarse, anywhere(random, fine.grid(), places), chest, COARSE_LEAST_MM);
        }
    }

    private static Point anywhere(SplittableRandom random, Grid grid, int[] places) {
        if (places.length == 0) return grid.patient(grid.slices() / 2.0, grid.rows() / 2.0, grid.columns() / 2.0);
        int v = places[random.nextInt(places.length)];
        int k = v / (grid.columns() * grid.rows());
        int j = v / grid.columns() % grid.rows();
        int i = v % grid.columns();
        return grid.patient(k, j, i);
    }

    private static Point around(SplittableRandom random, List<Placed> nodules, Volume fine, int[] places) {
        if (nodules.isEmpty()) return anywhere(random, fine.grid(), places);
        Point centre = nodules.get(random.nextInt(nodules.size())).centre();
        double reach = (CandidateBlock.EXTENT / 2.0 - CandidateBlock.MARGIN) * CandidateBlock.FINE_MM;
        return centre.plus(new Point(
                (2 * random.nextDouble() - 1) * reach,
                (2 * random.nextDouble() - 1) * reach,
                (2 * random.nextDouble() - 1) * reach));
    }

    private void add(Volume volume, Point centre, TrainingChest chest, double leastMm) {
        Grid grid = volume.grid();
        Point at = grid.indexOf(centre);
        int half = CandidateBlock.EXTENT / 2;
        int k0 = (int) Math.rint(at.z()) - half;
        int j0 = (int) Math.rint(at.y()) - half;
        int i0 = (int) Math.rint(at.x()) - half;
        CandidateBlock.copy(volume, k0, j0, i0, blocks, rows * CandidateBlock.VOXELS);
        for (Placed nodule : chest.nodules()) if (nodule.diameterMm() >= leastMm) mark(grid, nodule, k0, j0, i0);
        rows++;
    }

    /** Share of voxels in the ball of the nodule, one of at least 5 mm. */
    private void mark(Grid grid, Placed nodule, int k0, int j0, int i0) {
        double spacing = grid.sliceSpacingMm();
        double radius = Math.max(nodule.diameterMm() / 2, 1.1 * spacing) / spacing;
        Point at = grid.indexOf(nodule.centre());
        int extent = CandidateBlock.EXTENT;
        int from = rows * CandidateBlock.VOXELS;
        for (int k = 0; k < extent; k++) {
            for (int j = 0; j < extent; j++) {
                for (int i = 0; i < extent; i++) {
                    double z = k0 + k - at.z();
                    double y = j0 + j - at.y();
                    double x = i0 + i - at.x();
                    double share = Math.clamp(radius - Math.sqrt(x * x + y * y + z * z) + 0.5, 0, 1);
                    int v = from + (k * extent + j) * extent + i;
                    if (share > targets[v]) targets[v] = (float) share;
                }
            }
        }
    }
}
