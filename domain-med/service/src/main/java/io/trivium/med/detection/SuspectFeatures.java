package io.trivium.med.detection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Numeric features of a cube that show whether its centre is a nodule or a piece of a vessel or of the chest wall:
 * density by distance from the centre, how much of a shell around it is dense, and how elongated and how connected the
 * structure in the centre is; then the result of the candidate stage. Distances are in units of a cube of scale 1.
 * Density is 0 at −850 HU and 1 at 50 HU.
 */
public final class SuspectFeatures {
    private static final double[] SHELLS_MM = {0, 1.6, 3.2, 4.8, 6.4, 8, 10, 12, 14, 16};
    private static final double[] STRETCH_MM = {4.5, 8, 13};
    private static final float DENSE = 0.5f;

    /** Names in the order of the numbers. */
    public static final List<String> NAMES = names();

    private static final int SHELLS = SHELLS_MM.length - 1;
    private static final Lattice LATTICE = new Lattice();

    private SuspectFeatures() {}

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int s = 0; s < SHELLS_MM.length - 1; s++) names.add("DENSITY_" + s);
        for (int s = 0; s < SHELLS_MM.length - 1; s++) names.add("DENSE_SHARE_" + s);
        for (int r = 0; r < STRETCH_MM.length; r++) {
            names.add("SECOND_TO_FIRST_VARIANCE_" + r);
            names.add("THIRD_TO_FIRST_VARIANCE_" + r);
        }
        names.addAll(List.of(
                "PEAK",
                "LOG_JOINED",
                "LOG_JOINED_NEAR",
                "JOINED_EDGE_SHARE",
                "JOINED_RADIUS",
                "JOINED_SECOND_TO_FIRST",
                "JOINED_THIRD_TO_FIRST",
                "SHELL_PATCHES",
                "SHELL_DENSE_SHARE",
                "SCORE_LOGIT",
                "LOG_DIAMETER",
                "SCALE"));
        return List.copyOf(names);
    }

    /** Places of the cube's voxels. */
    private static final class Lattice {
        private final float[] x = new float[NoduleCube.VOXELS];
        private final float[] y = new float[NoduleCube.VOXELS];
        private final float[] z = new float[NoduleCube.VOXELS];
        private final float[] away = new float[NoduleCube.VOXELS];

        Lattice() {
            for (int v = 0; v < NoduleCube.VOXELS; v++) {
                int i = v % NoduleCube.COLUMNS;
                int j = v / NoduleCube.COLUMNS % NoduleCube.ROWS;
                int k = v / (NoduleCube.COLUMNS * NoduleCube.ROWS);
                x[v] = (float) ((i - (NoduleCube.COLUMNS - 1) / 2.0) * NoduleCube.IN_PLANE_MM);
                y[v] = (float) ((j - (NoduleCube.ROWS - 1) / 2.0) * NoduleCube.IN_PLANE_MM);
                z[v] = (float) ((k - (NoduleCube.SLICES - 1) / 2.0) * NoduleCube.SLICE_MM);
                away[v] = (float) Math.sqrt(x[v] * x[v] + y[v] * y[v] + z[v] * z[v]);
            }
        }
    }

    /**
     * The numbers of a candidate and its cube.
     *
     * @param cube HU as {@link NoduleCube#sample} gives them
     */
    public static float[] of(Candidate candidate, float[] cube) {
        float[] density = new float[NoduleCube.VOXELS];
        for (int v = 0; v < density.length; v++) density[v] = Math.clamp((cube[v] + 850) / 900, 0f, 1f);
        float[] features = new float[NAMES.size()];
        int at = shells(density, features);
        for (double reach : STRETCH_MM) {
            double[] variances = variances(density, null, reach);
            features[at++] = ratio(variances, 1);
            features[at++] = ratio(variances, 2);
        }
        float peak = 0;
        int seed = 0;
        for (int v = 0; v < density.length; v++) {
            if (LATTICE.away[v] > 2.5 || density[v] <= peak) continue;
            peak = density[v];
            seed = v;
        }
        features[at++] = peak;
        boolean[] joined = joined(density, seed, Math.max(0.2f, peak / 2));
        int count = 0;
        int near = 0;
        int edge = 0;
        double farthest = 0;
        for (int v = 0; v < joined.length; v++) {
            if (!joined[v]) continue;
            count++;
            if (LATTICE.away[v] < 6) near++;
            if (LATTICE.away[v] > 14) edge++;
            farthest = Math.max(farthest, LATTICE.away[v]);
        }
        double radius = Math.cbrt(
                0.75 * near * NoduleCube.SLICE_MM * NoduleCube.IN_PLANE_MM * NoduleCube.IN_PLANE_MM / Math.PI);
        double[] variances = variances(density, joined, 12);
        features[at++] = (float) Math.log1p(count);
        features[at++] = (float) Math.log1p(near);
        features[at++] = (float) edge / Math.max(1, count);
        features[at++] = (float) farthest / 16;
        features[at++] = ratio(variances, 1);
        features[at++] = ratio(variances, 2);
        double[] shell = shell(density, radius + 1.2, radius + 3.2, Math.max(0.2f, peak / 2));
        features[at++] = (float) shell[0];
        features[at++] = (float) shell[1];
        double score = Math.clamp(candidate.score(), 1e-4, 1 - 1e-4);
        features[at++] = (float) Math.log(score / (1 - score));
        features[at++] = (float) Math.log(candidate.diameterMm());
        features[at] = (float) candidate.cube().scale();
        return features;
    }

    private static int shells(float[] density, float[] features) {
        double[] sums = new double[SHELLS];
        double[] dense = new double[SHELLS];
        int[] counts = new int[SHELLS];
        for (int v = 0; v < density.length; v++) {
            int s = 0;
            while (s < SHELLS && LATTICE.away[v] >= SHELLS_MM[s + 1]) s++;
            if (s == SHELLS) continue;
            sums[s] += density[v];
            if (density[v] >= DENSE) dense[s]++;
            counts[s]++;
        }
        for (int s = 0; s < SHELLS; s++) {
            features[s] = (float) (sums[s] / counts[s]);
            features[SHELLS + s] = (float) (dense[s] / counts[s]);
        }
        return 2 * SHELLS;
    }

    /** Variances along the main axes of what is dense, the largest first; of the marked voxels where there is a mark. */
    private static double[] variances(
            float[] density, boolean @org.jspecify.annotations.Nullable [] mark, double reach) {
        double weight = 1e-6;
        double[] mean = new double[3];
        double[] moments = new double[6];
        for (int v = 0; v < density.length; v++) {
            if (LATTICE.away[v] > reach || (mark != null && !mark[v])) continue;
            double w = density[v] * density[v];
            double x = LATTICE.x[v];
            double y = LATTICE.y[v];
            double z = LATTICE.z[v];
            weight += w;
            mean[0] += w * x;
            mean[1] += w * y;
            mean[2] += w * z;
            moments[0] += w * x * x;
            moments[1] += w * y * y;
            moments[2] += w * z * z;
            moments[3] += w * x * y;
            moments[4] += w * x * z;
            moments[5] += w * y * z;
        }
        for (int a = 0; a < 3; a++) mean[a] /= weight;
        double[][] matrix = {
            {
                moments[0] / weight - mean[0] * mean[0],
                moments[3] / weight - mean[0] * mean[1],
                moments[4] / weight - mean[0] * mean[2]
            },
            {
                moments[3] / weight - mean[0] * mean[1],
                moments[1] / weight - mean[1] * mean[1],
                moments[5] / weight - mean[1] * mean[2]
            },
            {
                moments[4] / weight - mean[0] * mean[2],
                moments[5] / weight - mean[1] * mean[2],
                moments[2] / weight - mean[2] * mean[2]
            }
        };
        double[] values = SymmetricEigenvalues.of(matrix);
        java.util.Arrays.sort(values);
        return new double[] {values[2], values[1], values[0]};
    }

    private static float ratio(double[] variances, int which) {
        return (float) (Math.max(0, variances[which]) / Math.max(1e-6, variances[0]));
    }

    private static boolean[] joined(float[] density, int seed, float least) {
        boolean[] joined = new boolean[density.length];
        ArrayDeque<Integer> waiting = new ArrayDeque<>();
        joined[seed] = true;
        waiting.push(seed);
        while (!waiting.isEmpty()) {
            int v = waiting.pop();
            for (int next : neighbours(v)) {
                if (next < 0 || joined[next] || density[next] < least || LATTICE.away[next] > 16) continue;
                joined[next] = true;
                waiting.push(next);
            }
        }
        return joined;
    }

    private static int[] neighbours(int v) {
        int i = v % NoduleCube.COLUMNS;
        int j = v / NoduleCube.COLUMNS % NoduleCube.ROWS;
        int k = v / (NoduleCube.COLUMNS * NoduleCube.ROWS);
        int plane = NoduleCube.COLUMNS * NoduleCube.ROWS;
        return new int[] {
            i > 0 ? v - 1 : -1,
            i < NoduleCube.COLUMNS - 1 ? v + 1 : -1,
            j > 0 ? v - NoduleCube.COLUMNS : -1,
            j < NoduleCube.ROWS - 1 ? v + NoduleCube.COLUMNS : -1,
            k > 0 ? v - plane : -1,
            k < NoduleCube.SLICES - 1 ? v + plane : -1
        };
    }

    /** Dense patches of a shell, and their share of it: a piece of a vessel has two, a fork three. */
    private static double[] shell(float[] density, double from, double to, float least) {
        boolean[] dense = new boolean[density.length];
        int all = 0;
        int set = 0;
        for (int v = 0; v < density.length; v++) {
            if (LATTICE.away[v] < from || LATTICE.away[v] > to) continue;
            all++;
            if (density[v] < least) continue;
            dense[v] = true;
            set++;
        }
        int patches = 0;
        ArrayDeque<Integer> waiting = new ArrayDeque<>();
        for (int v = 0; v < dense.length; v++) {
            if (!dense[v]) continue;
            int size = 0;
            dense[v] = false;
            waiting.push(v);
            while (!waiting.isEmpty()) {
                int at = waiting.pop();
                size++;
                for (int next : neighbours(at)) {
                    if (next < 0 || !dense[next]) continue;
                    dense[next] = false;
                    waiting.push(next);
                }
            }
            if (size >= 4) patches++;
        }
        return new double[] {Math.min(6, patches), (double) set / Math.max(1, all)};
    }
}
