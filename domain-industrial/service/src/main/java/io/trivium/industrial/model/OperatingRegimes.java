package io.trivium.industrial.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Kinds of operation between which an asset type changes, such as flight conditions or load steps. They matter where tags
 * follow the settings rather than the asset's condition.
 *
 * @param centres standardised settings at the middle of each regime; one regime has one centre, which may be empty
 * @param mean of each setting, {@code scale} what a setting is divided by after its mean was taken off
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record OperatingRegimes(double[][] centres, double[] mean, double[] scale) {
    private static final int MOST = 10;
    private static final int ROUNDS = 25;

    /** Regimes are distinguished only if they explain this share of the variation of the tags. */
    private static final double WORTH_IT = 0.5;

    /** Fewer regimes are taken as long as what is left unexplained grows by no more than this factor. */
    private static final double NEARLY_AS_GOOD = 1.5;

    /** Number of rows from which regimes are determined. */
    private static final int SAMPLE = 4_000;

    /**
     * Finds the regimes of an asset type: k-means over the settings (from the farthest points, so no seed is needed) for 1
     * to 10 of them, and the fewest that explain the tags nearly as well as the best number does.
     */
    public static OperatingRegimes of(List<AssetHistory> assets) {
        List<double[]> settings = new ArrayList<>();
        List<double[]> tags = new ArrayList<>();
        int cycles = assets.stream().mapToInt(AssetHistory::cycles).sum();
        int step = Math.max(1, cycles / SAMPLE);
        int at = 0;
        for (AssetHistory asset : assets) {
            for (int t = 0; t < asset.cycles(); t++) {
                if (at++ % step != 0) continue;
                settings.add(asset.settings()[t]);
                tags.add(asset.tags()[t]);
            }
        }
        int width = settings.getFirst().length;
        double[] mean = new double[width];
        double[] scale = new double[width];
        Moments.of(settings).into(mean, scale);
        double[][] points =
                settings.stream().map(row -> standardised(row, mean, scale)).toArray(double[][]::new);
        double[][][] centres = new double[MOST + 1][][];
        double[] left = new double[MOST + 1];
        double best = 1;
        for (int k = 1; k <= MOST; k++) {
            centres[k] = means(points, k);
            left[k] = k == 1 ? 1 : unexplained(points, centres[k], tags);
            best = Math.min(best, left[k]);
        }
        int chosen = 1;
        if (1 - best >= WORTH_IT) {
            while (left[chosen] > NEARLY_AS_GOOD * best) chosen++;
        }
        return new OperatingRegimes(centres[chosen], mean, scale);
    }

    public int count() {
        return centres.length;
    }

    /** The regime of one row of settings. */
    public int of(double[] settings) {
        return count() == 1 ? 0 : nearest(standardised(settings, mean, scale), centres);
    }

    private static double[] standardised(double[] row, double[] mean, double[] scale) {
        double[] point = new double[row.length];
        for (int c = 0; c < row.length; c++) point[c] = scale[c] == 0 ? 0 : (row[c] - mean[c]) / scale[c];
        return point;
    }

    private static double[][] means(double[][] points, int k) {
        double[][] centres = new double[k][];
        centres[0] = points[0].clone();
        for (int c = 1; c < k; c++) {
            double[] farthest = points[0];
            double most = -1;
            for (double[] point : points) {
                double distance = distance(point, centres[nearest(point, Arrays.copyOf(centres, c))]);
                if (distance > most) {
                    most = distance;
                    farthest = point;
                }
            }
            centres[c] = farthest.clone();
        }
        for (int round = 0; round < ROUNDS; round++) {
            double[][] sums = new double[k][points[0].length];
            int[] members = new int[k];
            for (double[] point : points) {
                int own = nearest(point, centres);
                members[own]++;
                for (int c = 0; c < point.length; c++) sums[own][c] += point[c];
            }
            for (int own = 0; own < k; own++) {
                if (members[own] == 0) continue;
                for (int c = 0; c < sums[own].length; c++) centres[own][c] = sums[own][c] / members[own];
            }
        }
        return centres;
    }

    /** Share of the tags' variance within regimes, mean over the tags that vary. */
    private static double unexplained(double[][] points, double[][] centres, List<double[]> tags) {
        List<List<double[]>> groups = new ArrayList<>();
        for (int k = 0; k < centres.length; k++) groups.add(new ArrayList<>());
        for (int i = 0; i < points.length; i++)
            groups.get(nearest(points[i], centres)).add(tags.get(i));
        int width = tags.getFirst().length;
        double[] whole = Moments.of(tags).variances();
        double[] within = new double[width];
        for (List<double[]> group : groups) {
            if (group.isEmpty()) continue;
            double[] own = Moments.of(group).variances();
            for (int c = 0; c < width; c++) within[c] += own[c] * group.size() / points.length;
        }
        double sum = 0;
        int varying = 0;
        for (int c = 0; c < width; c++) {
            if (whole[c] <= 1e-12) continue;
            sum += within[c] / whole[c];
            varying++;
        }
        return varying == 0 ? 1 : sum / varying;
    }

    private static int nearest(double[] point, double[][] centres) {
        int best = 0;
        for (int k = 1; k < centres.length; k++) {
            if (distance(point, centres[k]) < distance(point, centres[best])) best = k;
        }
        return best;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) sum += (a[c] - b[c]) * (a[c] - b[c]);
        return sum;
    }
}
