package io.trivium.runtime.learning.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.trivium.core.inference.DataType;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleGateTest {
    private static final ModelSpec SPEC = ModelSpec.parse("""
            task: gate
            inputs:
              - {name: x, dtype: float32, shape: [-1, 3], columns: [amount, hour, age], least: -10, most: 1000}
              - {name: n, dtype: int64, shape: [-1, -1]}
              - {name: h, dtype: float16, shape: [-1]}
            outputs:
              - {name: y, dtype: float32, shape: [-1, 1]}
            head: none
            latencyClass: interactive
            """.getBytes(StandardCharsets.UTF_8));

    private static final ExampleTensor X = ExampleTensor.ofFloats("x", List.of(3L), new float[] {1, 2, 3});
    private static final ExampleTensor N = ExampleTensor.ofLongs("n", List.of(2L), new long[] {1L << 62, -1});
    private static final ExampleTensor H = half(Float.floatToFloat16(1.5f));

    private final ExampleGate gate = new ExampleGate(100);

    private static ExampleTensor half(short bits) {
        byte[] bytes = ByteBuffer.allocate(Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(bits)
                .array();
        return new ExampleTensor(
                "h", DataType.FP16, List.of(), Base64.getEncoder().encodeToString(bytes));
    }

    private String verdict(ExampleTensor... inputs) {
        ExampleObserved example = new ExampleObserved(
                "e-1", new TaskName("gate"), List.of(inputs), Instant.EPOCH, null, null, null, "standard");
        return gate.check(example, SPEC).map(refusal -> refusal.reason().code()).orElse("taken");
    }

    private String detail(ExampleTensor... inputs) {
        ExampleObserved example = new ExampleObserved(
                "e-1", new TaskName("gate"), List.of(inputs), Instant.EPOCH, null, null, null, "standard");
        return gate.check(example, SPEC).orElseThrow().detail();
    }

    @Test
    void takesWhatTheSpecificationSaysInAnyOrder() {
        assertEquals("taken", verdict(X, N, H));
        assertEquals("taken", verdict(H, N, X));
    }

    @Test
    void refusesTensorsThatAreMissingOrUnknown() {
        assertEquals("missing-tensor", verdict(X, N));
        assertEquals("unknown-tensor", verdict(X, N, H, ExampleTensor.ofFloats("z", List.of(1L), new float[] {1})));
    }

    @Test
    void refusesAnotherTypeOrShape() {
        assertEquals("wrong-type", verdict(ExampleTensor.ofLongs("x", List.of(3L), new long[3]), N, H));
        assertEquals("wrong-shape", verdict(ExampleTensor.ofFloats("x", List.of(4L), new float[4]), N, H));
        assertEquals("wrong-shape", verdict(ExampleTensor.ofFloats("x", List.of(1L, 3L), new float[3]), N, H));
        assertEquals("taken", verdict(X, ExampleTensor.ofLongs("n", List.of(7L), new long[7]), H));
    }

    @Test
    void refusesWhatIsNoNumber() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertEquals(
                    "not-finite", verdict(ExampleTensor.ofFloats("x", List.of(3L), new float[] {1, bad, 3}), N, H));
        }
        assertEquals("not-finite", verdict(X, N, half(Float.floatToFloat16(Float.NaN))));
    }

    @Test
    void refusesValuesOutsideTheLimitsOfTheSpecificationOrElseTheUsualOnes() {
        assertEquals("taken", verdict(ExampleTensor.ofFloats("x", List.of(3L), new float[] {-10, 1000, 0}), N, H));
        assertEquals(
                "out-of-range", verdict(ExampleTensor.ofFloats("x", List.of(3L), new float[] {1, 2, 1000.1f}), N, H));
        assertEquals("taken", verdict(X, N, half(Float.floatToFloat16(100f))));
        assertEquals("out-of-range", verdict(X, N, half(Float.floatToFloat16(101f))));
    }

    @Test
    void saysWhereAndNeverWhat() {
        String detail = detail(ExampleTensor.ofFloats("x", List.of(3L), new float[] {1, 4321, 3}), N, H);
        assertEquals("Element hour of x is not between -10.0 and 1000.0.", detail);
        assertFalse(detail.contains("4321"));
    }
}
