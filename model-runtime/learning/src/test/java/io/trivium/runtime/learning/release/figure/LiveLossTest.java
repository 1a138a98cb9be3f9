package io.trivium.runtime.learning.release.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.release.AlarmRulesTest;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveLossTest {
    private static final double TOLERANCE = 1e-6;

    private static ModelSpec model(String head, int width) {
        return ModelSpec.parse("""
                task: losses
                inputs: [{name: x, dtype: float32, shape: [-1, 3]}]
                outputs: [{name: y, dtype: float32, shape: [-1, %d]}]
                head: %s
                latencyClass: interactive
                """.formatted(width, head).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Tensor> answer(String name, float... values) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return List.of(Tensor.of(name, TensorType.FP32, new long[] {1, values.length}, data));
    }

    private static OptionalDouble loss(LiveLoss loss, String label, float... answer) {
        return loss.loss(loss.target(label).orElseThrow(), answer("y", answer));
    }

    @Test
    void aProbabilityIsJudgedByItsSquaredError() {
        LiveLoss loss =
                LiveLoss.of(model("binary", 1), List.of("fraud", "genuine")).orElseThrow();
        assertEquals(0.04, loss(loss, "fraud", 0.8f).orElseThrow(), TOLERANCE);
        assertEquals(0.64, loss(loss, "genuine", 0.8f).orElseThrow(), TOLERANCE);
        assertTrue(loss.target("dispute").isEmpty());
    }

    /** 0.7, 0.2, 0.1 and the second was right: 0.49 + 0.64 + 0.01. */
    @Test
    void probabilitiesOfClassesAreJudgedTogether() {
        LiveLoss loss = LiveLoss.of(model("multiclass", 3), List.of("sound", "worn", "broken"))
                .orElseThrow();
        assertEquals(1.14, loss(loss, "worn", 0.7f, 0.2f, 0.1f).orElseThrow(), TOLERANCE);
        assertEquals(0, loss(loss, "broken", 0, 0, 1).orElseThrow(), TOLERANCE);
    }

    @Test
    void numbersAreJudgedByTheMeanOfTheirAbsoluteErrors() {
        LiveLoss loss = LiveLoss.of(model("regression", 2), List.of()).orElseThrow();
        assertEquals(1.5, loss(loss, "10,20", 11, 18).orElseThrow(), TOLERANCE);
        assertEquals(
                2,
                loss.loss(new BoundedLabels(Float.NaN, 20), answer("y", 11, 18)).orElseThrow(),
                TOLERANCE);
        assertEquals(2, loss(loss, ">10,20..21", 11, 16).orElseThrow(), TOLERANCE, "the mean of 0 and 4");
        assertTrue(loss.target("soon").isEmpty());
        assertTrue(loss.loss(new BoundedLabels(1, 2), answer("y", 1)).isEmpty());
        assertTrue(loss.loss(new BoundedLabels(1, 2), answer("other", 1, 2)).isEmpty());
    }

    @Test
    void otherHeadsAreNotJudged() {
        assertFalse(LiveLoss.of(model("none", 1), List.of()).isPresent());
    }

    /** Of 1,000 labelled examples each: one that is as good, and one whose numbers are half as far off again. */
    @Test
    void onlyAWorseRegressionRaisesTheAlarm() {
        LiveLoss loss = LiveLoss.of(model("regression", 1), List.of()).orElseThrow();
        QualityFigures same = QualityFigures.NONE;
        QualityFigures worse = QualityFigures.NONE;
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 1_000; i++) {
            double truth = random.nextDouble() * 100;
            double champion = loss(loss, Double.toString(truth), (float) (truth + random.nextGaussian()))
                    .orElseThrow();
            double equal = loss(loss, Double.toString(truth), (float) (truth + random.nextGaussian()))
                    .orElseThrow();
            double off = loss(loss, Double.toString(truth), (float) (truth + 1.5 * random.nextGaussian()))
                    .orElseThrow();
            same = same.plus(champion, equal);
            worse = worse.plus(champion, off);
        }
        assertEquals(List.of(), AlarmRulesTest.codesOf(same));
        assertEquals(List.of(Alarm.QUALITY), AlarmRulesTest.codesOf(worse));
    }
}
