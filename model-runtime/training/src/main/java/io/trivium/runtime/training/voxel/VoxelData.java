package io.trivium.runtime.training.voxel;

import java.util.SplittableRandom;

/**
 * Volumes with the labels of their voxels, in memory.
 *
 * @param inputs {@code [rows, channels, depth, height, width]} row-major
 * @param targets {@code [rows, depth, height, width]} in [0, 1]
 * @param rowHashes one per row; empty when the data has none
 */
@SuppressWarnings("ArrayRecordComponent") // hundreds of millions of numbers; never compared
public record VoxelData(
        int rows, int channels, int depth, int height, int width, float[] inputs, float[] targets, long[] rowHashes) {
    public VoxelData {
        long voxels = (long) rows * depth * height * width;
        if (rows < 1 || targets.length != voxels || inputs.length != voxels * channels) {
            throw new IllegalArgumentException(inputs.length + " inputs and " + targets.length + " targets for " + rows
                    + " rows of " + channels + " × " + depth + " × " + height + " × " + width);
        }
        if (rowHashes.length != 0 && rowHashes.length != rows) {
            throw new IllegalArgumentException(rowHashes.length + " row hashes for " + rows + " rows");
        }
        for (float target : targets) {
            if (!(target >= 0 && target <= 1)) {
                throw new IllegalArgumentException("a target is outside [0, 1]: " + target);
            }
        }
        for (float input : inputs) {
            if (!Float.isFinite(input)) throw new IllegalArgumentException("an input is not finite: " + input);
        }
    }

    int voxels() {
        return depth * height * width;
    }

    /** Some rows, side by side. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Batch(float[] inputs, float[] targets) {}

    /**
     * Some rows, mirrored at random.
     *
     * @param random null leaves them as they are
     */
    Batch batch(int[] chosen, @org.jspecify.annotations.Nullable SplittableRandom random) {
        int voxels = voxels();
        float[] someInputs = new float[chosen.length * channels * voxels];
        float[] someTargets = new float[chosen.length * voxels];
        for (int i = 0; i < chosen.length; i++) {
            int[] from = random == null ? new int[0] : places(random);
            for (int c = 0; c < channels; c++) {
                copy(inputs, (chosen[i] * channels + c) * voxels, someInputs, (i * channels + c) * voxels, from);
            }
            copy(targets, chosen[i] * voxels, someTargets, i * voxels, from);
        }
        return new Batch(someInputs, someTargets);
    }

    private void copy(float[] source, int at, float[] target, int to, int[] from) {
        if (from.length == 0) {
            System.arraycopy(source, at, target, to, voxels());
        } else {
            for (int v = 0; v < from.length; v++) target[to + v] = source[at + from[v]];
        }
    }

    /** For every voxel of a mirrored volume the voxel of the original. */
    private int[] places(SplittableRandom random) {
        boolean k = random.nextBoolean();
        boolean j = random.nextBoolean();
        boolean i = random.nextBoolean();
        boolean turned = height == width && random.nextBoolean();
        int[] from = new int[voxels()];
        int at = 0;
        for (int z = 0; z < depth; z++) {
            int sz = k ? depth - 1 - z : z;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int sy = j ? height - 1 - y : y;
                    int sx = i ? width - 1 - x : x;
                    from[at++] = (sz * height + (turned ? sx : sy)) * width + (turned ? sy : sx);
                }
            }
        }
        return from;
    }
}
