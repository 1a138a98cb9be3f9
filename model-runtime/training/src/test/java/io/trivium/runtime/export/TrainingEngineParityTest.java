package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.NetworkScorer;
import io.trivium.runtime.training.network.TaskData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported pieces against the network they come from. */
class TrainingEngineParityTest {
    private static final int BATCH = 9;
    private static final double PARITY = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {Networks.CARDS, Networks.PUMPS, Networks.SCANS})
    void piecesAndRouterGiveWhatTheTrainingEngineGives(String yaml) throws OrtException {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        for (int seed = 21; seed < 24; seed++) {
            Networks.Network network = Networks.random(yaml, seed);
            Map<String, Floats> inputs = Networks.inputs(network, BATCH, seed + 100);
            Map<String, float[]> rows = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> rows.put(name, tensor.values()));
            TaskData data = new TaskData(BATCH, rows, new float[0], new long[0]);
            try (OfflineNetwork pieces = new OfflineNetwork(network.pieces(), network.spec(), network.parameters());
                    NDManager manager = NDManager.newBaseManager("PyTorch");
                    MoeNetwork trained =
                            new MoeNetwork(manager, network.spec(), network.model(), network.parameters())) {
                EncodedData encoded = new EncodedData(network.spec(), network.model(), data, network.parameters());
                Map<String, Floats> actual = pieces.run(inputs);
                for (TensorSpec output : network.model().outputs()) {
                    float[] logits = NetworkScorer.logits(manager, trained, encoded, output, loads -> {});
                    assertClose(
                            answers(network.model().head(), logits, logits.length / BATCH),
                            OfflineNetwork.piece(actual, output.name()).values(),
                            "seed " + seed + ", " + output.name());
                }
            }
        }
    }

    private static double[] answers(Head head, float[] logits, int size) {
        double[] answers = new double[logits.length];
        for (int i = 0; i < answers.length; i++) {
            if (head == Head.BINARY) {
                answers[i] = 1 / (1 + Math.exp(-logits[i]));
            } else if (head == Head.MULTICLASS) {
                double sum = 0;
                for (int j = 0; j < size; j++) sum += Math.exp(logits[i / size * size + j]);
                answers[i] = Math.exp(logits[i]) / sum;
            } else {
                answers[i] = logits[i];
            }
        }
        return answers;
    }

    private static void assertClose(double[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        double largest = 0;
        for (double each : expected) largest = Math.max(largest, Math.abs(each));
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], actual[i], PARITY * largest, what);
    }
}
