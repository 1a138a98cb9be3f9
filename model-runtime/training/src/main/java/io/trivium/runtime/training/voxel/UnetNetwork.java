package io.trivium.runtime.training.voxel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv3d;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.voxel.UnetSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A {@link UnetSpec} in the training engine; all trained numbers are one array. Belongs to one thread. */
final class UnetNetwork implements AutoCloseable {
    private final UnetSpec spec;
    private final NDManager manager;
    private final NDArray flat;
    private final long[] cuts;
    private final float mean;
    private final float inverse;

    UnetNetwork(NDManager parent, UnetSpec spec, Parameters parameters) {
        this.spec = spec;
        this.manager = parent.newSubManager();
        this.flat = manager.create(flatten(spec, parameters));
        flat.setRequiresGradient(true);
        List<Long> ends = new ArrayList<>();
        long at = 0;
        for (long[] shape : spec.shapes().values()) {
            at += new Shape(shape).size();
            ends.add(at);
        }
        this.cuts = ends.subList(0, ends.size() - 1).stream()
                .mapToLong(Long::longValue)
                .toArray();
        this.mean = parameters.get(UnetSpec.MEAN)[0];
        this.inverse = parameters.get(UnetSpec.INVERSE_DEVIATION)[0];
    }

    /** Weights before training: normal with variance 2 / inputs, the head's bias by the share of voxels in the targets. */
    static Parameters initial(UnetSpec spec, VoxelData data, long seed) {
        double sum = 0;
        double squares = 0;
        for (float value : data.inputs()) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / data.inputs().length;
        double deviation = Math.sqrt(Math.max(1e-12, squares / data.inputs().length - mean * mean));
        double inside = 1;
        for (float target : data.targets()) inside += target;
        Parameters parameters = new Parameters();
        parameters.put(UnetSpec.MEAN, new long[] {1}, new float[] {(float) mean});
        parameters.put(UnetSpec.INVERSE_DEVIATION, new long[] {1}, new float[] {(float) (1 / deviation)});
        Random random = new Random(seed);
        spec.shapes().forEach((name, shape) -> {
            float[] values = new float[Math.toIntExact(new Shape(shape).size())];
            if (shape.length > 1) {
                double scale = Math.sqrt(2.0 * shape[0] / values.length);
                for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() * scale);
            }
            parameters.put(name, shape, values);
        });
        parameters.get(UnetSpec.bias(UnetSpec.HEAD))[0] =
                (float) Math.log(inside / (data.targets().length - inside + 1));
        return parameters;
    }

    static float[] flatten(UnetSpec spec, Parameters parameters) {
        long size = spec.shapes().values().stream()
                .mapToLong(shape -> new Shape(shape).size())
                .sum();
        float[] flat = new float[Math.toIntExact(size)];
        int at = 0;
        for (String name : spec.shapes().keySet()) {
            float[] values = parameters.get(name);
            System.arraycopy(values, 0, flat, at, values.length);
            at += values.length;
        }
        return flat;
    }

    /** The weight file's tensors from the trained numbers. */
    Parameters parameters(float[] trained) {
        Parameters all = new Parameters();
        all.put(UnetSpec.MEAN, new long[] {1}, new float[] {mean});
        all.put(UnetSpec.INVERSE_DEVIATION, new long[] {1}, new float[] {inverse});
        int at = 0;
        for (Map.Entry<String, long[]> each : spec.shapes().entrySet()) {
            int size = Math.toIntExact(new Shape(each.getValue()).size());
            all.put(each.getKey(), each.getValue(), java.util.Arrays.copyOfRange(trained, at, at + size));
            at += size;
        }
        return all;
    }

    NDArray flat() {
        return flat;
    }

    NDManager manager() {
        return manager;
    }

    /** 1 for a weight, 0 for a bias. */
    float[] decay(double rate) {
        float[] decay = new float[Math.toIntExact(flat.size())];
        int at = 0;
        for (Map.Entry<String, long[]> each : spec.shapes().entrySet()) {
            int size = Math.toIntExact(new Shape(each.getValue()).size());
            if (each.getValue().length > 1) java.util.Arrays.fill(decay, at, at + size, (float) rate);
            at += size;
        }
        return decay;
    }

    /**
     * Logits of some rows, {@code [B, 1, D, H, W]}; all created arrays belong to {@code scope}.
     *
     * @param inputs {@code [B, C, D, H, W]} row-major, as the data has them
     */
    NDArray forward(NDManager scope, float[] inputs, int batch) {
        float[] standardised = new float[inputs.length];
        for (int i = 0; i < inputs.length; i++) standardised[i] = (inputs[i] - mean) * inverse;
        Shape shape = new Shape(
                batch,
                spec.channels(),
                spec.size().get(0),
                spec.size().get(1),
                spec.size().get(2));
        flat.attach(scope);
        Map<String, NDArray> weights = views();
        NDArray x = scope.create(FloatBuffer.wrap(standardised), shape, DataType.FLOAT32);
        x = silu(convolve(weights, x, UnetSpec.STEM, 1, 1));
        List<NDArray> skips = new ArrayList<>();
        for (int l = 0; l < spec.levels(); l++) {
            if (l > 0) x = silu(convolve(weights, x, UnetSpec.down(l), 2, 1));
            for (int b = 0; b < spec.blocks(); b++) x = block(weights, x, UnetSpec.encoder(l, b));
            skips.add(x);
        }
        for (int l = spec.levels() - 2; l >= 0; l--) {
            x = skips.get(l).add(up(weights, x, l, batch));
            for (int b = 0; b < spec.blocks(); b++) x = block(weights, x, UnetSpec.decoder(l, b));
        }
        NDArray logits = convolve(weights, x, UnetSpec.HEAD, 1, 0);
        flat.attach(manager);
        return logits;
    }

    private Map<String, NDArray> views() {
        Map<String, NDArray> views = new HashMap<>();
        NDList parts = flat.split(cuts, 0);
        int i = 0;
        for (Map.Entry<String, long[]> each : spec.shapes().entrySet()) {
            views.put(each.getKey(), parts.get(i++).reshape(new Shape(each.getValue())));
        }
        return views;
    }

    private NDArray block(Map<String, NDArray> weights, NDArray x, String layer) {
        return x.add(silu(convolve(weights, x, layer, 1, 1)));
    }

    private NDArray up(Map<String, NDArray> weights, NDArray x, int level, int batch) {
        NDArray parts = convolve(weights, x, UnetSpec.up(level), 1, 0);
        long width = spec.widths().get(level);
        long d = spec.size().get(0) >> (level + 1);
        long h = spec.size().get(1) >> (level + 1);
        long w = spec.size().get(2) >> (level + 1);
        return parts.reshape(batch * width, 2, 2, 2, d, h, w)
                .transpose(0, 4, 1, 5, 2, 6, 3)
                .reshape(batch, width, 2 * d, 2 * h, 2 * w);
    }

    private static NDArray silu(NDArray x) {
        return x.mul(Activation.sigmoid(x));
    }

    private static NDArray convolve(Map<String, NDArray> weights, NDArray x, String layer, int stride, int padding) {
        return Conv3d.conv3d(
                        x,
                        weights.get(UnetSpec.weight(layer)),
                        weights.get(UnetSpec.bias(layer)),
                        new Shape(stride, stride, stride),
                        new Shape(padding, padding, padding),
                        new Shape(1, 1, 1))
                .singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
    }
}
