package io.trivium.runtime.voxel;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part {@code network} of a specification whose {@code kind} is {@code unet-3d}: an encoder and a decoder of residual
 * 3 × 3 × 3 convolutions with additive skips (after Çiçek et al., 3D U-Net, MICCAI 2016, and its residual forms). All
 * arithmetic is float32. With the widths c(0) … c(L−1) and x standardised by {@code mean} and {@code inverse_deviation}:
 *
 * <pre>
 * x(0) = silu(stem(x)); block: x + silu(conv(x))                         {@code encoder.0.*}
 * x(l) = silu(conv of stride 2 (x(l−1))), then the level's blocks        {@code encoder.{l}.*}
 * y(L−1) = x(L−1)
 * y(l) = x(l) + up(y(l+1)), then the level's blocks                      {@code decoder.{l}.*}
 * probability = σ(head · y(0))
 * </pre>
 *
 * {@code up} multiplies every voxel by {@code up.weight [8·c(l), c(l+1)]} and spreads the 8 parts over the 2 × 2 × 2 voxels
 * it becomes (sub-voxel convolution, Shi et al., arXiv 1609.05158).
 *
 * @param input name of the input {@code [B, C, D, H, W]}; the output is {@code [B, 1, D, H, W]}
 * @param channels C
 * @param size D, H and W, each a multiple of 2 to the number of levels less one
 * @param widths channels of the levels, the finest first
 * @param blocks residual blocks of a level, on either side
 */
public record UnetSpec(
        String input, String output, int channels, List<Integer> size, List<Integer> widths, int blocks) {
    public static final String KIND = "unet-3d";
    public static final String MEAN = "mean";
    public static final String INVERSE_DEVIATION = "inverse_deviation";
    public static final String STEM = "encoder.0.stem";
    public static final String HEAD = "head";

    public UnetSpec {
        size = List.copyOf(size);
        widths = List.copyOf(widths);
    }

    /** Whether a specification describes such a network. */
    public static boolean isIn(byte[] yaml) {
        return ModelSpec.tree(yaml).path("network").path("kind").asText().equals(KIND);
    }

    /**
     * Reads the network of a specification whose serving part is already valid.
     *
     * @throws InvalidPackException with every fault
     */
    public static UnetSpec parse(byte[] yaml, ModelSpec model) {
        List<String> faults = new ArrayList<>();
        Document root = Document.root(ModelSpec.tree(yaml), "spec.yaml", faults);
        Document network = root.object("network");
        network.ignore("kind");
        if (model.head() != Head.SEGMENTATION) root.fault("head", "of the network " + KIND + " must be segmentation");
        if (model.inputs().size() != 1) root.fault("inputs", "of the network " + KIND + " must be one");
        if (model.outputs().size() != 1) root.fault("outputs", "of the network " + KIND + " must be one");
        List<Integer> widths = network.integers("widths", 1, 6, 1, 1_024).stream()
                .map(Long::intValue)
                .toList();
        int blocks = (int) network.integer("blocks", 1, 16, 1);
        network.refuseUnknownFields();
        TensorSpec input = model.inputs().getFirst();
        TensorSpec output = model.outputs().getFirst();
        List<Long> shape = input.shape();
        if (input.type() != TensorType.FP32 || shape.size() != 5 || !fixed(shape)) {
            root.fault("inputs", "must be float32 [-1, channels, depth, height, width]: " + shape);
        } else {
            int step = 1 << Math.max(0, widths.size() - 1);
            for (int i = 2; i < 5; i++) {
                if (shape.get(i) % step != 0) {
                    root.fault("inputs", "must have extents that are multiples of " + step + ": " + shape);
                }
            }
            List<Long> expected = List.of(-1L, 1L, shape.get(2), shape.get(3), shape.get(4));
            if (output.type() != TensorType.FP32 || !output.shape().equals(expected)) {
                root.fault("outputs", "must be float32 " + expected);
            }
        }
        if (!faults.isEmpty()) throw new InvalidPackException("invalid network", faults);
        return new UnetSpec(
                input.name(),
                output.name(),
                Math.toIntExact(shape.get(1)),
                shape.subList(2, 5).stream().map(Math::toIntExact).toList(),
                widths,
                blocks);
    }

    private static boolean fixed(List<Long> shape) {
        if (shape.getFirst() != -1) return false;
        for (long size : shape.subList(1, shape.size())) if (size < 1 || size > 1_024) return false;
        return true;
    }

    public int levels() {
        return widths.size();
    }

    /** Voxels of one row's output. */
    public int voxels() {
        return size.get(0) * size.get(1) * size.get(2);
    }

    public static String down(int level) {
        return "encoder." + level + ".down";
    }

    public static String encoder(int level, int block) {
        return "encoder." + level + ".block." + block;
    }

    public static String up(int level) {
        return "decoder." + level + ".up";
    }

    public static String decoder(int level, int block) {
        return "decoder." + level + ".block." + block;
    }

    public static String weight(String layer) {
        return layer + ".weight";
    }

    public static String bias(String layer) {
        return layer + ".bias";
    }

    /** Shapes of all trained parameters in the order of the weight file; {@code mean} and its companion are [1] each. */
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        convolution(shapes, STEM, channels, widths.getFirst());
        for (int l = 0; l < levels(); l++) {
            if (l > 0) convolution(shapes, down(l), widths.get(l - 1), widths.get(l));
            for (int b = 0; b < blocks; b++) convolution(shapes, encoder(l, b), widths.get(l), widths.get(l));
        }
        for (int l = levels() - 2; l >= 0; l--) {
            shapes.put(weight(up(l)), new long[] {8L * widths.get(l), widths.get(l + 1), 1, 1, 1});
            shapes.put(bias(up(l)), new long[] {8L * widths.get(l)});
            for (int b = 0; b < blocks; b++) convolution(shapes, decoder(l, b), widths.get(l), widths.get(l));
        }
        shapes.put(weight(HEAD), new long[] {1, widths.getFirst(), 1, 1, 1});
        shapes.put(bias(HEAD), new long[] {1});
        return shapes;
    }

    private static void convolution(Map<String, long[]> shapes, String layer, long from, long to) {
        shapes.put(weight(layer), new long[] {to, from, 3, 3, 3});
        shapes.put(bias(layer), new long[] {to});
    }
}
