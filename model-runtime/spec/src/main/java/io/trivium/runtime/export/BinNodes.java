package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;

/**
 * Adds the search for the bin a number falls into: how many of its column's rising cut points are not above it. Many
 * cuts are searched in two steps of about their square root, so that a thousand of them cost as much as sixty.
 */
final class BinNodes {
    /** Cuts per column up to which counting them all takes fewer nodes and no more time. */
    private static final int FEW = 64;

    private final OnnxGraph graph;
    private final String name;
    private final int columns;
    private final int bins;
    private final float[] cuts;

    /**
     * A search.
     *
     * @param name prefix of the names of the constants
     * @param cuts [columns, bins − 1], rising in each column; unused ones at the end are +∞
     */
    BinNodes(OnnxGraph graph, String name, int columns, int bins, float[] cuts) {
        this.graph = graph;
        this.name = name;
        this.columns = columns;
        this.bins = bins;
        this.cuts = cuts;
    }

    /** The bin of every number counted over all columns, column·bins + bin: from [.., columns, 1] to INT64 [.., columns]. */
    String add(String numbers) {
        int count = bins - 1;
        if (count <= FEW) {
            return index(counted(numbers, graph.floats(name + ".cuts", cuts, columns, count)), bins, "bin_offsets");
        }
        int step = (int) Math.ceil(Math.sqrt(count));
        int blocks = (count + step - 1) / step;
        float[] coarse = new float[columns * (blocks - 1)];
        float[] fine = new float[columns * blocks * step];
        Arrays.fill(fine, Float.POSITIVE_INFINITY);
        for (int c = 0; c < columns; c++) {
            for (int b = 0; b < blocks - 1; b++) coarse[c * (blocks - 1) + b] = cuts[c * count + (b + 1) * step - 1];
            System.arraycopy(cuts, c * count, fine, c * blocks * step, count);
        }
        String block = counted(numbers, graph.floats(name + ".coarse_cuts", coarse, columns, blocks - 1L));
        String table = graph.floats(name + ".fine_cuts", fine, (long) columns * blocks, step);
        String near = graph.node("Gather", List.of(table, index(block, blocks, "block_offsets")));
        String before = graph.node("Mul", List.of(block, graph.scalar(name + ".step", step)));
        return index(graph.node("Add", List.of(before, counted(numbers, near))), bins, "bin_offsets");
    }

    /** The number of its own cuts that each number has passed. */
    private String counted(String numbers, String own) {
        String passed = graph.node("GreaterOrEqual", List.of(numbers, own));
        String ones = graph.node("Cast", List.of(passed), attribute("to", (long) DataType.FLOAT_VALUE));
        return graph.node("ReduceSum", List.of(ones, graph.list("axis_last", -1)), attribute("keepdims", 0L));
    }

    private String index(String within, int size, String offsetsName) {
        float[] offsets = new float[columns];
        for (int c = 0; c < columns; c++) offsets[c] = (float) c * size;
        String sum = graph.node("Add", List.of(within, graph.floats(name + "." + offsetsName, offsets, columns)));
        return graph.node("Cast", List.of(sum), attribute("to", (long) DataType.INT64_VALUE));
    }
}
