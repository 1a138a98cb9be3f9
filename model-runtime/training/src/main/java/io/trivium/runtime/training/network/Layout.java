package io.trivium.runtime.training.network;

import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The position of every trained number in one flat vector. The optimiser then works on one array, and matrices that are
 * multiplied together are adjacent: query, key and value as {@code layers.{l}.qkv} [3H, H], W1 and W3 as {@code
 * layers.{l}.shared.w13} [2S, H] and {@code layers.{l}.experts.w13} [E, 2I, H].
 */
public final class Layout {
    /** A tensor the network reads. */
    record View(String name, Shape shape, int offset, int length) {}

    /** Blocks of a tensor of the weight file. */
    private record Blocks(String name, int offset, int count, int length, int stride) {}

    private final Map<String, long[]> shapes;
    private final MoeTopology topology;
    private final List<View> views = new ArrayList<>();
    private final Map<String, Blocks> blocks = new LinkedHashMap<>();
    private int size;

    public Layout(NetworkSpec spec, ModelSpec model) {
        this.shapes = ParameterNames.shapes(spec, model);
        this.topology = spec.topology();
        Map<String, List<String>> fused = new HashMap<>();
        for (int l = 0; l < topology.layers(); l++) {
            fuse(fused, l, List.of(ParameterNames.Q, ParameterNames.K, ParameterNames.V));
            fuse(fused, l, List.of(ParameterNames.SHARED_W1, ParameterNames.SHARED_W3));
            fuse(fused, l, List.of(ParameterNames.EXPERTS_W1, ParameterNames.EXPERTS_W3));
        }
        for (String name : shapes.keySet()) {
            if (isFixed(name) || blocks.containsKey(name)) continue;
            add(fused.getOrDefault(name, List.of(name)));
        }
    }

    private static void fuse(Map<String, List<String>> fused, int l, List<String> together) {
        List<String> names =
                together.stream().map(name -> ParameterNames.layer(l, name)).toList();
        fused.put(names.getFirst(), names);
    }

    /** Tensors of one view, side by side along the axis before the last. */
    private void add(List<String> names) {
        long[] shape = shape(names.getFirst()).clone();
        int outer = shape.length == 3 && names.size() > 1 ? Math.toIntExact(shape[0]) : 1;
        int each = Math.toIntExact(new Shape(shape).size() / outer);
        for (int i = 0; i < names.size(); i++) {
            blocks.put(names.get(i), new Blocks(names.get(i), size + i * each, outer, each, each * names.size()));
        }
        if (names.size() > 1) shape[shape.length - 2] *= names.size();
        int length = each * outer * names.size();
        views.add(new View(names.getFirst(), new Shape(shape), size, length));
        size += length;
    }

    private long[] shape(String name) {
        long[] shape = shapes.get(name);
        if (shape == null) throw new IllegalArgumentException("there is no parameter " + name);
        return shape;
    }

    /** Whether no gradient moves the parameter. */
    public static boolean isFixed(String name) {
        return name.endsWith("." + ParameterNames.ROUTER_BIAS)
                || ParameterNames.isBase(name)
                || TokenizerParameters.FIXED.stream().anyMatch(fixed -> name.endsWith("." + fixed));
    }

    /** Trained numbers. */
    public int size() {
        return size;
    }

    /** Layers of the trunk. */
    public int layers() {
        return topology.layers();
    }

    /** The offset of a tensor that is stored in one piece. */
    public int offset(String name) {
        Blocks found = blocks.get(name);
        if (found == null || found.count != 1) throw new IllegalArgumentException(name + " is not contiguous");
        return found.offset;
    }

    /** The offset of the trunk: all but tokenizers, which come before it, and heads, which come after it. */
    public int trunkOffset() {
        return views.stream()
                .filter(Layout::isTrunk)
                .mapToInt(View::offset)
                .min()
                .orElse(0);
    }

    /** Numbers of the trunk; the same in all networks of one topology, and in the same order. */
    public int trunkSize() {
        return views.stream().filter(Layout::isTrunk).mapToInt(View::length).sum();
    }

    private static boolean isTrunk(View view) {
        return view.name.startsWith("layers.") || view.name.equals(ParameterNames.FINAL_NORM);
    }

    List<View> views() {
        return views;
    }

    /** Brings the trained numbers into one vector. */
    public float[] flatten(Parameters parameters) {
        float[] flat = new float[size];
        for (Blocks each : blocks.values()) {
            float[] values = parameters.get(each.name);
            for (int i = 0; i < each.count; i++) {
                System.arraycopy(values, i * each.length, flat, each.offset + i * each.stride, each.length);
            }
        }
        return flat;
    }

    /** All parameters in the order of the file, fixed ones from {@code fixed}. */
    Parameters unflatten(float[] flat, Parameters fixed) {
        Parameters parameters = new Parameters();
        shapes.forEach((name, shape) -> {
            Blocks each = blocks.get(name);
            if (each == null) {
                parameters.put(name, shape, fixed.get(name).clone());
                return;
            }
            float[] values = new float[each.count * each.length];
            for (int i = 0; i < each.count; i++) {
                System.arraycopy(flat, each.offset + i * each.stride, values, i * each.length, each.length);
            }
            parameters.put(name, shape, values);
        });
        return parameters;
    }

    /** A number for every trained one, chosen by the name of its parameter. */
    public float[] each(java.util.function.ToDoubleFunction<String> value) {
        float[] all = new float[size];
        for (Blocks block : blocks.values()) {
            float here = (float) value.applyAsDouble(block.name);
            for (int i = 0; i < block.count; i++) {
                int from = block.offset + i * block.stride;
                Arrays.fill(all, from, from + block.length, here);
            }
        }
        return all;
    }

    /** 1 for the numbers a branch trains, 0 for the others: a group's experts and router rows, tokenizers and heads. */
    public float[] branch(String group) {
        float[] all = each(name -> name.startsWith("tokenizers.") || name.startsWith("heads.") ? 1 : 0);
        ExpertGroup members = topology.group(group)
                .orElseThrow(() -> new IllegalArgumentException("there is no expert group " + group));
        int first = topology.firstOf(group);
        for (Blocks block : blocks.values()) {
            if (block.name.contains(".experts.") || block.name.endsWith("." + ParameterNames.ROUTER_WEIGHT)) {
                int perExpert = block.count * block.length / topology.experts();
                for (int e = first; e < first + members.size(); e++) {
                    int from = block.count > 1 ? block.offset + e * block.stride : block.offset + e * perExpert;
                    Arrays.fill(all, from, from + perExpert, 1f);
                }
            }
        }
        return all;
    }

    /** 1 for router weights, 0 for all others. */
    public float[] routers() {
        return each(name -> name.endsWith("." + ParameterNames.ROUTER_WEIGHT) ? 1 : 0);
    }
}
