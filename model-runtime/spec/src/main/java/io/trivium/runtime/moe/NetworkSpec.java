package io.trivium.runtime.moe;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part {@code network} of a specification whose {@code kind} is {@code moe}.
 *
 * @param topology sizes of the trunk and of its mixtures of experts
 * @param group the group this task's branch trains, when it names one
 * @param readout the tokens the heads read
 * @param tokenizers in the order of their tokens; the last token of the last one is the token of readout
 * @param base an answer to which the heads' outputs are added
 */
public record NetworkSpec(
        MoeTopology topology,
        Optional<String> group,
        Readout readout,
        List<TokenizerSpec> tokenizers,
        Optional<BaseAnswer> base) {
    /** Root mean square norms: x / sqrt(mean(x²) + this). */
    public static final float NORM_EPSILON = 1e-6f;

    private static final Pattern INPUT = Pattern.compile(".{1,64}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** Which tokens the heads read. */
    public enum Readout {
        /** The last token; the last layer computes no other. */
        LAST("last"),
        /** The mean of the tokens that are not padding. */
        MEAN("mean");

        private final String label;

        Readout(String label) {
            this.label = label;
        }

        static Optional<Readout> ofLabel(String label) {
            for (Readout each : values()) if (each.label.equals(label)) return Optional.of(each);
            return Optional.empty();
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Sizes that belong together; each can also be set separately. */
    public enum Preset {
        /** For one request at a time on a processor core that is shared. */
        NANO("nano", 64, 6, 4, 64, 64, 2, 2),
        SMALL("small", 256, 8, 8, 256, 256, 4, 2),
        BASE("base", 768, 12, 12, 512, 1024, 6, 2);

        private final String label;
        private final int width;
        private final int layers;
        private final int heads;
        private final int expertHidden;
        private final int sharedHidden;
        private final int topK;
        private final int topGroups;

        @SuppressWarnings("TooManyParameters") // one table
        Preset(
                String label,
                int width,
                int layers,
                int heads,
                int expertHidden,
                int sharedHidden,
                int topK,
                int topGroups) {
            this.label = label;
            this.width = width;
            this.layers = layers;
            this.heads = heads;
            this.expertHidden = expertHidden;
            this.sharedHidden = sharedHidden;
            this.topK = topK;
            this.topGroups = topGroups;
        }

        public static Optional<Preset> ofLabel(String label) {
            for (Preset each : values()) if (each.label.equals(label)) return Optional.of(each);
            return Optional.empty();
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public NetworkSpec {
        tokenizers = List.copyOf(tokenizers);
    }

    /** Tokens of one row, T. */
    public int tokens() {
        return tokenizers.stream().mapToInt(TokenizerSpec::tokens).sum();
    }

    /** Whether a specification describes such a network. */
    public static boolean isIn(byte[] yaml) {
        return ModelSpec.tree(yaml).path("network").path("kind").asText().equals("moe");
    }

    /**
     * Reads the network of a specification whose serving part is already valid.
     *
     * @throws InvalidPackException with every fault
     */
    public static NetworkSpec parse(byte[] yaml, ModelSpec model) {
        return parse(yaml, model, Optional.empty());
    }

    /** As {@link #parse(byte[], ModelSpec)}, with the sizes of another preset than the specification's. */
    public static NetworkSpec parse(byte[] yaml, ModelSpec model, Optional<Preset> other) {
        List<String> faults = new ArrayList<>();
        Document root = Document.root(ModelSpec.tree(yaml), "spec.yaml", faults);
        for (var output : model.outputs()) {
            if (output.shape().size() != 2 || output.shape().getLast() < 1) {
                root.fault("outputs", "of a mixture of experts must be [-1, numbers]: " + output.name());
            }
        }
        Optional<NetworkSpec> spec = read(root.object("network"), model, other);
        if (!faults.isEmpty() || spec.isEmpty()) throw new InvalidPackException("invalid network", faults);
        return spec.orElseThrow();
    }

    private static Optional<NetworkSpec> read(Document network, ModelSpec model, Optional<Preset> other) {
        if (!network.text("kind", WORD).equals("moe")) network.fault("kind", "must be moe");
        Preset named = network.constant("preset", Preset::ofLabel, Preset.NANO, false);
        Preset preset = other.orElse(named);
        int width = size(network, "width", preset.width, 8_192);
        int layers = size(network, "layers", preset.layers, 128);
        int heads = size(network, "heads", preset.heads, 128);
        int expertHidden = size(network, "expertHidden", preset.expertHidden, 65_536);
        int sharedHidden = size(network, "sharedHidden", preset.sharedHidden, 65_536);
        int topK = size(network, "topK", preset.topK, 64);
        List<ExpertGroup> groups = groups(network);
        int topGroups = size(network, "topGroups", Math.min(preset.topGroups, Math.max(1, groups.size())), 64);
        double routeScale = network.number("routeScale", 1e-3, 1e3, 1);
        Optional<String> group = network.has("group")
                ? Optional.of(network.text("group", ExpertGroup.NAME)).filter(name -> !name.isEmpty())
                : Optional.empty();
        if (group.isPresent() && groups.stream().noneMatch(each -> each.name().equals(group.orElseThrow()))) {
            network.fault("group", "is not one of the groups: " + group.orElseThrow());
        }
        Readout readout = network.constant("readout", Readout::ofLabel, Readout.LAST, false);
        List<TokenizerSpec> tokenizers = TokenizerReader.read(network, model, Set.of());
        Optional<BaseAnswer> base = base(network, model);
        network.refuseUnknownFields();
        if (groups.isEmpty() || tokenizers.isEmpty()) return Optional.empty();
        try {
            MoeTopology topology = new MoeTopology(
                    layers, width, heads, expertHidden, sharedHidden, groups, topK, topGroups, routeScale);
            return Optional.of(new NetworkSpec(topology, group, readout, tokenizers, base));
        } catch (IllegalArgumentException e) {
            network.fault("sizes", "do not go together: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<BaseAnswer> base(Document network, ModelSpec model) {
        Optional<BaseAnswer> linear = network.optionalObject("linear").flatMap(part -> linear(part, network, model));
        Optional<BaseAnswer> trees = network.optionalObject("trees").flatMap(part -> trees(part, network, model));
        if (network.has("linear") && network.has("trees")) network.fault("trees", "cannot be there next to linear");
        return linear.or(() -> trees);
    }

    private static Optional<BaseAnswer> linear(Document linear, Document network, ModelSpec model) {
        Optional<String> input = baseInput(linear, model);
        double ridge = linear.number("ridge", 1e-6, 1e6, 0.1);
        if (model.head() != Head.REGRESSION || model.outputs().size() != 1) {
            network.fault("linear", "needs the head regression and one output");
        }
        linear.refuseUnknownFields();
        return input.map(name -> new BaseAnswer.Linear(name, ridge));
    }

    private static Optional<BaseAnswer> trees(Document trees, Document network, ModelSpec model) {
        Optional<String> input = baseInput(trees, model);
        boolean fits = EnumSet.of(Head.BINARY, Head.MULTICLASS, Head.REGRESSION).contains(model.head());
        if (!fits || model.outputs().size() != 1) {
            network.fault("trees", "needs the head binary, multiclass or regression and one output");
        }
        BaseAnswer.Trees read = new BaseAnswer.Trees(
                input.orElse(""),
                size(trees, "parts", 4, 16, 2),
                size(trees, "served", 0, 16, 0),
                size(trees, "trees", 150, 2_000, 1),
                size(trees, "depth", 5, 8, 1),
                trees.number("learningRate", 1e-3, 1, 0.1),
                trees.number("leastCurvature", 1e-3, 1e6, model.head() == Head.REGRESSION ? 10 : 1),
                trees.number("rowShare", 0.01, 1, 0.8),
                trees.number("columnShare", 0.01, 1, 0.6),
                size(trees, "bins", 256, 65_536, 2));
        trees.refuseUnknownFields();
        return input.map(name -> read);
    }

    private static Optional<String> baseInput(Document base, ModelSpec model) {
        String name = base.text("input", INPUT);
        Optional<TensorSpec> input = model.input(name);
        boolean fits = input.isPresent()
                && input.orElseThrow().shape().size() == 2
                && input.orElseThrow().shape().getLast() >= 1;
        if (name.equals("hidden") || name.equals("mask")) base.fault("input", "is a name of the head's own: " + name);
        if (!name.isEmpty() && !fits) base.fault("input", "is no input of the shape [-1, numbers]: " + name);
        return fits ? Optional.of(name) : Optional.empty();
    }

    private static int size(Document part, String field, int otherwise, int most, int least) {
        return (int) part.integer(field, least, most, otherwise);
    }

    private static int size(Document network, String field, int otherwise, int most) {
        return (int) network.integer(field, 1, most, otherwise);
    }

    private static List<ExpertGroup> groups(Document network) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        network.find("groups")
                .filter(node -> node.isObject())
                .ifPresent(node -> node.properties().forEach(each -> {
                    boolean fits = each.getValue().canConvertToInt()
                            && each.getValue().isIntegralNumber()
                            && each.getValue().intValue() >= 1
                            && each.getValue().intValue() <= 1_024;
                    if (!ExpertGroup.NAME.matcher(each.getKey()).matches() || !fits) {
                        network.fault("groups", "holds something other than a name and 1 to 1024: " + each);
                    } else {
                        sizes.put(each.getKey(), each.getValue().intValue());
                    }
                }));
        if (sizes.isEmpty()) network.fault("groups", "must name at least one group and its size");
        List<ExpertGroup> groups = new ArrayList<>();
        sizes.forEach((name, size) -> groups.add(new ExpertGroup(name, size)));
        return groups;
    }
}
