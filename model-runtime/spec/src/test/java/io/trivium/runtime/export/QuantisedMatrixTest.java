package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.OfflineSession.Floats;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantisedMatrixTest {

    @Test
    void codesAndZeroPointsComeBackAsTheyWerePacked() {
        Random random = new Random(1);
        int rows = 3;
        int columns = 40;
        byte[] codes = new byte[rows * columns];
        for (int i = 0; i < codes.length; i++) codes[i] = (byte) random.nextInt(16);
        float[] scales = new float[rows * 3];
        byte[] zeros = new byte[rows * 3];
        for (int i = 0; i < zeros.length; i++) {
            scales[i] = i + 1;
            zeros[i] = (byte) random.nextInt(16);
        }
        QuantisedMatrix packed = QuantisedMatrix.pack(rows, columns, 16, codes, scales, zeros);
        assertEquals(rows * 3 * 8, packed.packed().length);
        assertEquals(rows * 2, packed.zeroPoints().length);
        for (int i = 0; i < codes.length; i++) assertEquals(codes[i], packed.code(i / columns, i % columns));
        for (int i = 0; i < zeros.length; i++) assertEquals(zeros[i], packed.zeroPoint(i / 3, i % 3));
        assertEquals((codes[17] - zeros[1]) * 2f, packed.dequantised().values()[17]);
    }

    @Test
    void aBlockHoldsAtMost128Columns() {
        assertEquals(16, QuantisedMatrix.blockFor(1));
        assertEquals(16, QuantisedMatrix.blockFor(16));
        assertEquals(32, QuantisedMatrix.blockFor(17));
        assertEquals(64, QuantisedMatrix.blockFor(64));
        assertEquals(128, QuantisedMatrix.blockFor(65));
        assertEquals(128, QuantisedMatrix.blockFor(128));
        assertEquals(128, QuantisedMatrix.blockFor(4_096));
    }

    @Test
    void fourBitsTakeAQuarterOfFloat32AndLess() {
        Matrix weight = random(64, 1_024, 2);
        double share = Gptq.round(weight).bytes() / (4.0 * weight.values().length);
        assertEquals(0.1338, share, 1e-4);
    }

    @Test
    void roundingIsHalfAStepOffAtMost() {
        Matrix weight = random(4, 300, 3);
        QuantisedMatrix rounded = Gptq.round(weight);
        float[] now = rounded.dequantised().values();
        for (int i = 0; i < now.length; i++) {
            float step = rounded.scales()[i / 300 * 3 + i % 300 / 128];
            assertEquals(weight.values()[i], now[i], 1.001f * step);
        }
    }

    @ParameterizedTest
    @CsvSource({"16,8", "20,5", "64,32", "100,7", "128,64", "200,16", "256,96"})
    void onnxRuntimeMultipliesWithTheNumbersItStandsFor(int columns, int rows) throws OrtException {
        QuantisedMatrix weight = Gptq.round(random(rows, columns, 4));
        Random random = new Random(5);
        float[] x = new float[2 * columns];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        OnnxGraph graph = new OnnxGraph("product");
        graph.input("x", DataType.FLOAT, -1, columns);
        String product = LinearLayers.fourBit(graph, "x", "w", weight);
        graph.output(product, "y", DataType.FLOAT, List.of("batch", Integer.toString(rows)));
        float[] y;
        try (OfflineSession session = new OfflineSession(graph.toBytes())) {
            y = OfflineNetwork.piece(session.run(Map.of("x", new Floats(x, 2, columns))), "y")
                    .values();
        }
        float[] values = weight.dequantised().values();
        for (int i = 0; i < y.length; i++) {
            double expected = 0;
            double size = 0;
            for (int c = 0; c < columns; c++) {
                double term = x[i / rows * columns + c] * values[i % rows * columns + c];
                expected += term;
                size += term * term;
            }
            // Activations are rounded to 8 bits on the way.
            assertEquals(expected, y[i], 0.03 * Math.sqrt(size) + 1e-4, columns + " × " + rows + " at " + i);
        }
    }

    @Test
    void rowsOfBothHalvesTakeTurns() {
        Matrix weight = random(6, 32, 6);
        float[] before = Gptq.round(weight).dequantised().values();
        float[] after = Gptq.round(weight).interleaveHalves().dequantised().values();
        int[] order = {0, 3, 1, 4, 2, 5};
        for (int r = 0; r < 6; r++) {
            float[] expected = new float[32];
            float[] actual = new float[32];
            System.arraycopy(before, order[r] * 32, expected, 0, 32);
            System.arraycopy(after, r * 32, actual, 0, 32);
            assertArrayEquals(expected, actual);
        }
        assertTrue(before.length == after.length);
    }

    private static Matrix random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return new Matrix(rows, columns, values);
    }
}
