package io.trivium.runtime.training.retention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.statistics.RowOrder;
import io.trivium.runtime.training.moe.AdamW;
import io.trivium.runtime.training.network.EventHistories;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.Operations;
import io.trivium.runtime.training.network.RetentionNetwork;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Trains a {@link RetentionSpec}: whole histories in shuffled order in its parallel form, {@link AdamW}, the weights of
 * the epoch with the least loss of the held-out histories kept. The order follows from the seed. One training at a time in
 * a process.
 */
public final class RetentionTrainer {
    private static final double CLIP_NORM = 1;
    private static final int SORTED_BATCHES = 8;

    private final RetentionSpec spec;
    private final RetentionTraining training;
    private final PrintStream lines;

    /** @param lines receives a line for every epoch */
    public RetentionTrainer(RetentionSpec spec, RetentionTraining training, PrintStream lines) {
        this.spec = spec;
        this.training = training;
        this.lines = lines;
    }

    /** Trains.
     * @return the parameters of the encoder and of the answer that trained it, for {@link RetentionEncoder} */
    public Parameters train(EventHistories learned, EventHistories held, long seed) {
        Parameters initial = RetentionNetwork.initial(spec, learned, seed);
        int numbers = training.numbers();
        initial.put(
                RetentionEncoder.TARGET_WEIGHT, new long[] {numbers, spec.width()}, new float[numbers * spec.width()]);
        initial.put(RetentionEncoder.TARGET_BIAS, new long[] {numbers}, new float[numbers]);
        try (NDManager root = NDManager.newBaseManager("PyTorch");
                RetentionNetwork network = new RetentionNetwork(root, spec, initial)) {
            JniUtils.setGradMode(false);
            float[] decay = network.matrices();
            float[] rates = new float[decay.length];
            for (int i = 0; i < decay.length; i++) decay[i] *= (float) training.weightDecay();
            Arrays.fill(rates, 1f);
            try (AdamW optimiser = new AdamW(network.manager(), network.flat(), decay, rates, CLIP_NORM, 0)) {
                return network.parameters(fit(network, optimiser, learned, held, seed));
            }
        }
    }

    private float[] fit(
            RetentionNetwork network, AdamW optimiser, EventHistories learned, EventHistories held, long seed) {
        RetentionNetwork.Encoded rows = network.encode(learned);
        RetentionNetwork.Encoded others = network.encode(held);
        List<int[]> fixed = batches(IntStream.range(0, held.histories()).toArray(), held);
        float[] best = network.flat().toFloatArray();
        double least = Double.POSITIVE_INFINITY;
        long step = 0;
        for (int epoch = 0; epoch < training.epochs(); epoch++) {
            List<int[]> batches = batches(RowOrder.of(learned.histories(), seed, epoch), learned);
            long steps = (long) batches.size() * training.epochs();
            double sum = 0;
            for (int[] batch : batches) {
                try (NDManager scope = network.manager().newSubManager()) {
                    NDArray loss = Gradients.recorded(() -> loss(scope, network, rows, batch));
                    double value = loss.getFloat();
                    if (!Double.isFinite(value)) {
                        throw new IllegalStateException("the training loss is not finite; lower the learning rate");
                    }
                    sum += value;
                    Gradients.add(scope, loss);
                    NDArray gradient = network.flat().getGradient();
                    optimiser.update(scope, gradient, training.learningRate(step++, steps));
                    network.flat().attach(network.manager());
                }
            }
            double error = 0;
            for (int[] batch : fixed) {
                try (NDManager scope = network.manager().newSubManager()) {
                    error += loss(scope, network, others, batch).getFloat() / fixed.size();
                }
            }
            if (error < least) {
                least = error;
                best = network.flat().toFloatArray();
            }
            lines.printf(Locale.ROOT, "epoch %d loss %.5f held %.5f%n", epoch + 1, sum / batches.size(), error);
        }
        return best;
    }

    /** Histories of a batch are of similar length, since the shorter ones are padded. */
    private List<int[]> batches(int[] order, EventHistories histories) {
        List<int[]> batches = new ArrayList<>();
        int together = SORTED_BATCHES * training.batch();
        for (int first = 0; first < order.length; first += together) {
            int[] some = Arrays.stream(order, first, Math.min(order.length, first + together))
                    .boxed()
                    .sorted(Comparator.comparingInt(histories::length))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int from = 0; from < some.length; from += training.batch()) {
                batches.add(Arrays.copyOfRange(some, from, Math.min(some.length, from + training.batch())));
            }
        }
        return batches;
    }

    /** Mean over the events that have a label. */
    private NDArray loss(NDManager scope, RetentionNetwork network, RetentionNetwork.Encoded data, int[] batch) {
        RetentionNetwork.Pass pass = network.forward(scope, data, batch);
        NDArray answers = RetentionEncoder.answers(pass);
        if (answers == null) throw new IllegalStateException("the encoder is without an answer");
        int numbers = training.numbers();
        int[] events = pass.events();
        float[] labelled = new float[events.length];
        float[] targets = new float[events.length * numbers];
        int count = 0;
        for (int i = 0; i < events.length; i++) {
            float label = events[i] < 0 ? Float.NaN : data.histories().labels()[events[i]];
            if (Float.isNaN(label)) continue;
            labelled[i] = 1;
            count++;
            if (numbers == 1) targets[i] = label;
            else targets[i * numbers + (int) label] = 1;
        }
        NDArray target = scope.create(targets, new Shape(events.length, numbers));
        NDArray one = Operations.constant(answers, 1);
        NDArray each = switch (training.head()) {
            case BINARY ->
                answers.maximum(Operations.constant(answers, 0))
                        .sub(answers.mul(target))
                        .add(answers.abs().neg().exp().add(one).log());
            case MULTICLASS ->
                answers.logSoftmax(1).mul(target).sum(new int[] {1}).neg();
            case REGRESSION, SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                answers.sub(target).square();
        };
        NDArray weights = scope.create(labelled);
        NDArray gates = Operations.times(pass.opening(), training.gateLoss());
        return gates.add(
                Operations.times(each.reshape(events.length).mul(weights).sum(), 1.0 / Math.max(1, count)));
    }
}
