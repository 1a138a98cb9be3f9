package io.trivium.runtime.training.moe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.MoeNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One network on several devices: data parallel training within a process. Each replica computes the gradient of its
 * part of the rows in a thread of its own; {@link #collect} brings the sum to the first replica, whose weights an
 * optimiser moves; {@link #share} then gives them to all, bit for bit. Parts are summed in the order of the devices, so
 * the same devices, seed and rows give the same bits whichever thread is done first. With one device all work runs in
 * the calling thread. Belongs to one thread.
 */
final class Replicas implements AutoCloseable {
    private final List<NDManager> managers = new ArrayList<>();
    private final List<MoeNetwork> networks = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * A part of a pass.
     *
     * @param rows numbers of its rows
     * @param first place of its first row among the rows of the pass
     * @param weight of its mean loss in the whole
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Part(int[] rows, int first, double weight) {}

    /**
     * The result of a part.
     *
     * @param loss its mean loss times its weight
     * @param loads tokens of each expert, by layer
     */
    record Answer(double loss, List<int[]> loads) {}

    /** Computes a part's loss and adds the gradient of it, times the part's weight, to the network's. */
    @FunctionalInterface
    interface Pass {
        Answer run(NDManager scope, MoeNetwork network, Part part);
    }

    /** @param devices one for each replica; a device may occur more than once */
    Replicas(List<Device> devices, NetworkSpec spec, ModelSpec model, Parameters initial, ExpertMask mask) {
        if (devices.isEmpty()) throw new IllegalArgumentException("a network needs a device");
        for (Device device : devices) {
            NDManager manager = NDManager.newBaseManager(device, "PyTorch");
            managers.add(manager);
            MoeNetwork network = new MoeNetwork(manager, spec, model, initial);
            network.maskExperts(mask);
            networks.add(network);
        }
        this.threads = Executors.newFixedThreadPool(
                devices.size(), Thread.ofPlatform().name("replica-", 0).daemon().factory());
    }

    int size() {
        return networks.size();
    }

    /** The replica that the optimiser moves, and that is validated and kept. */
    MoeNetwork first() {
        return networks.getFirst();
    }

    NDManager manager() {
        return managers.getFirst();
    }

    MoeNetwork replica(int number) {
        return networks.get(number);
    }

    /**
     * Runs a pass over some rows, in parts of equal size.
     *
     * @param weight of the rows' mean loss in the step's
     */
    List<Answer> pass(int[] rows, double weight, Pass pass) {
        if (networks.size() == 1) return List.of(run(0, new Part(rows, 0, weight), pass));
        List<Callable<Answer>> tasks = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            int from = (int) ((long) rows.length * i / networks.size());
            int to = (int) ((long) rows.length * (i + 1) / networks.size());
            if (from == to) continue;
            int number = i;
            Part part = new Part(Arrays.copyOfRange(rows, from, to), from, weight * (to - from) / rows.length);
            tasks.add(() -> run(number, part, pass));
        }
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> each : threads.invokeAll(tasks)) answers.add(each.get());
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException("a replica failed", e);
        }
    }

    private Answer run(int number, Part part, Pass pass) {
        try (NDManager scope = managers.get(number).newSubManager()) {
            return Gradients.recorded(() -> pass.run(scope, networks.get(number), part));
        }
    }

    /** The gradient of the first replica's weights after those of the others were added to it; theirs are 0 then. */
    NDArray collect(NDManager scope) {
        NDArray sum = first().flat().getGradient();
        sum.attach(scope);
        for (int i = 1; i < networks.size(); i++) {
            try (NDManager other = managers.get(i).newSubManager()) {
                NDArray gradient = networks.get(i).flat().getGradient();
                gradient.attach(other);
                try (NDArray here = moved(gradient, sum.getDevice())) {
                    sum.addi(here);
                }
                gradient.muli(0f);
            }
        }
        return sum;
    }

    /** Gives every replica the first one's weights and balancing biases. */
    void share() {
        float[][] bias = first().routerBias();
        for (int i = 1; i < networks.size(); i++) {
            MoeNetwork to = networks.get(i);
            try (NDArray there = moved(first().flat(), to.flat().getDevice())) {
                there.copyTo(to.flat());
            }
            for (int l = 0; l < bias.length; l++) System.arraycopy(bias[l], 0, to.routerBias()[l], 0, bias[l].length);
        }
    }

    /** A copy on a device. */
    private static NDArray moved(NDArray array, Device device) {
        return array.getDevice().equals(device) ? array.duplicate() : array.toDevice(device, true);
    }

    /** Numbers of one replica's weights, for tests and checks. */
    float[] weights(int number) {
        return networks.get(number).flat().toFloatArray();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        networks.forEach(MoeNetwork::close);
        managers.forEach(NDManager::close);
    }
}
