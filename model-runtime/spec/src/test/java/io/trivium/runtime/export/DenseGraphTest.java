package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseGraphTest {
    private static final String EVENTS =
            "    - {kind: event-sequence, input: events, signedLog: true, piecewise: {bins: 4, embedding: 2}}\n";

    /** The network with one routed expert a layer. */
    private static String dense(String yaml) {
        return yaml.replace("topK: 2", "topK: 1").replace("{general: 3, special: 4}", "{special: 1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void oneGraphGivesThePiecesOutputs(String yaml) throws OrtException {
        assertSameAnswers(dense(yaml));
    }

    @Test
    void attentionOfASingleTokenIsOneProduct() throws OrtException {
        String single = dense(Networks.CARDS)
                .replace(EVENTS, "")
                .replace(
                        "  - {name: events, dtype: float32, shape: [-1, 4, 4], columns: [present, amount, gap, kind]}\n",
                        "");
        assertEquals(1, Networks.random(single, 41).spec().tokens());
        assertSameAnswers(single);
    }

    private static void assertSameAnswers(String yaml) throws OrtException {
        Networks.Network network = Networks.random(yaml, 41);
        Map<String, Floats> inputs = Networks.inputs(network, 6, 42);
        byte[] graph = new DenseGraph(network.spec(), network.model(), network.parameters()).toBytes();
        try (OfflineNetwork pieces = new OfflineNetwork(network.pieces(), network.spec(), network.parameters());
                OfflineSession whole = new OfflineSession(graph)) {
            Map<String, Floats> expected = pieces.run(inputs);
            FusedGraphTest.assertSame(expected, whole.run(inputs));
        }
    }

    @Test
    void aNetworkThatRoutesIsRefused() {
        Networks.Network network = Networks.random(Networks.CARDS, 43);
        assertThrows(
                IllegalArgumentException.class,
                () -> new DenseGraph(network.spec(), network.model(), network.parameters()));
    }
}
