package io.trivium.runtime.export;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a network piece by piece outside serving, in the simplest way: an independent implementation of serving, to
 * check pieces against the network they were written from. Belongs to one thread.
 */
public final class OfflineNetwork implements AutoCloseable {
    private final MoeTopology topology;
    private final OfflineSession tokenizer;
    private final List<OfflineSession> layers = new ArrayList<>();
    private final List<List<OfflineSession>> experts = new ArrayList<>();
    private final List<Router> routers = new ArrayList<>();
    private final OfflineSession head;
    private final Optional<String> base;

    /** Opens every piece.
     * @param parameters where the balancing biases come from */
    public OfflineNetwork(MoePieces pieces, NetworkSpec spec, Parameters parameters) throws OrtException {
        this.topology = spec.topology();
        this.base = spec.base().map(BaseAnswer::input);
        this.tokenizer = new OfflineSession(pieces.tokenizer());
        this.head = new OfflineSession(pieces.head());
        for (int l = 0; l < topology.layers(); l++) {
            layers.add(new OfflineSession(pieces.layer(l)));
            List<OfflineSession> own = new ArrayList<>();
            for (int e = 0; e < topology.experts(); e++) own.add(new OfflineSession(pieces.expert(l, e)));
            experts.add(own);
            routers.add(new Router(topology, parameters.get(ParameterNames.layer(l, ParameterNames.ROUTER_BIAS))));
        }
    }

    /** The task's outputs for a batch of its inputs. */
    public Map<String, Floats> run(Map<String, Floats> inputs) throws OrtException {
        Map<String, Floats> tokens = tokenizer.run(inputs);
        Floats mask = piece(tokens, MoePieces.MASK);
        Floats hidden = piece(tokens, MoePieces.HIDDEN);
        long batch = mask.shape()[0];
        for (int l = 0; l < topology.layers(); l++) {
            Map<String, Floats> block = layers.get(l).run(Map.of(MoePieces.HIDDEN, hidden, MoePieces.MASK, mask));
            float[] sums = route(l, block);
            long[] shape = {batch, sums.length / (batch * topology.width()), topology.width()};
            hidden = new Floats(sums, shape);
        }
        Map<String, Floats> fed = new HashMap<>(Map.of(MoePieces.HIDDEN, hidden, MoePieces.MASK, mask));
        base.ifPresent(input -> fed.put(input, piece(inputs, input)));
        return head.run(fed);
    }

    private float[] route(int l, Map<String, Floats> block) throws OrtException {
        float[] sums = piece(block, MoePieces.RESIDUAL).values();
        float[] normed = piece(block, MoePieces.NORMED).values();
        float[] scores = piece(block, MoePieces.SCORES).values();
        int rows = sums.length / topology.width();
        Routing routing = routers.get(l).route(scores, rows, ExpertMask.none(topology.experts()));
        for (int e = 0; e < topology.experts(); e++) {
            Chosen chosen = Chosen.of(routing, e);
            if (chosen.rows().length == 0) continue;
            Floats x = new Floats(chosen.gather(normed, topology.width()), chosen.rows().length, topology.width());
            float[] y = piece(experts.get(l).get(e).run(Map.of(MoePieces.EXPERT_INPUT, x)), MoePieces.EXPERT_OUTPUT)
                    .values();
            chosen.scatter(y, sums, topology.width());
        }
        return sums;
    }

    static Floats piece(Map<String, Floats> values, String name) {
        Floats found = values.get(name);
        if (found == null) throw new IllegalArgumentException("a piece does not give " + name);
        return found;
    }

    @Override
    public void close() throws OrtException {
        tokenizer.close();
        head.close();
        for (OfflineSession layer : layers) layer.close();
        for (List<OfflineSession> own : experts) {
            for (OfflineSession expert : own) expert.close();
        }
    }
}
