package io.trivium.med.detection;

import java.util.Arrays;
import java.util.List;

/**
 * Numeric features of the outline of a nodule and of the HU within and around it: size, shape, attenuation and the
 * sharpness of its border. Attenuations and gradients are divided by 300 HU.
 */
public final class NoduleFeatures {
    /** Names in the order of the numbers. */
    public static final List<String> NAMES = List.of(
            "LOG_DIAMETER",
            "LOG_DIAMETER_SQUARED",
            "LOG_LARGEST_AREA",
            "DIAMETER_MM",
            "SECOND_TO_FIRST_VARIANCE",
            "THIRD_TO_FIRST_VARIANCE",
            "MEAN_HU",
            "DEVIATION_HU",
            "LOW_DECILE_HU",
            "HIGH_DECILE_HU",
            "CORE_PEAK_HU",
            "SHARE_ABOVE_200_HU",
            "SHARE_ABOVE_MINUS_50_HU",
            "CORE_MEAN_HU",
            "CORE_DEVIATION_HU",
            "EDGE_GRADIENT",
            "EDGE_GRADIENT_DEVIATION",
            "RIM_HU",
            "RIM_SOLID_SHARE",
            "CIRCULARITY",
            "SPHERICITY",
            "RADIUS_VARIATION",
            "VOLUME_SATURATED");

    private static final float UNIT_HU = 300;
    private static final float HIGHEST = 600;

    private NoduleFeatures() {}

    /**
     * The numbers of a nodule.
     *
     * @param hounsfield of the cube's voxels
     * @param mask voxels of the nodule, at least one
     * @param scale of the cube
     */
    public static float[] of(float[] hounsfield, boolean[] mask, double scale) {
        return new Measuring(hounsfield, mask, scale).features();
    }

    /** Diameter in mm of the ball with the mask's volume. */
    public static double equivalentDiameter(boolean[] mask, double scale) {
        int count = 0;
        for (boolean set : mask) if (set) count++;
        double voxel = NoduleCube.SLICE_MM * NoduleCube.IN_PLANE_MM * NoduleCube.IN_PLANE_MM * scale * scale * scale;
        return Math.cbrt(6 * count * voxel / Math.PI);
    }

    private static final class Measuring {
        private static final int ROW = NoduleCube.COLUMNS;
        private static final int PLANE = NoduleCube.ROWS * NoduleCube.COLUMNS;
        private final float[] hu;
        private final boolean[] mask;
        private final double slice;
        private final double inPlane;
        private final int count;
        private final boolean[] core;

        Measuring(float[] hounsfield, boolean[] mask, double scale) {
            this.hu = hounsfield;
            this.mask = mask;
            this.slice = NoduleCube.SLICE_MM * scale;
            this.inPlane = NoduleCube.IN_PLANE_MM * scale;
            int set = 0;
            for (boolean each : mask) if (each) set++;
            if (set == 0) throw new IllegalArgumentException("an outline without voxels");
            this.count = set;
            this.core = new boolean[mask.length];
            for (int v = 0; v < mask.length; v++) core[v] = mask[v] && isInner(v);
        }

        private boolean at(int v, int k, int j, int i) {
            int x = v % ROW + i;
            int y = v / ROW % NoduleCube.ROWS + j;
            int z = v / PLANE + k;
            return x >= 0
                    && y >= 0
                    && z >= 0
                    && x < NoduleCube.COLUMNS
                    && y < NoduleCube.ROWS
                    && z < NoduleCube.SLICES
                    && mask[(z * NoduleCube.ROWS + y) * ROW + x];
        }

        private boolean isInner(int v) {
            return at(v, 0, 0, -1) && at(v, 0, 0, 1) && at(v, 0, -1, 0) && at(v, 0, 1, 0);
        }

        private boolean isRim(int v) {
            if (mask[v]) return false;
            for (int j = -2; j <= 2; j++) {
                for (int i = -2; i <= 2; i++) {
                    if (Math.abs(i) + Math.abs(j) <= 2 && at(v, 0, j, i)) return true;
                }
            }
            return false;
        }

        float[] features() {
            double volume = count * slice * inPlane * inPlane;
            double diameter = Math.cbrt(6 * volume / Math.PI);
            double[] centre = new double[3];
            float[] inside = new float[count];
            int at = 0;
            for (int v = 0; v < mask.length; v++) {
                if (!mask[v]) continue;
                inside[at++] = Math.min(HIGHEST, hu[v]);
                for (int a = 0; a < 3; a++) centre[a] += place(v, a) / count;
            }
            Arrays.sort(inside);
            double[] variances = variances(centre);
            double[] all = meanAndDeviation(inside);
            float[] inner = chosen(core);
            if (inner.length == 0) inner = inside;
            double[] inCore = meanAndDeviation(inner);
            double[] edge = edgeGradients();
            double[] rim = rim();
            double[] shape = shape(volume, centre);
            double litre = volume / 1_000;
            double[] features = {
                Math.log(diameter),
                Math.log(diameter) * Math.log(diameter),
                Math.log(shape[0]),
                diameter,
                variances[1] / variances[0],
                variances[2] / variances[0],
                all[0] / UNIT_HU,
                all[1] / UNIT_HU,
                quantile(inside, 0.1) / UNIT_HU,
                quantile(inside, 0.9) / UNIT_HU,
                quantile(inner, 0.98) / UNIT_HU,
                shareAbove(inside, 200),
                shareAbove(inside, -50),
                inCore[0] / UNIT_HU,
                inCore[1] / UNIT_HU,
                edge[0] / UNIT_HU,
                edge[1] / UNIT_HU,
                rim[0] / UNIT_HU,
                rim[1],
                shape[1],
                shape[2],
                shape[3],
                litre / (1 + litre)
            };
            float[] result = new float[features.length];
            for (int i = 0; i < result.length; i++) result[i] = (float) features[i];
            return result;
        }

