package io.trivium.runtime.training.stage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Replay of the rows that a trunk was trained on before (DER++; Buzzega et al., NeurIPS 2020, equation 6): in addition
 * to the loss of the new rows {@code alpha·‖f(x') − z'‖² + beta·loss(f(x''), y'')}, with two independent draws from the
 * memory, z' the logits at that time and y'' the labels. Each remembered task is computed with its own tokenizers and
 * heads, which stay fixed, on the trunk that is being trained. Answers that are numbers are compared in units of their
 * deviation in the memory. Belongs to one thread.
 */
public final class Replay implements AddedLoss, AutoCloseable {
    private static final long SALT = 0x3C6EF372FE94F82BL;

    /**
     * The amount of replay.
     *
     * @param alpha weight of the logits, {@code beta} that of the labels
     * @param batch rows of each draw in a step, for all tasks together
     */
    public record Weights(double alpha, double beta, int batch) {
        /** Those of the paper's range that served here. */
        public static final Weights USUAL = new Weights(0.5, 0.5, 128);
    }

    private record Task(TaskMemory memory, TaskMeasure measure, MoeNetwork network, EncodedData rows, double unit) {}

    private final NDManager manager;
    private final List<Task> tasks = new ArrayList<>();
    private final Weights weights;

    /** @param trunk with which the training begins */
    public Replay(List<TaskMemory> memories, Transplant.Source trunk, Weights weights) {
        this.manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        this.weights = weights;
        for (TaskMemory memory : memories) {
            TaskMeasure measure = new TaskMeasure(memory.model());
            MoeNetwork network = new MoeNetwork(manager, memory.on(trunk.spec()), memory.model(), memory.on(trunk));
            EncodedData rows =
                    new EncodedData(memory.on(trunk.spec()), memory.model(), memory.rows(), memory.parameters());
            double unit = memory.model().head() == Head.REGRESSION ? variance(memory.logits(), measure.width()) : 1;
            tasks.add(new Task(memory, measure, network, rows, unit));
        }
    }

    /** Mean over the columns of the numbers' variance. */
    private static double variance(float[] numbers, int width) {
        double sum = 0;
        int rows = numbers.length / width;
        for (int c = 0; c < width; c++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < rows; row++) {
                double value = numbers[row * width + c];
                mean += value / rows;
                squares += value * value / rows;
            }
            sum += (squares - mean * mean) / width;
        }
        return Math.max(1e-9, sum);
    }

    @Override
    public double add(NDManager scope, MoeNetwork network, long seed) {
        float[] now = network.flat().toFloatArray();
        int from = network.layout().trunkOffset();
        int size = network.layout().trunkSize();
        SplittableRandom random = new SplittableRandom(seed ^ SALT);
        int each = Math.max(1, weights.batch() / tasks.size());
        double sum = 0;
        NDArray whole = network.flat().getGradient();
        whole.attach(scope);
        for (Task task : tasks) {
            follow(task.network, network, now, from);
            int count = Math.min(each, task.memory.rows().rows());
            int[] first = random.ints(count, 0, task.memory.rows().rows()).toArray();
            int[] second = random.ints(count, 0, task.memory.rows().rows()).toArray();
            double weight = 1.0 / tasks.size();
            sum += Gradients.recorded(() -> {
                NDArray loss = Operations.times(loss(scope, task, first, second), weight);
                Gradients.add(scope, loss);
                return (double) loss.getFloat();
            });
            NDArray gradient = task.network.flat().getGradient();
            gradient.attach(scope);
            int begin = task.network.layout().trunkOffset();
            NDArray ofTrunk =
                    gradient.split(new long[] {begin, begin + (long) size}).get(1);
            whole.addi(padded(scope, ofTrunk, from, now.length));
            gradient.muli(0f);
        }
        return sum;
    }

    private static NDArray padded(NDManager scope, NDArray part, int from, int length) {
        NDList parts = new NDList();
        if (from > 0) parts.add(scope.zeros(new Shape(from)));
        parts.add(part);
        long behind = length - from - part.size();
        if (behind > 0) parts.add(scope.zeros(new Shape(behind)));
        return NDArrays.concat(parts);
    }

    /** Gives a task's network the trunk and the balancing biases that are being trained. */
    private void follow(MoeNetwork follower, MoeNetwork network, float[] now, int from) {
        float[] own = follower.flat().toFloatArray();
        System.arraycopy(
                now,
                from,
                own,
                follower.layout().trunkOffset(),
                follower.layout().trunkSize());
        try (NDArray source = manager.create(own)) {
            source.copyTo(follower.flat());
        }
        float[][] bias = network.routerBias();
        for (int l = 0; l < bias.length; l++) System.arraycopy(bias[l], 0, follower.routerBias()[l], 0, bias[l].length);
    }

    private NDArray loss(NDManager scope, Task task, int[] first, int[] second) {
        int width = task.measure.width();
        float[] then = new float[first.length * width];
        for (int i = 0; i < first.length; i++) {
            System.arraycopy(task.memory.logits(), first[i] * width, then, i * width, width);
        }
        NDArray said = logits(scope, task, first);
        NDArray logits = distance(scope, said, then);
        NDArray labels = task.measure.loss(scope, logits(scope, task, second), task.rows.labels(), second);
        return Operations.times(logits, weights.alpha() / task.unit)
                .add(Operations.times(labels, weights.beta() / task.unit));
    }

    /** Mean square of the difference between logits, over rows and numbers. */
    static NDArray distance(NDManager scope, NDArray said, float[] then) {
        return said.sub(scope.create(then, said.getShape())).square().mean();
    }

    private static NDArray logits(NDManager scope, Task task, int[] rows) {
        NDArray said = task.network
                .forward(scope, task.rows, rows, DropoutSource.NONE, false)
                .outputs()
                .get(task.measure.output().name());
        if (said == null)
            throw new IllegalStateException("no output " + task.measure.output().name());
        return said;
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.network.close());
        manager.close();
    }
}
