package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.TaskData;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final int BATCH = 61;
    private static final TaskData ROWS = ToyTask.rows(200, 3);
    private static final Parameters INITIAL = InitialWeights.of(ToyTask.network(), ToyTask.model(), ROWS, 9);
    private static final EncodedData DATA = new EncodedData(ToyTask.network(), ToyTask.model(), ROWS, INITIAL);

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static Replicas replicas(int count) {
        return new Replicas(
                Collections.nCopies(count, Device.cpu()),
                ToyTask.network(),
                ToyTask.model(),
                INITIAL,
                ExpertMask.none(ToyTask.network().topology().experts()));
    }

    /** Dropout by row also where there is one replica, so that all lose the same numbers. */
    private static LossPass pass() {
        MoeTraining training = MoeTraining.parse(ToyTask.yaml(), ToyTask.model());
        return new LossPass(
                Objective.BINARY, "score", java.util.Optional.empty(), training, DATA, Lesson.ofLabels(ROWS), 2, 77, 0);
    }

    private static int[] rows() {
        int[] rows = new int[BATCH];
        for (int i = 0; i < BATCH; i++) rows[i] = (i * 37) % 200;
        return rows;
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Step(float[] gradient, double loss, int tokens) {}

    private static Step step(Replicas replicas) {
        List<Replicas.Answer> answers = replicas.pass(rows(), 0.5, pass());
        double loss = answers.stream().mapToDouble(Replicas.Answer::loss).sum();
        int tokens = answers.stream()
                .flatMap(answer -> answer.loads().stream())
                .mapToInt(layer -> Arrays.stream(layer).sum())
                .sum();
        try (NDManager scope = replicas.manager().newSubManager()) {
            NDArray gradient = replicas.collect(scope);
            float[] values = gradient.toFloatArray();
            gradient.muli(0f);
            return new Step(values, loss, tokens);
        }
    }

    @Test
    void addsUpPartsToTheGradientOfAllRowsAtOnce() {
        Step alone;
        try (Replicas one = replicas(1)) {
            alone = step(one);
        }
        double norm = norm(alone.gradient);
        assertTrue(norm > 1e-3, () -> "norm " + norm);
        for (int count : new int[] {2, 3, 4}) {
            try (Replicas several = replicas(count)) {
                Step together = step(several);
                float[] difference = new float[alone.gradient.length];
                for (int i = 0; i < difference.length; i++) difference[i] = together.gradient[i] - alone.gradient[i];
                assertTrue(
                        norm(difference) < 1e-5 * norm, () -> count + " replicas differ by " + norm(difference) / norm);
                assertEquals(alone.loss, together.loss, 1e-6);
                assertEquals(alone.tokens, together.tokens);
            }
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) sum += (double) value * value;
        return Math.sqrt(sum);
    }

    @Test
    void givesTheSameBitsWhicheverThreadIsDoneFirst() {
        try (Replicas three = replicas(3)) {
            float[] first = step(three).gradient;
            for (int i = 0; i < 10; i++) assertArrayEquals(first, step(three).gradient, 0f, "repetition " + i);
        }
    }

    @Test
    void leavesEveryReplicaWithTheFirstOnesBits() {
        try (Replicas three = replicas(3)) {
            try (NDManager scope = three.manager().newSubManager()) {
                NDArray weights = three.first().flat();
                weights.subi(scope.ones(weights.getShape()).muli(0.25f));
            }
            three.first().routerBias()[1][2] = 0.125f;
            assertFalse(Arrays.equals(three.weights(0), three.weights(1)));
            three.share();
            for (int i = 1; i < 3; i++) {
                assertArrayEquals(three.weights(0), three.weights(i), 0f);
                assertEquals(0.125f, three.replica(i).routerBias()[1][2]);
            }
            Step after = step(three);
            assertTrue(Double.isFinite(after.loss));
            assertArrayEquals(after.gradient, step(three).gradient, 0f, "the others' gradients were left behind");
        }
    }

    @Test
    void takesFewerRowsThanReplicas() {
        try (Replicas three = replicas(3)) {
            List<Replicas.Answer> answers = three.pass(new int[] {4, 5}, 1, pass());
            assertEquals(2, answers.size());
        }
    }

    @Test
    void passesOnWhatAReplicaThrows() {
        try (Replicas two = replicas(2)) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> two.pass(new int[] {0, 1}, 1, (scope, network, part) -> {
                        throw new IllegalStateException("row " + part.rows()[0]);
                    }));
            assertEquals("row 0", thrown.getMessage());
        }
    }
}