        private double place(int v, int axis) {
            int k = v / PLANE;
            int j = v / ROW % NoduleCube.ROWS;
            int i = v % ROW;
            return switch (axis) {
                case 0 -> k * slice;
                case 1 -> j * inPlane;
                default -> i * inPlane;
            };
        }

        private float[] chosen(boolean[] set) {
            float[] values = new float[count];
            int at = 0;
            for (int v = 0; v < set.length; v++) if (set[v]) values[at++] = Math.min(HIGHEST, hu[v]);
            float[] found = Arrays.copyOf(values, at);
            Arrays.sort(found);
            return found;
        }

        /** Eigenvalues of the covariance of the voxels' places, the largest first; a voxel's own extent included. */
        private double[] variances(double[] centre) {
            double[][] c = new double[3][3];
            for (int v = 0; v < mask.length; v++) {
                if (!mask[v]) continue;
                for (int a = 0; a < 3; a++) {
                    for (int b = 0; b < 3; b++) {
                        c[a][b] += (place(v, a) - centre[a]) * (place(v, b) - centre[b]) / count;
                    }
                }
            }
            c[0][0] += slice * slice / 12;
            c[1][1] += inPlane * inPlane / 12;
            c[2][2] += inPlane * inPlane / 12;
            return SymmetricEigenvalues.of(c);
        }

        private double[] edgeGradients() {
            double sum = 0;
            double squares = 0;
            int edges = 0;
            for (int v = 0; v < mask.length; v++) {
                if (!mask[v] || core[v]) continue;
                int i = v % ROW;
                int j = v / ROW % NoduleCube.ROWS;
                double gx = gradient(v, i, ROW, 1);
                double gy = gradient(v, j, NoduleCube.ROWS, ROW);
                double g = Math.hypot(gx, gy);
                sum += g;
                squares += g * g;
                edges++;
            }
            if (edges == 0) return new double[] {0, 0};
            double mean = sum / edges;
            return new double[] {mean, Math.sqrt(Math.max(0, squares / edges - mean * mean))};
        }

        /** HU per mm. */
        private double gradient(int v, int place, int extent, int step) {
            int before = place > 0 ? step : 0;
            int after = place < extent - 1 ? step : 0;
            return (hu[v + after] - hu[v - before]) / (inPlane * (before == after ? 2 : 1));
        }

        private double[] rim() {
            double sum = 0;
            int solid = 0;
            int voxels = 0;
            for (int v = 0; v < mask.length; v++) {
                if (!isRim(v)) continue;
                voxels++;
                sum += hu[v];
                if (hu[v] > -500) solid++;
            }
            return voxels == 0 ? new double[] {0, 0} : new double[] {sum / voxels, (double) solid / voxels};
        }

        /** Largest area in mm², its circularity, sphericity of the voxels' surface, variation of the edge's distance. */
        private double[] shape(double volume, double[] centre) {
            int best = 0;
            int bestSlice = 0;
            for (int k = 0; k < NoduleCube.SLICES; k++) {
                int in = 0;
                for (int v = k * PLANE; v < (k + 1) * PLANE; v++) if (mask[v]) in++;
                if (in > best) {
                    best = in;
                    bestSlice = k;
                }
            }
            double perimeter = 0;
            double surface = 0;
            double sum = 0;
            double squares = 0;
            int edges = 0;
            for (int v = 0; v < mask.length; v++) {
                if (!mask[v]) continue;
                int sides = (at(v, 0, 0, -1) ? 0 : 1) + (at(v, 0, 0, 1) ? 0 : 1);
                sides += (at(v, 0, -1, 0) ? 0 : 1) + (at(v, 0, 1, 0) ? 0 : 1);
                int ends = (at(v, -1, 0, 0) ? 0 : 1) + (at(v, 1, 0, 0) ? 0 : 1);
                surface += sides * slice * inPlane + ends * inPlane * inPlane;
                if (v / PLANE == bestSlice) perimeter += sides * inPlane;
                if (core[v]) continue;
                double away = Math.hypot(
                        Math.hypot(place(v, 0) - centre[0], place(v, 1) - centre[1]), place(v, 2) - centre[2]);
                sum += away;
                squares += away * away;
                edges++;
            }
            double area = best * inPlane * inPlane;
            double mean = sum / edges;
            double deviation = Math.sqrt(Math.max(0, squares / edges - mean * mean));
            return new double[] {
                area,
                4 * Math.PI * area / (perimeter * perimeter),
                Math.cbrt(Math.PI) * Math.pow(6 * volume, 2.0 / 3) / surface,
                mean == 0 ? 0 : deviation / mean
            };
        }

        private static double[] meanAndDeviation(float[] values) {
            double sum = 0;
            double squares = 0;
            for (float value : values) {
                sum += value;
                squares += (double) value * value;
            }
            double mean = sum / values.length;
            return new double[] {mean, Math.sqrt(Math.max(0, squares / values.length - mean * mean))};
        }

        private static double quantile(float[] sorted, double share) {
            double at = share * (sorted.length - 1);
            int low = (int) at;
            int high = Math.min(low + 1, sorted.length - 1);
            return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
        }

        private static double shareAbove(float[] values, float limit) {
            int above = 0;
            for (float value : values) if (value > limit) above++;
            return (double) above / values.length;
        }
    }
}
