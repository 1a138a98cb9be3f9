package io.trivium.runtime.export;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import java.util.Arrays;
import java.util.List;

/** Adds the rule of {@link io.trivium.runtime.moe.Router} to a graph. */
final class RouterNodes {
    private final OnnxGraph graph;
    private final MoeTopology topology;
    private final Parameters parameters;

    RouterNodes(OnnxGraph graph, MoeTopology topology, Parameters parameters) {
        this.graph = graph;
        this.topology = topology;
        this.parameters = parameters;
    }

    /**
     * Logarithm of the score of each expert a token is sent to, −∞ for all others, [N, E].
     *
     * @param scores [N, E]
     * @param masked BOOL [layers, E]
     */
    String logWeights(int l, String scores, String masked) {
        String never = graph.scalar("never", Float.NEGATIVE_INFINITY);
        String bias = ParameterNames.layer(l, ParameterNames.ROUTER_BIAS);
        float[] biases = parameters.get(bias);
        String biased = graph.node("Add", List.of(scores, graph.floats(bias, biases, biases.length)));
        String own =
                graph.node("Gather", List.of(masked, graph.longs("layer_" + l, new long[] {l})), attribute("axis", 0L));
        biased = graph.node("Where", List.of(own, never, biased));
        if (topology.topGroups() < topology.groups().size()) {
            biased = graph.node("Where", List.of(inBestGroup(biased, never), biased, never));
        }
        List<String> best = top(biased, topology.topK(), "experts");
        String weights = graph.node("GatherElements", List.of(scores, best.getLast()), attribute("axis", 1L));
        String none = graph.node("Equal", List.of(best.getFirst(), never));
        String logs = graph.node("Where", List.of(none, never, graph.node("Log", List.of(weights))));
        String nowhere = graph.node("Expand", List.of(never, graph.node("Shape", List.of(scores))));
        return graph.node("ScatterElements", List.of(nowhere, best.getLast(), logs), attribute("axis", 1L));
    }

    /** BOOL [N, E]: whether the expert's group is one of those the token may use. */
    private String inBestGroup(String biased, String never) {
        int groups = topology.groups().size();
        int largest = FusedGraph.largest(topology);
        // Groups of one size: one column of −∞ behind the experts fills the smaller ones up.
        String column = graph.node(
                "Slice", List.of(biased, graph.list("from_0", 0), graph.list("to_1", 1), graph.list("axis_1", 1)));
        String filler = graph.node("Expand", List.of(never, graph.node("Shape", List.of(column))));
        String wide = graph.node("Concat", List.of(biased, filler), attribute("axis", 1L));
        long[] places = new long[groups * largest];
        Arrays.fill(places, topology.experts());
        long[] groupOf = new long[topology.experts()];
        int first = 0;
        for (int g = 0; g < groups; g++) {
            ExpertGroup group = topology.groups().get(g);
            for (int i = 0; i < group.size(); i++) {
                places[g * largest + i] = (long) first + i;
                groupOf[first + i] = g;
            }
            first += group.size();
        }
        String ordered = graph.node("Gather", List.of(wide, graph.list("group_places", places)), attribute("axis", 1L));
        String byGroup = graph.node("Reshape", List.of(ordered, graph.list("by_group", -1, groups, largest)));
        String groupScore = groupScore(byGroup, largest, never);
        List<String> kept = top(groupScore, topology.topGroups(), "groups");
        String zeros =
                graph.node("Expand", List.of(graph.scalar("zero", 0f), graph.node("Shape", List.of(groupScore))));
        String ones =
                graph.node("Expand", List.of(graph.scalar("one", 1f), graph.node("Shape", List.of(kept.getFirst()))));
        String flags = graph.node("ScatterElements", List.of(zeros, kept.getLast(), ones), attribute("axis", 1L));
        String each = graph.node("Gather", List.of(flags, graph.list("group_of", groupOf)), attribute("axis", 1L));
        return graph.node("Greater", List.of(each, graph.scalar("zero", 0f)));
    }

    /** Sum of the two best of each group, or the best where only one may be chosen, [N, G]. */
    private String groupScore(String byGroup, int largest, String never) {
        String axis = graph.list("axis_2", 2);
        if (largest == 1) return graph.node("Squeeze", List.of(byGroup, axis));
        String two = top(byGroup, 2, "two").getFirst();
        String zero = graph.scalar("zero", 0f);
        List<String> pair = graph.nodes(
                "Split",
                List.of(graph.fresh("first"), graph.fresh("second")),
                List.of(two, graph.list("one_each", 1, 1)),
                attribute("axis", 2L));
        String missing = graph.node("Equal", List.of(pair.getLast(), never));
        String second = graph.node("Where", List.of(missing, zero, pair.getLast()));
        return graph.node("Squeeze", List.of(graph.node("Add", List.of(pair.getFirst(), second)), axis));
    }

    /** Values and places of the largest along the last axis, the lower place first among equals. */
    private List<String> top(String values, int count, String what) {
        return graph.nodes(
                "TopK",
                List.of(graph.fresh(what + "_values"), graph.fresh(what + "_places")),
                List.of(values, graph.list("top_" + count, count)),
                attribute("axis", -1L));
    }
}
