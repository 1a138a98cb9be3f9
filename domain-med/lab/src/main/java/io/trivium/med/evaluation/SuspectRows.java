package io.trivium.med.evaluation;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.Candidate;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.SearchSettings;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.detection.SuspectFeatures;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Rows that train the second stage: cubes around what the candidate stage marks in simulated chests it has not seen.
 */
public final class SuspectRows {
    private static final int NODULES = 16;
    /** Rows of a cube with a nodule, each mirrored another way; of others there are more cubes. */
    private static final int COPIES = 2;

    /** Room between what counts as the nodule and what counts as none, mm. */
    private static final double NEITHER_MM = 4;

    private final NodulePool pool;
    private final StagedNoduleDetector detector;
    private final List<float[]> cubes = new ArrayList<>();
    private final List<float[]> features = new ArrayList<>();
    private final List<Float> labels = new ArrayList<>();
    private final Set<Long> patients = new TreeSet<>();

    private SuspectRows(NodulePool pool, NoduleModels models) {
        this.pool = pool;
        this.detector = new StagedNoduleDetector(models, SearchSettings.OFFLINE);
    }

    /**
     * Writes {@code cube}, {@code features}, {@code label} and {@code rowhash}; the hashes are those of the patients, in no relation to the
     * rows.
     *
     * @return rows written
     */
    public static int write(NodulePool pool, NoduleModels models, int chests, long seed, Path file)
            throws IOException, InterruptedException {
        SuspectRows all = new SuspectRows(pool, models);
        SplittableRandom random = new SplittableRandom(seed);
        for (int chest = 0; chest < chests; chest++) {
            all.add(random.split());
            System.err.println(file.getFileName() + ": chest " + (chest + 1) + " of " + chests + ", "
                    + all.labels.size() + " rows");
        }
        all.write(file);
        return all.labels.size();
    }

    private void add(SplittableRandom random) throws InterruptedException {
        Protocol protocol = random.nextInt(4) == 0 ? Protocol.thick(random) : Protocol.any(random);
        TrainingChest chest = TrainingChest.of(random.nextLong(), protocol, pool, NODULES, random.nextInt(3));
        for (Placed nodule : chest.nodules()) {
            if (!nodule.patientId().isEmpty()) patients.add(PatientSplit.hash(nodule.patientId()));
        }
        List<Candidate> candidates = detector.candidates(chest.image(), (stage, share) -> {});
        for (Candidate candidate : candidates) {
            double nearest = Double.POSITIVE_INFINITY;
            for (Placed nodule : chest.nodules()) {
                nearest = Math.min(
                        nearest,
                        nodule.centre().minus(candidate.centre()).length() - Math.max(3, nodule.diameterMm() / 2));
            }
            if (nearest <= 0) row(chest.image(), candidate, 1, random);
            else if (nearest > NEITHER_MM) row(chest.image(), candidate, 0, random);
        }
    }

    private void row(Volume image, Candidate candidate, float label, SplittableRandom random) {
        float[] cube = candidate.cube().sample(image);
        for (int copy = 0; copy < (label > 0 ? COPIES : 1); copy++) {
            float[] turned = mirrored(cube, random);
            cubes.add(turned);
            features.add(SuspectFeatures.of(candidate, turned));
            labels.add(label);
        }
    }

    private static float[] mirrored(float[] cube, SplittableRandom random) {
        boolean up = random.nextBoolean();
        boolean down = random.nextBoolean();
        boolean across = random.nextBoolean();
        boolean turned = random.nextBoolean();
        float[] mirrored = new float[cube.length];
        int at = 0;
        for (int k = 0; k < NoduleCube.SLICES; k++) {
            int z = up ? NoduleCube.SLICES - 1 - k : k;
            for (int j = 0; j < NoduleCube.ROWS; j++) {
                int y = down ? NoduleCube.ROWS - 1 - j : j;
                for (int i = 0; i < NoduleCube.COLUMNS; i++) {
                    int x = across ? NoduleCube.COLUMNS - 1 - i : i;
                    int row = turned ? x : y;
                    int column = turned ? y : x;
                    mirrored[at++] = cube[(z * NoduleCube.ROWS + row) * NoduleCube.COLUMNS + column];
                }
            }
        }
        return mirrored;
    }

    private void write(Path file) throws IOException {
        int n = labels.size();
        if (n == 0) throw new IOException("the candidate stage marks nothing; train it first");
        float[] cube = new float[n * NoduleCube.VOXELS];
        int wide = SuspectFeatures.NAMES.size();
        float[] numbers = new float[n * wide];
        float[] label = new float[n];
        long[] hashes = new long[n];
        long[] seen = patients.stream().mapToLong(Long::longValue).toArray();
        for (int row = 0; row < n; row++) {
            System.arraycopy(cubes.get(row), 0, cube, row * NoduleCube.VOXELS, NoduleCube.VOXELS);
            System.arraycopy(features.get(row), 0, numbers, row * wide, wide);
            label[row] = labels.get(row);
            if (seen.length > 0) hashes[row] = seen[row % seen.length];
        }
        SafetensorsWriter writer = new SafetensorsWriter()
                .add("cube", new long[] {n, 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS}, cube)
                .add("features", new long[] {n, wide}, numbers)
                .add("label", new long[] {n}, label);
        if (seen.length > 0) writer.add("rowhash", new long[] {n}, hashes);
        writer.write(file);
    }
}
