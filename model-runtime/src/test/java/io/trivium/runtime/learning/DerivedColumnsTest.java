package io.trivium.runtime.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedColumnsTest {
    private static String spec(String column) {
        return """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 3], columns: [amount, average, count]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            network:
              kind: dense
              derived: [{logRatio: [amount, %s]}]
              signedLog: true
              hidden: [4]
            training: {epochs: 1, batch: 8}
            """.formatted(column);
    }

    private static final DerivedColumns RATIOS =
            new DerivedColumns(List.of(new DerivedColumns.LogRatio(0, 1), new DerivedColumns.LogRatio(2, 0)));

    @Test
    void appendsTheLogarithmOfTheRatioBehindTheInput() {
        TabularData wide =
                RATIOS.append(new TabularData(2, 3, new float[] {9, 4, 0, -1, 0, 3}, new float[0], new long[0]));
        assertEquals(5, wide.columns());
        assertArrayEquals(
                new float[] {
                    9, 4, 0, (float) Math.log(2), (float) -Math.log(10),
                    -1, 0, 3, (float) -Math.log(2), (float) (Math.log(4) + Math.log(2))
                },
                wide.features(),
                1e-6f);
    }

    @Test
    void theGraphComputesTheSame() throws Exception {
        OnnxGraph graph = new OnnxGraph("derived");
        String features = graph.input("features", TensorProto.DataType.FLOAT, -1, 3);
        String wide = RATIOS.append(graph, features);
        // The first derived column alone, as PackScorer wants one number per row.
        String third = graph.longs("third", new long[] {3}, 1);
        graph.node("Gather", "score", List.of(wide, third), OnnxGraph.attribute("axis", 1L));
        graph.output("score", TensorProto.DataType.FLOAT, -1, 1);
        TabularData rows =
                new TabularData(3, 3, new float[] {9, 4, 0, -1, 0, 3, 1e9f, 7, 1}, new float[0], new long[0]);
        try (PackScorer scorer = new PackScorer(graph.toBytes())) {
            float[] scores = scorer.score(rows);
            float[] expected = RATIOS.append(rows).features();
            assertArrayEquals(new float[] {expected[3], expected[8], expected[13]}, scores, 1e-6f);
        }
    }

    @Test
    void namesMustBeThoseOfTheInput() {
        DenseSpec spec = parse("average");
        assertEquals(new DerivedColumns(List.of(new DerivedColumns.LogRatio(0, 1))), spec.derived());
        assertArrayEquals(new boolean[] {true, true, true, false}, spec.signedLog());
        InvalidPackException refusal = assertThrows(InvalidPackException.class, () -> parse("median"));
        assertTrue(refusal.faults().getFirst().contains("names a column the input does not have: median"));
    }

    private static DenseSpec parse(String denominator) {
        byte[] yaml = spec(denominator).getBytes(StandardCharsets.UTF_8);
        return DenseSpec.parse(yaml, ModelSpec.parse(yaml));
    }
}
