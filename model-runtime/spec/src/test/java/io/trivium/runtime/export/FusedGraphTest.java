package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import io.trivium.runtime.onnx.GraphCheck;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedGraphTest {
    private static final int BATCH = 6;
    /** The 4-bit operator requires whole blocks. */
    private static final String EVEN = Networks.PUMPS
            .replace("width: 16", "width: 256")
            .replace("expertHidden: 12", "expertHidden: 256")
            .replace("layers: 3", "layers: 1");

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void oneGraphGivesThePiecesOutputs(String yaml) throws OrtException {
        Networks.Network network = Networks.random(yaml, 11);
        Map<String, Floats> inputs = Networks.inputs(network, BATCH, 12);
        byte[] fused = new FusedGraph(network.spec(), network.model(), network.parameters()).full();
        try (OfflineNetwork pieces = new OfflineNetwork(network.pieces(), network.spec(), network.parameters());
                OfflineSession whole = new OfflineSession(fused)) {
            Map<String, Floats> expected = pieces.run(inputs);
            assertSame(expected, whole.run(unmasked(inputs, 3)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void productsInHalfPrecisionGiveNearlyTheSameOutputs(String yaml) throws OrtException {
        Networks.Network network = Networks.random(yaml, 11);
        Map<String, Floats> inputs = Networks.inputs(network, BATCH, 12);
        byte[] full = new FusedGraph(network.spec(), network.model(), network.parameters()).full();
        byte[] half = HalfGraph.of(full);
        assertTrue(half.length < 0.8 * full.length, half.length + " of " + full.length + " bytes");
        GraphCheck.require(half);
        try (OfflineSession whole = new OfflineSession(full);
                OfflineSession rounded = new OfflineSession(half)) {
            Map<String, Floats> expected = whole.run(unmasked(inputs, 3));
            Map<String, Floats> actual = rounded.run(unmasked(inputs, 3));
            for (String output : expected.keySet()) assertClose(expected, actual, output, 1e-2);
        }
    }

    static void assertSame(Map<String, Floats> expected, Map<String, Floats> actual) {
        for (String output : expected.keySet()) assertClose(expected, actual, output, 1e-5);
    }

    @Test
    void fourBitExpertsInHalfPrecisionGiveTheFourBitPiecesOutputs() throws OrtException {
        Networks.Network network = Networks.random(EVEN, 13);
        Map<String, Floats> inputs = Networks.inputs(network, BATCH, 14);
        Map<String, QuantisedMatrix> experts = new HashMap<>();
        LayerWeights weights = new LayerWeights(network.spec().topology(), network.parameters());
        for (int l = 0; l < 1; l++) {
            for (int e = 0; e < 7; e++) {
                experts.put(LayerWeights.expertIn(l, e), Gptq.round(weights.expertInMatrix(l, e)));
                experts.put(LayerWeights.expertOut(l, e), Gptq.round(weights.expertOutMatrix(l, e)));
            }
        }
        LinearLayers linear = new LinearLayers(experts);
        Parameters rounded = network.parameters().copy();
        for (int l = 0; l < 1; l++) {
            for (int e = 0; e < 7; e++) {
                float[] in = linear.quantised(LayerWeights.expertIn(l, e))
                        .dequantised()
                        .values();
                float[] out = linear.quantised(LayerWeights.expertOut(l, e))
                        .dequantised()
                        .values();
                int half = in.length / 2;
                System.arraycopy(in, 0, rounded.get("layers." + l + ".experts.w1.weight"), e * half, half);
                System.arraycopy(in, half, rounded.get("layers." + l + ".experts.w3.weight"), e * half, half);
                System.arraycopy(out, 0, rounded.get("layers." + l + ".experts.w2.weight"), e * half, half);
            }
        }
        byte[] fused = new FusedGraph(network.spec(), network.model(), network.parameters()).quantised(linear);
        MoePieces full = new MoePieces(network.spec(), network.model(), rounded);
        try (OfflineNetwork pieces = new OfflineNetwork(full, network.spec(), rounded);
                OfflineSession whole = new OfflineSession(fused)) {
            Map<String, Floats> expected = pieces.run(inputs);
            Map<String, Floats> actual = whole.run(unmasked(inputs, 1));
            assertClose(expected, actual, "hours", 1e-2);
            assertClose(expected, actual, "wear", 1e-2);
        }
    }

    @Test
    void nodesChooseAndWeighAsTheRouterDoes() throws OrtException {
        Networks.Network network = Networks.random(Networks.CARDS, 15);
        int experts = network.spec().topology().experts();
        OnnxGraph graph = new OnnxGraph("router");
        graph.input("scores", DataType.FLOAT, -1, experts);
        graph.input("masked", DataType.BOOL, 3, experts);
        String logs = new RouterNodes(graph, network.spec().topology(), network.parameters())
                .logWeights(1, "scores", "masked");
        graph.output(logs, "logs", DataType.FLOAT, List.of("batch", Integer.toString(experts)));
        Router router =
                new Router(network.spec().topology(), network.parameters().get("layers.1.router.bias"));
        try (OfflineSession session = new OfflineSession(graph.toBytes())) {
            for (int seed = 0; seed < 50; seed++) {
                Random random = new Random(seed);
                int tokens = 4;
                float[] scores = new float[tokens * experts];
                for (int i = 0; i < scores.length; i++) scores[i] = 0.01f + 0.98f * random.nextFloat();
                BitSet dead = new BitSet();
                for (int e = 0; e < experts; e++) if (random.nextInt(9) < seed % 9) dead.set(e);
                float[] masked = new float[3 * experts];
                for (int e = 0; e < experts; e++) masked[experts + e] = dead.get(e) ? 1 : 0;
                float[] actual = OfflineNetwork.piece(
                                session.run(Map.of(
                                        "scores", new Floats(scores, tokens, experts),
                                        "masked", new Floats(masked, 3, experts))),
                                "logs")
                        .values();
                Routing routing = router.route(scores, tokens, ExpertMask.of(experts, dead));
                assertRouted(routing, scores, actual, experts, "seed " + seed);
            }
        }
    }

    private static void assertRouted(Routing routing, float[] scores, float[] logs, int experts, String seed) {
        double[] expected = new double[logs.length];
        Arrays.fill(expected, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < routing.experts().length; i++) {
            int expert = routing.experts()[i];
            int at = i / routing.k() * experts + expert;
            if (expert >= 0) expected[at] = Math.log(scores[at]);
        }
        for (int i = 0; i < logs.length; i++) assertEquals(expected[i], logs[i], 1e-5, seed + " at " + i);
    }

    private static Map<String, Floats> unmasked(Map<String, Floats> inputs, int layers) {
        Map<String, Floats> all = new HashMap<>(inputs);
        all.put("masked", new Floats(new float[layers * 7], layers, 7));
        return all;
    }

    private static void assertClose(
            Map<String, Floats> expected, Map<String, Floats> actual, String output, double tolerance) {
        float[] wanted = OfflineNetwork.piece(expected, output).values();
        float[] given = OfflineNetwork.piece(actual, output).values();
        assertEquals(wanted.length, given.length);
        double largest = 0;
        for (float each : wanted) largest = Math.max(largest, Math.abs(each));
        for (int i = 0; i < wanted.length; i++) assertEquals(wanted[i], given[i], tolerance * largest, output);
    }
}
