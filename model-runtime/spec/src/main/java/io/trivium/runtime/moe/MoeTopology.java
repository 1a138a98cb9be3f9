package io.trivium.runtime.moe;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sizes of a pre-norm transformer whose feed-forward layers are hierarchical mixtures of experts. Experts of a layer are
 * numbered from 0 through the groups in their order.
 *
 * @param width features of a token, H; a multiple of {@code heads}
 * @param expertHidden inner features of a routed expert, I
 * @param sharedHidden inner features of the expert that every token passes
 * @param groups in order; at least one
 * @param topK experts a token is sent to, in each layer
 * @param topGroups groups a token's experts may come from
 * @param routeScale factor of the routed experts' sum
 */
public record MoeTopology(
        int layers,
        int width,
        int heads,
        int expertHidden,
        int sharedHidden,
        List<ExpertGroup> groups,
        int topK,
        int topGroups,
        double routeScale) {

    public MoeTopology {
        groups = List.copyOf(groups);
        require(layers >= 1, "layers", layers);
        require(heads >= 1, "heads", heads);
        require(width >= 1 && width % heads == 0, "width", width);
        require(expertHidden >= 1, "expertHidden", expertHidden);
        require(sharedHidden >= 1, "sharedHidden", sharedHidden);
        require(topGroups >= 1 && topGroups <= groups.size(), "topGroups", topGroups);
        Set<String> names = new HashSet<>();
        for (ExpertGroup group : groups) {
            if (!names.add(group.name())) throw new IllegalArgumentException("two expert groups " + group.name());
        }
        int smallest = groups.stream()
                .mapToInt(ExpertGroup::size)
                .sorted()
                .limit(topGroups)
                .sum();
        require(topK >= 1 && topK <= smallest, "topK", topK);
        if (!(routeScale > 0)) throw new IllegalArgumentException("routeScale " + routeScale);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) throw new IllegalArgumentException("a mixture of experts cannot have " + name + " " + value);
    }

    /** Routed experts in each layer, E. */
    public int experts() {
        return groups.stream().mapToInt(ExpertGroup::size).sum();
    }

    /** Whether a layer has one routed expert, which every token passes: nothing is routed and every weight is active. */
    public boolean isDense() {
        return experts() == 1;
    }

    /** Number of the first expert of a group. */
    public int firstOf(String group) {
        int first = 0;
        for (ExpertGroup each : groups) {
            if (each.name().equals(group)) return first;
            first += each.size();
        }
        throw new IllegalArgumentException("there is no expert group " + group);
    }

    public Optional<ExpertGroup> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** The identity of expert number {@code expert} of a layer. */
    public ExpertId id(int layer, int expert) {
        int first = 0;
        for (ExpertGroup group : groups) {
            if (expert < first + group.size()) return new ExpertId(layer, group.name(), expert - first);
            first += group.size();
        }
        throw new IllegalArgumentException("there is no expert " + expert + " of " + experts());
    }

    /** The number of an expert within its layer; the opposite of {@link #id}. */
    public int number(ExpertId id) {
        ExpertGroup group = group(id.group()).orElseThrow(() -> new IllegalArgumentException("there is no " + id));
        if (id.index() >= group.size() || id.layer() >= layers) throw new IllegalArgumentException("there is no " + id);
        return firstOf(id.group()) + id.index();
    }

    /** Parameters of all layers: attention, norms, shared expert, router and every routed expert. */
    public long layerParameters() {
        return layers * (alwaysActivePerLayer() + (long) experts() * expertParameters());
    }

    /** Parameters of the layers that one token passes through. */
    public long activeLayerParameters() {
        return layers * (alwaysActivePerLayer() + (long) topK * expertParameters());
    }

    /** Parameters of one routed expert: W1 and W3 [I, H], W2 [H, I]. */
    public long expertParameters() {
        return 3L * width * expertHidden;
    }

    private long alwaysActivePerLayer() {
        long attention = 4L * width * width;
        long norms = 2L * width;
        long shared = 3L * width * sharedHidden;
        long router = (long) experts() * width;
        return attention + norms + shared + router;
    }
}
