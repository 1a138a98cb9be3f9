package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import java.util.List;
import java.util.Map;

/**
 * Writes linear layers into graphs: those that have been quantised with 4-bit weights (MatMulNBits, activations rounded
 * to 8 bits block by block), all others in float32.
 */
final class LinearLayers {
    /** Every layer in float32. */
    static final LinearLayers FULL = new LinearLayers(Map.of());

    /** MatMulNBits multiplies in 8-bit integers at this level, which is several times faster than in float32. */
    private static final long INT8_ACTIVATIONS = 4;

    private final Map<String, QuantisedMatrix> quantised;

    /** @param quantised by the layer's name in the graphs */
    LinearLayers(Map<String, QuantisedMatrix> quantised) {
        this.quantised = Map.copyOf(quantised);
    }

    boolean isQuantised(String name) {
        return quantised.containsKey(name);
    }

    /** A quantised layer.
     * @throws IllegalArgumentException when it is not quantised */
    QuantisedMatrix quantised(String name) {
        QuantisedMatrix found = quantised.get(name);
        if (found == null) throw new IllegalArgumentException(name + " is not quantised");
        return found;
    }

    /** Adds {@code input · weightᵀ}, input [.., columns], result [.., rows]. */
    String apply(OnnxGraph graph, String input, String name, Matrix weight) {
        QuantisedMatrix fourBit = quantised.get(name);
        if (fourBit == null) {
            return graph.node(
                    "MatMul", List.of(input, graph.floats(name, weight.transposed(), weight.columns(), weight.rows())));
        }
        return fourBit(graph, input, name, fourBit);
    }

    /** The same with a matrix that is 4-bit already. */
    static String fourBit(OnnxGraph graph, String input, String name, QuantisedMatrix weight) {
        int blocks = weight.blocks();
        String codes = graph.bytes(name, weight.packed(), weight.rows(), blocks, weight.block() / 2);
        String scales = graph.floats(name + ".scales", weight.scales(), (long) weight.rows() * blocks);
        String zeros = graph.bytes(name + ".zeros", weight.zeroPoints(), weight.zeroPoints().length);
        return graph.contributed(
                "MatMulNBits",
                List.of(input, codes, scales, zeros),
                attribute("K", (long) weight.columns()),
                attribute("N", (long) weight.rows()),
                attribute("bits", (long) QuantisedMatrix.BITS),
                attribute("block_size", (long) weight.block()),
                attribute("accuracy_level", INT8_ACTIVATIONS));
    }
}
