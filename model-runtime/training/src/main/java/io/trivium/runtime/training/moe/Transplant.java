package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves weights between networks of one trunk: a branch begins from a trunk, and branches are joined (branch, train, mix;
 * Sukhbaatar et al., arXiv 2403.07816). Networks may differ in their groups, tokenizers and heads, not in the trunk's
 * sizes.
 */
public final class Transplant {
    /** A trained network. */
    public record Source(NetworkSpec spec, Parameters parameters) {}

    private Transplant() {}

    /**
     * Copies the parts that two networks share: the trunk, the experts of groups of the same name and size, and
     * tokenizers and heads of the same name and shape.
     *
     * @param target changed
     * @throws IllegalArgumentException when the trunks differ in size
     */
    public static void trunk(Source source, NetworkSpec spec, Parameters target) {
        requireSameTrunk(source.spec().topology(), spec.topology());
        for (String name : target.names()) {
            if (isOfExperts(name)) continue;
            boolean same = source.parameters().has(name)
                    && Arrays.equals(source.parameters().shape(name), target.shape(name));
            if (same) {
                target.put(
                        name, target.shape(name), source.parameters().get(name).clone());
            }
        }
        for (ExpertGroup group : source.spec().topology().groups()) {
            Optional<ExpertGroup> own = spec.topology().group(group.name());
            if (own.isPresent() && own.orElseThrow().size() == group.size()) group(source, group.name(), spec, target);
        }
    }

    /**
     * As {@link #trunk}, without heads: of a network that was trained without labels, whose heads know nothing.
     *
     * @param target changed
     */
    public static void withoutHeads(Source source, NetworkSpec spec, Parameters target) {
        Parameters before = target.copy();
        trunk(source, spec, target);
        for (String name : before.names()) {
            if (name.startsWith("heads.")) target.put(name, before.shape(name), before.get(name));
        }
    }

    /** Takes over one group's experts, router rows and biases in every layer. */
    public static void group(Source source, String group, NetworkSpec spec, Parameters target) {
        MoeTopology from = source.spec().topology();
        MoeTopology to = spec.topology();
        requireSameTrunk(from, to);
        int size = size(to, group);
        if (size(from, group) != size) {
            throw new IllegalArgumentException(
                    "group " + group + " has " + size(from, group) + " experts, not " + size);
        }
        for (String name : target.names()) {
            if (!isOfExperts(name)) continue;
            float[] taken = source.parameters().get(name);
            float[] changed = target.get(name);
            int perExpert = changed.length / to.experts();
            System.arraycopy(
                    taken, from.firstOf(group) * perExpert, changed, to.firstOf(group) * perExpert, size * perExpert);
        }
    }

    /**
     * Joins branches: the trunk from {@code base}, each group's experts from its branch, tokenizers and heads from the
     * branch of {@code spec}'s own group. A trunk tensor that a branch has moved is averaged over the branches.
     *
     * @param branches by the group each has trained
     * @param target initial weights of the joined network, changed
     */
    public static void mix(
            Source base, java.util.SequencedMap<String, Source> branches, NetworkSpec spec, Parameters target) {
        trunk(base, spec, target);
        branches.forEach((group, branch) -> group(branch, group, spec, target));
        Set<String> averaged = new LinkedHashSet<>();
        for (String name : target.names()) {
            boolean ofTrunk = name.startsWith("layers.") || name.startsWith("final_norm");
            if (ofTrunk && !isOfExperts(name)) averaged.add(name);
        }
        for (String name : averaged) target.put(name, target.shape(name), mean(name, List.copyOf(branches.values())));
        spec.group().map(branches::get).ifPresent(own -> {
            for (String name : target.names()) {
                boolean ofTask = name.startsWith("tokenizers.") || name.startsWith("heads.");
                if (ofTask) {
                    target.put(
                            name, target.shape(name), own.parameters().get(name).clone());
                }
            }
        });
    }

    private static float[] mean(String name, List<Source> branches) {
        float[] first = branches.getFirst().parameters().get(name).clone();
        boolean differ = branches.stream()
                .anyMatch(branch -> !Arrays.equals(first, branch.parameters().get(name)));
        if (!differ) return first;
        for (int i = 0; i < first.length; i++) {
            double sum = 0;
            for (Source branch : branches) sum += branch.parameters().get(name)[i];
            first[i] = (float) (sum / branches.size());
        }
        return first;
    }

    private static boolean isOfExperts(String name) {
        return name.contains(".experts.")
                || name.endsWith("." + ParameterNames.ROUTER_WEIGHT)
                || name.endsWith("." + ParameterNames.ROUTER_BIAS);
    }

    private static int size(MoeTopology topology, String group) {
        return topology.group(group)
                .orElseThrow(() -> new IllegalArgumentException("there is no expert group " + group))
                .size();
    }

    private static void requireSameTrunk(MoeTopology left, MoeTopology right) {
        boolean same = left.layers() == right.layers()
                && left.width() == right.width()
                && left.heads() == right.heads()
                && left.expertHidden() == right.expertHidden()
                && left.sharedHidden() == right.sharedHidden();
        if (!same) throw new IllegalArgumentException("the trunks differ in size: " + left + " and " + right);
    }
}
