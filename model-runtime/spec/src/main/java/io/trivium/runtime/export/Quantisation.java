package io.trivium.runtime.export;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the projections and experts of a network 4-bit with {@link Gptq}. Calibration rows run through the float32
 * pieces layer by layer; each linear layer is fitted to the inputs it had there, an expert to the tokens that were sent
 * to it. Padding counts for nothing. The router, the norms, the tokenizers and the heads stay float32.
 */
final class Quantisation {
    private static final int CHUNK_ROWS = 256;

    private final NetworkSpec spec;
    private final MoeTopology topology;
    private final Parameters parameters;
    private final LayerWeights weights;
    private final MoePieces pieces;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<String, QuantisedMatrix> quantised = new HashMap<>();
    private int fitted;
    private long fullBytes;

    /** Some calibration rows on their way through the layers. */
    private static final class Chunk {
        private Floats hidden;
        private final Floats mask;

        Chunk(Floats hidden, Floats mask) {
            this.hidden = hidden;
            this.mask = mask;
        }
    }

    /**
     * The result of quantisation.
     *
     * @param fitted linear layers that had enough inputs for GPTQ; the other {@code rounded} ones were only rounded
     * @param fullBytes size of their weights in float32; {@code bytes} now
     */
    record Result(LinearLayers linear, int fitted, int rounded, long fullBytes, long bytes) {}

    private Quantisation(NetworkSpec spec, ModelSpec model, Parameters parameters) {
        this.spec = spec;
        this.topology = spec.topology();
        this.parameters = parameters;
        this.weights = new LayerWeights(topology, parameters);
        this.pieces = new MoePieces(spec, model, parameters);
    }

    /**
     * Quantises a network.
     *
     * @param rows the task's inputs, as many rows in each
     */
    static Result of(NetworkSpec spec, ModelSpec model, Parameters parameters, Map<String, Floats> rows)
            throws OrtException {
        Quantisation quantisation = new Quantisation(spec, model, parameters);
        quantisation.tokenize(rows);
        for (int l = 0; l < spec.topology().layers(); l++) quantisation.layer(l);
        Map<String, QuantisedMatrix> all = quantisation.quantised;
        long bytes = all.values().stream().mapToLong(QuantisedMatrix::bytes).sum();
        int fitted = quantisation.fitted;
        return new Result(new LinearLayers(all), fitted, all.size() - fitted, quantisation.fullBytes, bytes);
    }

    private void tokenize(Map<String, Floats> rows) throws OrtException {
        long count =
                rows.values().stream().mapToLong(each -> each.shape()[0]).min().orElse(0);
        if (count == 0) throw new IllegalArgumentException("there are no calibration rows");
        try (OfflineSession tokenizer = new OfflineSession(pieces.tokenizer())) {
            for (int from = 0; from < count; from += CHUNK_ROWS) {
                int to = (int) Math.min(count, from + CHUNK_ROWS);
                Map<String, Floats> some = new HashMap<>();
                for (Map.Entry<String, Floats> each : rows.entrySet()) {
                    some.put(each.getKey(), slice(each.getValue(), from, to));
                }
                Map<String, Floats> tokens = tokenizer.run(some);
                chunks.add(new Chunk(
                        OfflineNetwork.piece(tokens, MoePieces.HIDDEN), OfflineNetwork.piece(tokens, MoePieces.MASK)));
            }
        }
    }

    private static Floats slice(Floats all, int from, int to) {
        int size = all.values().length / Math.toIntExact(all.shape()[0]);
        long[] shape = all.shape().clone();
        shape[0] = (long) to - from;
        return new Floats(Arrays.copyOfRange(all.values(), from * size, to * size), shape);
    }

    private void layer(int l) throws OrtException {
        SecondMoments attention = new SecondMoments(topology.width());
        SecondMoments context = new SecondMoments(topology.width());
        SecondMoments normed = new SecondMoments(topology.width());
        SecondMoments shared = new SecondMoments(topology.sharedHidden());
        List<Map<String, Floats>> blocks = new ArrayList<>();
        boolean last = MoePieces.isLastTokenOnly(spec, l);
        try (OfflineSession session = new OfflineSession(pieces.layer(l, true))) {
            for (Chunk chunk : chunks) {
                Map<String, Floats> block =
                        session.run(Map.of(MoePieces.HIDDEN, chunk.hidden, MoePieces.MASK, chunk.mask));
                int[] tokens = present(chunk.mask);
                int[] rows = last ? all(chunk.mask) : tokens;
                add(attention, block, MoePieces.ATTENTION_INPUT, tokens);
                add(context, block, MoePieces.CONTEXT, rows);
                add(normed, block, MoePieces.NORMED, rows);
                add(shared, block, MoePieces.SHARED_HIDDEN, rows);
                blocks.add(block);
            }
        }
        quantise(LayerWeights.qkv(l), weights.qkvMatrix(l), attention);
        quantise(LayerWeights.output(l), weights.matrix(LayerWeights.output(l)), context);
        quantise(LayerWeights.sharedIn(l), weights.sharedInMatrix(l), normed);
        quantise(LayerWeights.sharedOut(l), weights.matrix(LayerWeights.sharedOut(l)), shared);
        experts(l, blocks, last);
    }

