package io.trivium.runtime.export;

import static io.trivium.runtime.export.OfflineNetwork.piece;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.Parameters;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoePiecesTest {
    private static final int BATCH = 5;
    /** Largest difference, as a share of the largest number in the tensor. */
    private static final double PARITY = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void tokenizersGiveTheReferencesTokens(String yaml) throws OrtException {
        Networks.Network network = Networks.random(yaml, 1);
        Map<String, Floats> inputs = Networks.inputs(network, BATCH, 2);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        try (OfflineSession session = new OfflineSession(network.pieces().tokenizer())) {
            Map<String, Floats> tokens = session.run(inputs);
            int count = network.spec().tokens();
            assertArrayEquals(
                    new long[] {BATCH, count, 16}, piece(tokens, "hidden").shape());
            assertArrayEquals(new long[] {BATCH, count}, piece(tokens, "mask").shape());
            for (int row = 0; row < BATCH; row++) {
                ReferenceNetwork.Tokens expected = reference.tokens(inputs, row);
                assertClose(expected.hidden(), piece(tokens, "hidden").values(), row * count * 16);
                assertClose(
                        new double[][] {expected.mask()}, piece(tokens, "mask").values(), row * count);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void layersGiveTheReferencesSumsNormsAndScores(int layer) throws OrtException {
        Networks.Network network = Networks.random(Networks.CARDS, 3);
        int tokens = network.spec().tokens();
        ReferenceNetwork reference = new ReferenceNetwork(network);
        double[][][] hidden = new double[BATCH][tokens][16];
        double[][] mask = new double[BATCH][tokens];
        Random random = new Random(4);
        float[] flat = new float[BATCH * tokens * 16];
        float[] flatMask = new float[BATCH * tokens];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) random.nextGaussian();
            hidden[i / (tokens * 16)][i / 16 % tokens][i % 16] = flat[i];
        }
        for (int i = 0; i < flatMask.length; i++) {
            flatMask[i] = i % tokens < i / tokens ? 0 : 1;
            mask[i / tokens][i % tokens] = flatMask[i];
        }
        int rows = layer == 2 ? 1 : tokens;
        try (OfflineSession session = new OfflineSession(network.pieces().layer(layer))) {
            Map<String, Floats> block = session.run(
                    Map.of("hidden", new Floats(flat, BATCH, tokens, 16), "mask", new Floats(flatMask, BATCH, tokens)));
            assertArrayEquals(
                    new long[] {(long) BATCH * rows, 16},
                    piece(block, "residual").shape());
            assertArrayEquals(
                    new long[] {(long) BATCH * rows, 7}, piece(block, "scores").shape());
            for (int row = 0; row < BATCH; row++) {
                ReferenceNetwork.Block expected = reference.layer(layer, hidden[row], mask[row]);
                assertEquals(rows, expected.residual().length);
                assertClose(expected.residual(), piece(block, "residual").values(), row * rows * 16);
                assertClose(expected.normed(), piece(block, "normed").values(), row * rows * 16);
                assertClose(expected.scores(), piece(block, "scores").values(), row * rows * 7);
            }
        }
    }

    @Test
    void everyExpertGivesTheReferencesOutput() throws OrtException {
        Networks.Network network = Networks.random(Networks.CARDS, 5);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        Random random = new Random(6);
        float[] x = new float[3 * 16];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        for (int expert = 0; expert < 7; expert++) {
            try (OfflineSession session = new OfflineSession(network.pieces().expert(1, expert))) {
                float[] y = piece(session.run(Map.of("x", new Floats(x, 3, 16))), "y")
                        .values();
                for (int row = 0; row < 3; row++) {
                    double[] own = new double[16];
                    for (int i = 0; i < 16; i++) own[i] = x[row * 16 + i];
                    assertClose(new double[][] {reference.expert(1, expert, own)}, y, row * 16);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void allPiecesTogetherGiveTheReferencesOutputs(String yaml) throws OrtException {
        Networks.Network network = Networks.random(yaml, 7);
        Map<String, Floats> inputs = Networks.inputs(network, BATCH, 8);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        try (OfflineNetwork pieces = new OfflineNetwork(network.pieces(), network.spec(), network.parameters())) {
            Map<String, Floats> outputs = pieces.run(inputs);
            assertEquals(network.model().outputs().size(), outputs.size());
            for (int row = 0; row < BATCH; row++) {
                Map<String, double[]> expected = reference.run(inputs, row);
                for (var output : expected.entrySet()) {
                    int size = output.getValue().length;
                    assertClose(
                            new double[][] {output.getValue()},
                            piece(outputs, output.getKey()).values(),
                            row * size);
                }
            }
        }
    }

    @Test
    void expertsLieUnderTheirGroupAndNumber() {
        assertEquals("pieces/layer-3/expert-fin-07.onnx", MoePieces.expertPath(new ExpertId(3, "fin", 7)));
        assertEquals("pieces/layer-3.onnx", MoePieces.layerPath(3));
    }

    @Test
    void parametersOfAnotherNetworkAreRefused() {
        Networks.Network network = Networks.random(Networks.CARDS, 9);
        Parameters other = Networks.random(Networks.PUMPS, 9).parameters();
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new MoePieces(network.spec(), network.model(), other));
        assertTrue(String.valueOf(refused.getMessage()).contains("heads.risk.weight is missing"), refused.toString());
    }

    private static void assertClose(double[][] expected, float[] actual, int from) {
        double largest = 0;
        for (double[] row : expected) {
            for (double each : row) largest = Math.max(largest, Math.abs(each));
        }
        int at = from;
        for (double[] row : expected) {
            for (double each : row) assertEquals(each, actual[at++], PARITY * largest);
        }
    }
}
