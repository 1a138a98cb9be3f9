package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.statistics.RowOrder;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;

/** The balancing biases of a network's routers: their updates, and all of them as one vector, layer after layer. */
final class RouterBiases {
    private final MoeNetwork network;
    private final NDManager manager;
    private final EncodedData rows;
    private final MoeTraining training;
    private final TrainedPart part;
    private final MoeTopology topology;
    private final long seed;

    RouterBiases(
            MoeNetwork network,
            NDManager manager,
            EncodedData rows,
            MoeTraining training,
            TrainedPart part,
            long seed) {
        this.network = network;
        this.manager = manager;
        this.rows = rows;
        this.training = training;
        this.part = part;
        this.topology = network.spec().topology();
        this.seed = seed;
    }

    /** Moves those that the training may move towards an even load. */
    void move(ExpertLoad load, double gamma) {
        load.balance(network.routerBias(), gamma, part.firstBalanced(topology), part.endBalanced(topology));
    }

    /**
     * Moves nothing but biases, by less and less, until the load is even: before training, when experts differ more than
     * tokens do, and after it, when a moving average of the weights has other scores than the weights had.
     *
     * @param epoch number that fixes the order of the rows
     * @param factor of γ in the first pass
     */
    void balance(int passes, int epoch, double factor) {
        JniUtils.setGradMode(false);
        int[] shuffled = RowOrder.of(rows.rows(), seed, epoch);
        ExpertLoad load = new ExpertLoad(topology);
        int at = 0;
        for (int i = 0; i < passes; i++) {
            int[] chosen = new int[Math.min(training.batch(), shuffled.length)];
            for (int j = 0; j < chosen.length; j++) chosen[j] = shuffled[at++ % shuffled.length];
            load.clear();
            try (NDManager scope = manager.newSubManager()) {
                load.add(network.forward(scope, rows, chosen, DropoutSource.NONE, false)
                        .loads());
            }
            move(load, training.biasUpdate() * factor * (1 - (double) i / passes));
        }
    }

    float[] values() {
        float[] all = new float[topology.layers() * topology.experts()];
        for (int l = 0; l < topology.layers(); l++) {
            System.arraycopy(network.routerBias()[l], 0, all, l * topology.experts(), topology.experts());
        }
        return all;
    }

    void restore(float[] all) {
        for (int l = 0; l < topology.layers(); l++) {
            System.arraycopy(all, l * topology.experts(), network.routerBias()[l], 0, topology.experts());
        }
    }
}
