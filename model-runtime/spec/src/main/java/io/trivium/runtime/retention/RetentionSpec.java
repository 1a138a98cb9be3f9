package io.trivium.runtime.retention;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerReader;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part {@code network} of a specification whose {@code kind} is {@code retention}: it turns an event and the state of
 * the history before it into a token for other models and the state after it. After RetNet (Sun et al., arXiv
 * 2307.08621, equations 5 to 7), with a decay by real time and an input gate. All arithmetic is float32. With h heads of
 * the size d, each with a half-life, and B histories:
 *
 * <pre>
 * x(0) = token of the tokenizer {@code tabular}, [B, H]
 * u = rms(x(l)) · norm.weight; q, k, v, g = u · qkvg.weightᵀ     [B, h, d] each; k is divided by √d
 * i = clamp(u · input_gate.weightᵀ + input_gate.bias, 0, 1)      [B, h]; at 0 an event leaves no trace
 * S ← 2^(−elapsed / halfLife) · S + i · kᵀ v                     [B, h, d, d]
 * r = sign(q S) · ln(1 + |q S|)
 * x(l + 1) = x(l) + (r · silu(g)) · output.weightᵀ
 * token = rms(x(layers)) · final_norm.weight
 * </pre>
 *
 * A state is S of all layers, row-major; before the first event of a history it is 0. It depends on the events through a
 * sum, so that it is made again by reading them again, and an erased history leaves nothing behind.
 *
 * @param event reads the event's columns; the inputs {@value #ELAPSED} [B, 1], seconds since the event before (at least
 *     0), and {@value #STATE} [B, stateSize], and the outputs {@value #TOKEN} [B, H] and {@value #NEXT_STATE} [B,
 *     stateSize] have these names
 * @param width H
 * @param size d
 * @param halfLives of the heads, in seconds
 */
public record RetentionSpec(TokenizerSpec.Tabular event, int width, int layers, int size, List<Long> halfLives) {
    public static final String KIND = "retention";
    public static final String ELAPSED = "elapsed";
    public static final String STATE = "state";
    public static final String TOKEN = "token";
    public static final String NEXT_STATE = "next_state";

    /** Largest state of one history, in bytes. */
    public static final int MOST_STATE_BYTES = 8_192;

    /** An hour, a day, 30 days and 365 days. */
    public static final List<Long> USUAL_HALF_LIVES = List.of(3_600L, 86_400L, 2_592_000L, 31_536_000L);

    public static final String FINAL_NORM = "final_norm.weight";

    private static final long LONGEST_HALF_LIFE = 3_153_600_000L;

    /** Checks the size of the state.
     * @throws IllegalArgumentException when it is above {@value #MOST_STATE_BYTES} bytes */
    public RetentionSpec {
        halfLives = List.copyOf(halfLives);
        long bytes = (long) Float.BYTES * layers * halfLives.size() * size * size;
        if (bytes > MOST_STATE_BYTES) {
            throw new IllegalArgumentException(
                    "the state of a history is " + bytes + " bytes, more than " + MOST_STATE_BYTES);
        }
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
    public static RetentionSpec parse(byte[] yaml, ModelSpec model) {
        List<String> faults = new ArrayList<>();
        Document root = Document.root(ModelSpec.tree(yaml), "spec.yaml", faults);
        Document network = root.object("network");
        network.ignore("kind");
        if (model.head() != Head.NONE) root.fault("head", "of the network " + KIND + " must be none");
        int width = (int) network.integer("width", 1, 1_024, 64);
        int layers = (int) network.integer("layers", 1, 8, 2);
        int size = (int) network.integer("size", 1, 64, 16);
        List<Long> halfLives = network.has("halfLifeSeconds")
                ? network.integers("halfLifeSeconds", 1, 16, 1, LONGEST_HALF_LIFE)
                : USUAL_HALF_LIVES;
        List<TokenizerSpec> tokenizers = TokenizerReader.read(network, model, Set.of(ELAPSED, STATE));
        network.refuseUnknownFields();
        if (tokenizers.size() != 1 || !(tokenizers.getFirst() instanceof TokenizerSpec.Tabular event)) {
            network.fault("tokenizers", "of the network " + KIND + " must be one, of the kind tabular");
            throw new InvalidPackException("invalid network", faults);
        }
        try {
            RetentionSpec spec = new RetentionSpec(event, width, layers, size, halfLives);
            require(root, "inputs", model.inputs(), Map.of(ELAPSED, 1L, STATE, (long) spec.stateSize()));
            require(root, "outputs", model.outputs(), Map.of(TOKEN, (long) width, NEXT_STATE, (long) spec.stateSize()));
            if (model.outputs().size() != 2) root.fault("outputs", "of the network " + KIND + " must be two");
            if (faults.isEmpty()) return spec;
        } catch (IllegalArgumentException e) {
            network.fault("size", "does not fit: " + e.getMessage());
        }
        throw new InvalidPackException("invalid network", faults);
    }

    private static void require(Document root, String field, List<TensorSpec> tensors, Map<String, Long> sizes) {
        sizes.forEach((name, size) -> {
            boolean there = tensors.stream()
                    .anyMatch(each -> each.name().equals(name)
                            && each.type() == TensorType.FP32
                            && each.shape().equals(List.of(-1L, size)));
            if (!there) root.fault(field, "must hold " + name + ", float32 [-1, " + size + "]");
        });
    }

    public int heads() {
        return halfLives.size();
    }

    /** Numbers of a history's state. */
    public int stateSize() {
        return layers * heads() * size * size;
    }

    /** Per head −ln 2 / half-life, in 1/s. */
    public float[] rates() {
        float[] rates = new float[heads()];
        for (int h = 0; h < rates.length; h++) rates[h] = (float) (-Math.log(2) / halfLives.get(h));
        return rates;
    }

    public static String norm(int layer) {
        return "layers." + layer + ".norm.weight";
    }

    public static String qkvg(int layer) {
        return "layers." + layer + ".qkvg.weight";
    }

    public static String gateWeight(int layer) {
        return "layers." + layer + ".input_gate.weight";
    }

    public static String gateBias(int layer) {
        return "layers." + layer + ".input_gate.bias";
    }

    public static String output(int layer) {
        return "layers." + layer + ".output.weight";
    }

    /** Shapes of all parameters in the order of the weight file; the tokenizer's as {@link TokenizerParameters} has them. */
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        TokenizerParameters.shapes(event, width)
                .forEach((name, shape) -> shapes.put(TokenizerParameters.name(0, name), shape));
        long inner = (long) heads() * size;
        for (int l = 0; l < layers; l++) {
            shapes.put(norm(l), new long[] {width});
            shapes.put(qkvg(l), new long[] {4 * inner, width});
            shapes.put(gateWeight(l), new long[] {heads(), width});
            shapes.put(gateBias(l), new long[] {heads()});
            shapes.put(output(l), new long[] {width, inner});
        }
        shapes.put(FINAL_NORM, new long[] {width});
        return shapes;
    }
}
