package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rows for the network that rates: cube, numbers of the outline that the outlining network gives, and ratings. */
public final class RatingRows {
    /** Most that a voxel's share within the outline is raised or lowered; one half is inside. */
    private static final double OUTLINE_SHARE = 0.3;

    private static final double LOG_SCALE = 0.2;

    private RatingRows() {}

    /**
     * Writes {@code cube}, {@code features}, {@code label} of 7 ratings and {@code rowhash} of the patient; nodules without
     * an outline are left out.
     *
     * @return rows written
     */
    public static int write(List<NoduleRows.Row> rows, NoduleModels models, Path file) throws IOException {
        float[] cubes = new float[rows.size() * NoduleCube.VOXELS];
        for (int i = 0; i < rows.size(); i++)
            System.arraycopy(rows.get(i).hounsfield(), 0, cubes, i * NoduleCube.VOXELS, NoduleCube.VOXELS);
        float[] outlines = models.outlines(cubes, rows.size());
        List<Integer> kept = new ArrayList<>();
        List<float[]> features = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            boolean[] mask = NoduleCube.outlined(
                    java.util.Arrays.copyOfRange(outlines, i * NoduleCube.VOXELS, (i + 1) * NoduleCube.VOXELS));
            if (NoduleFeatures.equivalentDiameter(mask, 1) == 0) continue;
            kept.add(i);
            features.add(NoduleFeatures.of(rows.get(i).hounsfield(), mask, 1));
        }
        int n = kept.size();
        int wide = NoduleFeatures.NAMES.size();
        int ratings = LidcNodules.RATINGS.size();
        float[] cube = new float[n * NoduleCube.VOXELS];
        float[] numbers = new float[n * wide];
        float[] labels = new float[n * ratings];
        long[] hashes = new long[n];
        for (int r = 0; r < n; r++) {
            NoduleRows.Row row = rows.get(kept.get(r));
            System.arraycopy(row.hounsfield(), 0, cube, r * NoduleCube.VOXELS, NoduleCube.VOXELS);
            System.arraycopy(features.get(r), 0, numbers, r * wide, wide);
            System.arraycopy(row.nodule().ratings(), 0, labels, r * ratings, ratings);
            hashes[r] = PatientSplit.hash(row.nodule().patientId());
        }
        new SafetensorsWriter()
                .add("cube", new long[] {n, 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS}, cube)
                .add("features", new long[] {n, wide}, numbers)
                .add("label", new long[] {n, ratings}, labels)
                .add("rowhash", new long[] {n}, hashes)
                .write(file);
        return n;
    }

    /**
     * Writes {@code features} of the reader's outline instead of a network's, {@code label} and {@code rowhash}; for
     * measuring how a network learns, which needs no cube.
     *
     * @return rows written
     */
    public static int writeOutlined(List<NoduleRows.Row> rows, Path file) throws IOException {
        List<NoduleRows.Row> kept = new ArrayList<>();
        List<float[]> features = new ArrayList<>();
        for (NoduleRows.Row row : rows) {
            boolean[] mask = NoduleCube.outlined(row.target());
            if (NoduleFeatures.equivalentDiameter(mask, 1) == 0) continue;
            kept.add(row);
            features.add(NoduleFeatures.of(row.hounsfield(), mask, 1));
        }
        int n = kept.size();
        int wide = NoduleFeatures.NAMES.size();
        int ratings = LidcNodules.RATINGS.size();
        float[] numbers = new float[n * wide];
        float[] labels = new float[n * ratings];
        long[] hashes = new long[n];
        for (int r = 0; r < n; r++) {
            System.arraycopy(features.get(r), 0, numbers, r * wide, wide);
            System.arraycopy(kept.get(r).nodule().ratings(), 0, labels, r * ratings, ratings);
            hashes[r] = PatientSplit.hash(kept.get(r).nodule().patientId());
        }
        new SafetensorsWriter()
                .add("features", new long[] {n, wide}, numbers)
                .add("label", new long[] {n, ratings}, labels)
                .add("rowhash", new long[] {n}, hashes)
                .write(file);
        return n;
    }

    /**
     * Writes {@code features} alone, for pretraining: each row's outline is drawn more or less generously, as another reader
     * would, and the nodule is made larger or smaller.
     *
     * @return rows written
     */
    public static int writeUnlabelled(List<NoduleRows.Row> rows, long seed, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> features = new ArrayList<>();
        for (NoduleRows.Row row : rows) {
            float generous = (float) ((random.nextDouble() * 2 - 1) * OUTLINE_SHARE);
            double scale = Math.exp((random.nextDouble() * 2 - 1) * LOG_SCALE);
            float[] target = row.target().clone();
            for (int v = 0; v < target.length; v++) target[v] += generous;
            boolean[] mask = NoduleCube.outlined(target);
            if (NoduleFeatures.equivalentDiameter(mask, scale) == 0) continue;
            features.add(NoduleFeatures.of(row.hounsfield(), mask, scale));
        }
        int wide = NoduleFeatures.NAMES.size();
        float[] numbers = new float[features.size() * wide];
        for (int r = 0; r < features.size(); r++) System.arraycopy(features.get(r), 0, numbers, r * wide, wide);
        new SafetensorsWriter()
                .add("features", new long[] {features.size(), wide}, numbers)
                .write(file);
        return features.size();
    }
}