    /** Rows of tokens that are not padding. */
    private static int[] present(Floats mask) {
        int[] rows = new int[mask.values().length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) if (mask.values()[i] != 0) rows[count++] = i;
        return Arrays.copyOf(rows, count);
    }

    /** One row per request. */
    private static int[] all(Floats mask) {
        int[] rows = new int[Math.toIntExact(mask.shape()[0])];
        for (int i = 0; i < rows.length; i++) rows[i] = i;
        return rows;
    }

    private static void add(SecondMoments moments, Map<String, Floats> block, String name, int[] rows) {
        float[] values = OfflineNetwork.piece(block, name).values();
        moments.add(new Chosen(rows, new float[rows.length]).gather(values, moments.size()), rows.length);
    }

    private void experts(int l, List<Map<String, Floats>> blocks, boolean last) throws OrtException {
        Router router = new Router(topology, parameters.get(ParameterNames.layer(l, ParameterNames.ROUTER_BIAS)));
        ExpertMask nothing = ExpertMask.none(topology.experts());
        int width = topology.width();
        List<Routing> routings = new ArrayList<>();
        for (Map<String, Floats> block : blocks) {
            Floats scores = OfflineNetwork.piece(block, MoePieces.SCORES);
            routings.add(router.route(scores.values(), Math.toIntExact(scores.shape()[0]), nothing));
        }
        for (int e = 0; e < topology.experts(); e++) {
            SecondMoments input = new SecondMoments(width);
            SecondMoments hidden = new SecondMoments(topology.expertHidden());
            try (OfflineSession session = new OfflineSession(pieces.expert(l, e, true))) {
                for (int c = 0; c < chunks.size(); c++) {
                    Chosen chosen = Chosen.of(routings.get(c), e);
                    int count = chosen.rows().length;
                    if (count == 0) continue;
                    float[] x = chosen.gather(
                            OfflineNetwork.piece(blocks.get(c), MoePieces.NORMED)
                                    .values(),
                            width);
                    Map<String, Floats> answer =
                            session.run(Map.of(MoePieces.EXPERT_INPUT, new Floats(x, count, width)));
                    float[] inner = OfflineNetwork.piece(answer, MoePieces.EXPERT_HIDDEN)
                            .values();
                    addPresent(input, x, chosen, chunks.get(c).mask, last);
                    addPresent(hidden, inner, chosen, chunks.get(c).mask, last);
                    chosen.scatter(
                            OfflineNetwork.piece(answer, MoePieces.EXPERT_OUTPUT)
                                    .values(),
                            OfflineNetwork.piece(blocks.get(c), MoePieces.RESIDUAL)
                                    .values(),
                            width);
                }
            }
            quantise(LayerWeights.expertIn(l, e), weights.expertInMatrix(l, e), input);
            quantise(LayerWeights.expertOut(l, e), weights.expertOutMatrix(l, e), hidden);
        }
        for (int c = 0; c < chunks.size(); c++) {
            Floats sums = OfflineNetwork.piece(blocks.get(c), MoePieces.RESIDUAL);
            long batch = chunks.get(c).mask.shape()[0];
            chunks.get(c).hidden = new Floats(sums.values(), batch, sums.values().length / (batch * width), width);
        }
    }

    private static void addPresent(SecondMoments moments, float[] values, Chosen chosen, Floats mask, boolean last) {
        int size = moments.size();
        for (int i = 0; i < chosen.rows().length; i++) {
            if (last || mask.values()[chosen.rows()[i]] != 0) {
                moments.add(Arrays.copyOfRange(values, i * size, (i + 1) * size), 1);
            }
        }
    }

    private void quantise(String name, Matrix weight, SecondMoments inputs) {
        quantised.put(name, Gptq.quantise(weight, inputs));
        if (Gptq.isEnough(inputs)) fitted++;
        fullBytes += (long) Float.BYTES * weight.values().length;
    }
}
