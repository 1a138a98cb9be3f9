package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Rows for the network that rates: cubes, numbers of their outlines, and ratings. */
public final class RatingRows {
    /** Most that a voxel's share within the outline is raised or lowered; one half is inside. */
    private static final double OUTLINE_SHARE = 0.3;

    private static final double LOG_SCALE = 0.2;

    private final List<NoduleRows.Row> rows = new ArrayList<>();
    private final List<float[]> features = new ArrayList<>();

    private RatingRows() {}

    /** Rows with the outlines that the outlining network gives; nodules without an outline are left out. */
    public static RatingRows of(List<NoduleRows.Row> nodules, NoduleModels models) {
        RatingRows kept = new RatingRows();
        float[] outlines = models.outlines(cubes(nodules), nodules.size());
        for (int i = 0; i < nodules.size(); i++) {
            kept.add(nodules.get(i), Arrays.copyOfRange(outlines, i * NoduleCube.VOXELS, (i + 1) * NoduleCube.VOXELS));
        }
        return kept;
    }

    /** Rows with the readers' outlines, for measuring how a network learns. */
    public static RatingRows outlined(List<NoduleRows.Row> nodules) {
        RatingRows kept = new RatingRows();
        for (NoduleRows.Row row : nodules) kept.add(row, row.target());
        return kept;
    }

    private void add(NoduleRows.Row row, float[] outline) {
        boolean[] mask = NoduleCube.outlined(outline);
        if (NoduleFeatures.equivalentDiameter(mask, 1) == 0) return;
        rows.add(row);
        features.add(NoduleFeatures.of(row.hounsfield(), mask, 1));
    }

    /** The nodules, one a row. */
    public List<LidcNodules.Nodule> nodules() {
        return rows.stream().map(NoduleRows.Row::nodule).toList();
    }

    /** The ratings that a network gives, {@code [rows][7]}. */
    public float[][] ratings(NoduleModels models) {
        float[] ratings = models.ratings(cubes(rows), numbers(features), rows.size());
        int each = LidcNodules.RATINGS.size();
        float[][] byRow = new float[rows.size()][];
        for (int r = 0; r < byRow.length; r++) byRow[r] = Arrays.copyOfRange(ratings, r * each, (r + 1) * each);
        return byRow;
    }

    /** Writes {@code cube}, {@code features}, {@code label} of 7 ratings and {@code rowhash} of the patient. */
    public void write(Path file) throws IOException {
        long[] shape = {rows.size(), 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS};
        table().add("cube", shape, cubes(rows)).write(file);
    }

    /** Writes the same without {@code cube}. */
    public void writeTable(Path file) throws IOException {
        table().write(file);
    }

    private SafetensorsWriter table() {
        int n = rows.size();
        int ratings = LidcNodules.RATINGS.size();
        float[] labels = new float[n * ratings];
        long[] hashes = new long[n];
        for (int r = 0; r < n; r++) {
            LidcNodules.Nodule nodule = rows.get(r).nodule();
            System.arraycopy(nodule.ratings(), 0, labels, r * ratings, ratings);
            hashes[r] = PatientSplit.hash(nodule.patientId());
        }
        return new SafetensorsWriter()
                .add("features", new long[] {n, NoduleFeatures.NAMES.size()}, numbers(features))
                .add("label", new long[] {n, ratings}, labels)
                .add("rowhash", new long[] {n}, hashes);
    }

    private static float[] cubes(List<NoduleRows.Row> rows) {
        float[] cubes = new float[rows.size() * NoduleCube.VOXELS];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r).hounsfield(), 0, cubes, r * NoduleCube.VOXELS, NoduleCube.VOXELS);
        }
        return cubes;
    }

    private static float[] numbers(List<float[]> features) {
        int wide = NoduleFeatures.NAMES.size();
        float[] numbers = new float[features.size() * wide];
        for (int r = 0; r < features.size(); r++) System.arraycopy(features.get(r), 0, numbers, r * wide, wide);
        return numbers;
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
        new SafetensorsWriter()
                .add("features", new long[] {features.size(), NoduleFeatures.NAMES.size()}, numbers(features))
                .write(file);
        return features.size();
    }
}
