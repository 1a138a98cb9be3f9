package io.trivium.runtime.training.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.TaskData;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The terms against forgetting, against values computed by hand and by differences. */
class ForgettingTest {
    private static final TaskData ROWS = ToyTask.rows(40, 1);

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    private static Parameters initial(long seed) {
        Parameters parameters = InitialWeights.of(ToyTask.network(), ToyTask.model(), ROWS, seed);
        float[] head = parameters.get("heads.score.weight");
        for (int i = 0; i < head.length; i++) head[i] = 0.1f * (i % 3 - 1);
        return parameters;
    }

    @Test
    void penalisesWhatMattersByHowFarItHasMoved() {
        Ewc ewc = new Ewc(new float[] {2, 0, 0.5f}, new float[] {1, 1, -1}, 10);
        float[] derivative = new float[3];
        double penalty = ewc.penalty(new float[] {1.5f, 9, 1}, derivative);
        assertEquals(10 / 2.0 * (2 * 0.25 + 0.5 * 4), penalty, 1e-9);
        assertArrayEquals(new float[] {10 * 2 * 0.5f, 0, 10 * 0.5f * 2}, derivative, 1e-5f);
    }

    @Test
    void comparesLogitsByTheirMeanSquare() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray said = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
            assertEquals(
                    (1 + 0 + 4 + 9) / 4.0,
                    Replay.distance(manager, said, new float[] {0, 2, 1, 1}).getFloat(),
                    1e-6);
        }
    }

    @Test
    void replaysNothingWhereOnlyLogitsAreReplayedAndTheTrunkStands() {
        Parameters begun = initial(3);
        double sum = replayed(begun, begun, new Replay.Weights(1, 0, 16));
        assertEquals(0, sum, 1e-9);
    }

    @Test
    void replaysTheLogitsOfThenWhereTheTrunkHasMoved() {
        assertTrue(replayed(initial(3), initial(4), new Replay.Weights(1, 0, 16)) > 1e-6);
    }

    /** The term of a memory of one network on another's trunk; the gradient it leaves is the trunk's alone. */
    private static double replayed(Parameters remembered, Parameters now, Replay.Weights weights) {
        TaskMemory memory =
                TaskMemory.of(ToyTask.network(), ToyTask.model(), remembered, ROWS, new TaskMemory.Room(0, 0, 1));
        Transplant.Source trunk = new Transplant.Source(ToyTask.network(), now);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, ToyTask.network(), ToyTask.model(), now);
                Replay replay = new Replay(List.of(memory), trunk, weights)) {
            // a gradient of 0, as a pass over the training's own rows leaves one
            Gradients.recorded(() -> {
                Gradients.add(manager, network.flat().mul(manager.create(0f)).sum());
                return 0;
            });
            double sum = replay.add(manager, network, 5);
            float[] gradient = network.flat().getGradient().toFloatArray();
            int from = network.layout().trunkOffset();
            int end = from + network.layout().trunkSize();
            double inside = 0;
            for (int i = 0; i < gradient.length; i++) {
                if (i >= from && i < end) inside += Math.abs(gradient[i]);
                else assertEquals(0f, gradient[i]);
            }
            assertEquals(sum > 0, inside > 0);
            return sum;
        }
    }

    @Test
    void findsNoImportanceOfExpertsThatAreNeverChosen() {
        Parameters fisher = Fisher.diagonal(ToyTask.network(), ToyTask.model(), initial(3), ROWS, 10, 1);
        double sum = 0;
        for (String name : fisher.names()) {
            if (!name.startsWith("layers.") || name.endsWith("router.bias")) continue;
            for (float each : fisher.get(name)) {
                assertTrue(each >= 0, name);
                sum += each;
            }
        }
        assertTrue(sum > 0);
    }
}
