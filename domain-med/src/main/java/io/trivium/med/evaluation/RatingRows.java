package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows for the network that rates: cube, numbers of the outline that the outlining network gives, and ratings. */
public final class RatingRows {
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
}
