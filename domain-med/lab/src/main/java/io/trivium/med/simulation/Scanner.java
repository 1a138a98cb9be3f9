package io.trivium.med.simulation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.SplittableRandom;

/**
 * Makes an image of an ideal volume: averages its slices to the protocol's thickness, blurs and sharpens in the plane as
 * the kernel does, and adds noise with the kernel's grain, stronger in soft tissue than in lung.
 */
final class Scanner {
    private static final double UNSHARP_MM = 1.1;
    private static final double TISSUE_NOISE = 1.5;
    private static final short LUNG_BELOW = -500;

    private Scanner() {}

    static Volume scanned(Volume ideal, Protocol protocol, SplittableRandom random) {
        Grid fine = ideal.grid();
        int parts = protocol.parts();
        int slices = fine.slices() / parts;
        Point origin = fine.origin().plus(new Point(0, 0, (parts - 1) / 2.0 * fine.sliceSpacingMm()));
        Grid grid = Grid.axial(
                slices, fine.rows(), fine.columns(), origin, protocol.inPlaneMm(), fine.sliceSpacingMm() * parts);
        short[] hounsfield = new short[grid.voxels()];
        int plane = grid.rows() * grid.columns();
        Blur kernel = new Blur(grid.rows(), grid.columns(), protocol.blurMm() / protocol.inPlaneMm());
        Blur wide = new Blur(grid.rows(), grid.columns(), UNSHARP_MM / protocol.inPlaneMm());
        Blur grain = new Blur(grid.rows(), grid.columns(), protocol.grainMm() / protocol.inPlaneMm());
        double noise = protocol.noiseHu() / Math.sqrt(protocol.sliceMm());
        float[] image = new float[plane];
        float[] other = new float[plane];
        for (int k = 0; k < slices; k++) {
            averaged(ideal, k, parts, image);
            kernel.apply(image);
            if (protocol.sharpening() > 0) {
                System.arraycopy(image, 0, other, 0, plane);
                wide.apply(other);
                for (int p = 0; p < plane; p++) image[p] += (float) protocol.sharpening() * (image[p] - other[p]);
            }
            for (int p = 0; p < plane; p++) other[p] = (float) random.nextGaussian();
            grain.apply(other);
            double scale = noise / deviation(other);
            int from = grid.index(k, 0, 0);
            for (int p = 0; p < plane; p++) {
                double strength = image[p] < LUNG_BELOW ? scale : scale * TISSUE_NOISE;
                hounsfield[from + p] = (short) Math.clamp(Math.round(image[p] + strength * other[p]), -1024, 3071);
            }
        }
        return new Volume(grid, hounsfield);
    }

    private static void averaged(Volume ideal, int k, int parts, float[] into) {
        short[] voxels = ideal.hounsfield();
        java.util.Arrays.fill(into, 0);
        for (int part = 0; part < parts; part++) {
            int from = (k * parts + part) * into.length;
            for (int p = 0; p < into.length; p++) into[p] += voxels[from + p];
        }
        if (parts > 1) {
            for (int p = 0; p < into.length; p++) into[p] /= parts;
        }
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) squares += (double) value * value;
        return Math.sqrt(squares / values.length);
    }

    /** A Gaussian in the plane; the edge repeats. */
    private static final class Blur {
        private final int rows;
        private final int columns;
        private final float[] weights;
        private final float[] line;

        Blur(int rows, int columns, double deviation) {
            this.rows = rows;
            this.columns = columns;
            int reach = Math.max(1, (int) Math.ceil(2.5 * deviation));
            this.weights = new float[reach + 1];
            double sum = 0;
            for (int d = 0; d <= reach; d++) {
                double weight = Math.exp(-0.5 * d * d / (deviation * deviation));
                weights[d] = (float) weight;
                sum += d == 0 ? weight : 2 * weight;
            }
            for (int d = 0; d <= reach; d++) weights[d] /= (float) sum;
            this.line = new float[Math.max(rows, columns)];
        }

        void apply(float[] image) {
            for (int j = 0; j < rows; j++) {
                System.arraycopy(image, j * columns, line, 0, columns);
                for (int i = 0; i < columns; i++) image[j * columns + i] = along(i, columns);
            }
            float[] result = new float[image.length];
            for (int j = 0; j < rows; j++) {
                int to = j * columns;
                for (int d = 1 - weights.length; d < weights.length; d++) {
                    int from = Math.clamp(j + d, 0, rows - 1) * columns;
                    float weight = weights[Math.abs(d)];
                    for (int i = 0; i < columns; i++) result[to + i] += weight * image[from + i];
                }
            }
            System.arraycopy(result, 0, image, 0, image.length);
        }

        private float along(int i, int count) {
            float sum = weights[0] * line[i];
            for (int d = 1; d < weights.length; d++) {
                int left = i - d < 0 ? 0 : i - d;
                int right = i + d >= count ? count - 1 : i + d;
                sum += weights[d] * (line[left] + line[right]);
            }
            return sum;
        }
    }
}
