package io.trivium.runtime.training.stage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.training.network.Masking;
import io.trivium.runtime.training.network.MoeNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The weights of several tasks on one trunk as one vector: the trunk, then of each task its tokenizers and the map that
 * predicts hidden numbers from tokens, a matrix {@code [numbers, H]} and a bias for each tokenizer. The tasks' networks
 * hold copies. Belongs to one thread.
 */
final class JointWeights implements AutoCloseable {
    /** One task's networks and the positions of its own numbers. */
    record Task(PretrainingTask task, MoeNetwork network, NDArray told, int own, int tokenizers, int toldAt) {}

    private final NDManager manager;
    private final List<Task> tasks = new ArrayList<>();
    private final int trunk;
    private final NDArray flat;

    JointWeights(List<PretrainingTask> sources, List<Parameters> initial, long seed) {
        this.manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        int at = -1;
        int size = 0;
        for (int i = 0; i < sources.size(); i++) {
            PretrainingTask source = sources.get(i);
            MoeNetwork network = new MoeNetwork(manager, source.spec(), source.model(), initial.get(i));
            if (i == 0) at = network.layout().trunkSize();
            float[] begun = told(source, seed + i);
            NDArray told = manager.create(begun);
            told.setRequiresGradient(true);
            int tokenizers = network.layout().trunkOffset();
            tasks.add(new Task(source, network, told, at, tokenizers, at + tokenizers));
            at += tokenizers + begun.length;
            size = at;
        }
        this.trunk = tasks.getFirst().network.layout().trunkSize();
        float[] all = new float[size];
        Task first = tasks.getFirst();
        System.arraycopy(first.network.flat().toFloatArray(), first.tokenizers, all, 0, trunk);
        for (Task task : tasks) {
            float[] own = task.network.flat().toFloatArray();
            System.arraycopy(own, 0, all, task.own, task.tokenizers);
            float[] told = task.told.toFloatArray();
            System.arraycopy(told, 0, all, task.toldAt, told.length);
        }
        this.flat = manager.create(all);
        share();
    }

    private static float[] told(PretrainingTask task, long seed) {
        int width = task.spec().topology().width();
        int numbers = 0;
        for (TokenizerSpec each : task.spec().tokenizers()) numbers += Masking.perToken(each) * (width + 1);
        SplittableRandom random = new SplittableRandom(seed);
        float[] begun = new float[numbers];
        int at = 0;
        for (TokenizerSpec each : task.spec().tokenizers()) {
            int weights = Masking.perToken(each) * width;
            for (int i = 0; i < weights; i++) begun[at + i] = (float) (random.nextGaussian() * 0.02);
            at += weights + Masking.perToken(each);
        }
        return begun;
    }

    NDManager manager() {
        return manager;
    }

    List<Task> tasks() {
        return tasks;
    }

    /** All numbers, which an optimiser changes. */
    NDArray flat() {
        return flat;
    }

    /** 1 for each number of the vector that is a matrix of the tasks' or the trunk's and decays. */
    float[] decay(double decay) {
        float[] all = new float[Math.toIntExact(flat.size())];
        for (Task task : tasks) {
            float[] own = task.network.layout().each(name -> isMatrix(name) ? decay : 0);
            System.arraycopy(own, task.tokenizers, all, 0, trunk);
            System.arraycopy(own, 0, all, task.own, task.tokenizers);
        }
        return all;
    }

    private static boolean isMatrix(String name) {
        return !name.endsWith("bias") && !name.contains("norm.weight") && !name.endsWith(".position");
    }

    /** Gives every task's network the numbers of the vector. */
    void share() {
        float[] all = flat.toFloatArray();
        for (Task task : tasks) {
            float[] own = task.network.flat().toFloatArray();
            System.arraycopy(all, 0, own, task.tokenizers, trunk);
            System.arraycopy(all, task.own, own, 0, task.tokenizers);
            write(task.network.flat(), own);
            float[] told = new float[Math.toIntExact(task.told.size())];
            System.arraycopy(all, task.toldAt, told, 0, told.length);
            write(task.told, told);
        }
    }

    private void write(NDArray target, float[] values) {
        try (NDArray source = manager.create(values)) {
            source.copyTo(target);
        }
    }

    void restore(float[] all) {
        write(flat, all);
        share();
    }

    /** The vector's gradient from those of the tasks' networks, whose own are 0 then. */
    NDArray gradient(NDManager scope) {
        float[] sum = new float[Math.toIntExact(flat.size())];
        for (Task task : tasks) {
            float[] own = taken(scope, task.network.flat());
            for (int i = 0; i < trunk; i++) sum[i] += own[task.tokenizers + i];
            System.arraycopy(own, 0, sum, task.own, task.tokenizers);
            float[] told = taken(scope, task.told);
            System.arraycopy(told, 0, sum, task.toldAt, told.length);
        }
        return scope.create(sum, new Shape(sum.length));
    }

    private static float[] taken(NDManager scope, NDArray weights) {
        NDArray gradient = weights.getGradient();
        gradient.attach(scope);
        float[] numbers = gradient.toFloatArray();
        gradient.muli(0f);
        return numbers;
    }

    /** The balancing biases, which all networks share. */
    float[][] biases() {
        return tasks.getFirst().network.routerBias();
    }

    void shareBiases() {
        float[][] bias = biases();
        for (Task task : tasks) {
            for (int l = 0; l < bias.length; l++) {
                System.arraycopy(bias[l], 0, task.network.routerBias()[l], 0, bias[l].length);
            }
        }
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.network.close());
        manager.close();
    }
}
