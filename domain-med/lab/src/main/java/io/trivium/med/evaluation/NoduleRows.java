package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows for the networks that outline and rate, created from outlined nodules. In training the cube's centre is moved at
 * random, as a detector's is; the reader's outline is the target and never an input.
 */
public final class NoduleRows {
    /** Most that a centre is moved along each axis, mm. */
    private static final double JITTER_MM = 1.5;

    /** Marks samples outside the outline; positions outside the volume have this value, too. */
    private static final short OUTSIDE = (short) NoduleCube.OUTSIDE;

    private static final short INSIDE = 350;

    private final List<Row> rows = new ArrayList<>();

    /**
     * One row.
     *
     * @param target share of each voxel within the reader's outline
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Row(LidcNodules.Nodule nodule, NoduleCube cube, float[] hounsfield, float[] target) {}

    /** Rows of a part of the patients.
     * @param copies rows of each nodule; of more than one, each has another centre */
    public static NoduleRows of(LidcNodules nodules, PatientSplit part, int copies, long seed) throws IOException {
        NoduleRows rows = new NoduleRows();
        SplittableRandom random = new SplittableRandom(seed);
        for (LidcNodules.Nodule nodule : nodules.nodules()) {
            if (PatientSplit.of(nodule.patientId()) != part) continue;
            var outlined = nodules.voxels(nodule);
            if (outlined.isEmpty()) continue;
            for (int copy = 0; copy < copies; copy++) {
                Point centre = copies == 1
                        ? nodule.centre()
                        : nodule.centre().plus(new Point(jitter(random), jitter(random), jitter(random)));
                rows.add(nodule, outlined.orElseThrow(), centre);
            }
        }
        return rows;
    }

    private static double jitter(SplittableRandom random) {
        return (random.nextDouble() * 2 - 1) * JITTER_MM;
    }

    private void add(LidcNodules.Nodule nodule, LidcNodules.Outlined outlined, Point centre) {
        NoduleCube cube = new NoduleCube(centre, 1);
        Grid grid = outlined.volume().grid();
        short[] marked = new short[grid.voxels()];
        java.util.Arrays.fill(marked, OUTSIDE);
        outlined.mask().stream().forEach(v -> marked[v] = INSIDE);
        float[] target = cube.sample(new Volume(grid, marked));
        for (int v = 0; v < target.length; v++) {
            target[v] = Math.clamp((target[v] - OUTSIDE) / (INSIDE - OUTSIDE), 0f, 1f);
        }
        rows.add(new Row(nodule, cube, cube.sample(outlined.volume()), target));
    }

    public List<Row> rows() {
        return rows;
    }

    /** Writes the file that trains the outline: {@code cube}, {@code target}, {@code rowhash} of the patient. */
    public void writeOutlines(Path file) throws IOException {
        int n = rows.size();
        long[] shape = {n, 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS};
        float[] cubes = new float[n * NoduleCube.VOXELS];
        float[] targets = new float[n * NoduleCube.VOXELS];
        long[] hashes = new long[n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows.get(i).hounsfield, 0, cubes, i * NoduleCube.VOXELS, NoduleCube.VOXELS);
            System.arraycopy(rows.get(i).target, 0, targets, i * NoduleCube.VOXELS, NoduleCube.VOXELS);
            hashes[i] = PatientSplit.hash(rows.get(i).nodule.patientId());
        }
        new SafetensorsWriter()
                .add("cube", shape, cubes)
                .add("target", shape, targets)
                .add("rowhash", new long[] {n}, hashes)
                .write(file);
    }
}
