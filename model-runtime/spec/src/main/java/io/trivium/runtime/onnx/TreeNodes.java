package io.trivium.runtime.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of the trees of a TreeEnsembleClassifier or TreeEnsembleRegressor (ai.onnx.ml 1 to 3). */
record TreeNodes(List<Long> trees, List<Long> ids, List<Long> yes, List<Long> no, List<ByteString> modes) {
    private record Key(long tree, long id) {}

    static TreeNodes of(NodeProto node) {
        Map<String, AttributeProto> attributes = new HashMap<>();
        for (AttributeProto each : node.getAttributeList()) attributes.put(each.getName(), each);
        AttributeProto none = AttributeProto.getDefaultInstance();
        return new TreeNodes(
                attributes.getOrDefault("nodes_treeids", none).getIntsList(),
                attributes.getOrDefault("nodes_nodeids", none).getIntsList(),
                attributes.getOrDefault("nodes_truenodeids", none).getIntsList(),
                attributes.getOrDefault("nodes_falsenodeids", none).getIntsList(),
                attributes.getOrDefault("nodes_modes", none).getStringsList());
    }

    /** Whether every way through a tree ends; false also when the lists have different lengths. */
    boolean isAcyclic() {
        int count = ids.size();
        if (trees.size() != count || yes.size() != count || no.size() != count || modes.size() != count) return false;
        Map<Key, Integer> places = new HashMap<>();
        for (int i = 0; i < count; i++) if (places.put(new Key(trees.get(i), ids.get(i)), i) != null) return false;
        List<List<Integer>> below = new ArrayList<>();
        int[] above = new int[count];
        for (int i = 0; i < count; i++) {
            List<Integer> children = new ArrayList<>();
            if (!modes.get(i).toStringUtf8().equals("LEAF")) {
                for (long child : List.of(yes.get(i), no.get(i))) {
                    Integer place = places.get(new Key(trees.get(i), child));
                    if (place == null) return false;
                    children.add(place);
                    above[place]++;
                }
            }
            below.add(children);
        }
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < count; i++) if (above[i] == 0) free.add(i);
        int seen = 0;
        while (!free.isEmpty()) {
            seen++;
            for (int child : below.get(free.remove())) if (--above[child] == 0) free.add(child);
        }
        return seen == count;
    }
}
