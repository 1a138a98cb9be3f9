package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.voxel.UnetSpec;
import java.util.ArrayList;
import java.util.List;

/** Writes the network of a {@link UnetSpec} as one ONNX graph. */
public final class UnetGraph {
    private final UnetSpec spec;
    private final Parameters parameters;
    private final OnnxGraph graph = new OnnxGraph(UnetSpec.KIND);

    private UnetGraph(UnetSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
    }

    /** The graph's bytes.
     * @throws IllegalArgumentException when a parameter is missing */
    public static byte[] of(UnetSpec spec, Parameters parameters) {
        return new UnetGraph(spec, parameters).build();
    }

    private byte[] build() {
        String input = graph.input(spec.input(), DataType.FLOAT, shape(spec.channels()));
        String shifted = graph.node("Sub", List.of(input, constant(UnetSpec.MEAN)));
        String x = graph.node("Mul", List.of(shifted, constant(UnetSpec.INVERSE_DEVIATION)));
        x = silu(convolution(x, UnetSpec.STEM, 3, 1));
        List<String> skips = new ArrayList<>();
        for (int l = 0; l < spec.levels(); l++) {
            if (l > 0) x = silu(convolution(x, UnetSpec.down(l), 3, 2));
            for (int b = 0; b < spec.blocks(); b++) x = block(x, UnetSpec.encoder(l, b));
            skips.add(x);
        }
        for (int l = spec.levels() - 2; l >= 0; l--) {
            x = graph.node("Add", List.of(skips.get(l), up(x, l)));
            for (int b = 0; b < spec.blocks(); b++) x = block(x, UnetSpec.decoder(l, b));
        }
        graph.node("Sigmoid", spec.output(), List.of(convolution(x, UnetSpec.HEAD, 1, 1)));
        graph.output(spec.output(), DataType.FLOAT, shape(1));
        return graph.toBytes();
    }

    private List<String> shape(int channels) {
        List<String> shape = new ArrayList<>(List.of("batch", Integer.toString(channels)));
        for (int extent : spec.size()) shape.add(Integer.toString(extent));
        return shape;
    }

    private String block(String x, String layer) {
        return graph.node("Add", List.of(x, silu(convolution(x, layer, 3, 1))));
    }

    private String up(String x, int level) {
        String parts = convolution(x, UnetSpec.up(level), 1, 1);
        long width = spec.widths().get(level);
        long d = spec.size().get(0) >> (level + 1);
        long h = spec.size().get(1) >> (level + 1);
        long w = spec.size().get(2) >> (level + 1);
        String apart = graph.node("Reshape", List.of(parts, graph.list("apart_" + level, -1, 2, 2, 2, d, h, w)));
        String mixed = graph.node("Transpose", List.of(apart), attribute("perm", 0, 4, 1, 5, 2, 6, 3));
        return graph.node("Reshape", List.of(mixed, graph.list("joined_" + level, -1, width, 2 * d, 2 * h, 2 * w)));
    }

    private String silu(String x) {
        return graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(x))));
    }

    private String convolution(String x, String layer, long kernel, long stride) {
        long padding = kernel / 2;
        return graph.node(
                "Conv",
                List.of(x, constant(UnetSpec.weight(layer)), constant(UnetSpec.bias(layer))),
                attribute("kernel_shape", kernel, kernel, kernel),
                attribute("strides", stride, stride, stride),
                attribute("pads", padding, padding, padding, padding, padding, padding));
    }

    private String constant(String name) {
        return graph.floats(name, parameters.get(name), parameters.shape(name));
    }
}
