package io.trivium.runtime.training.rival;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.trivium.runtime.statistics.RowOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A dense network of two hidden layers on the standardised columns, with about as many parameters as one token passes in
 * the served network, trained with AdamW. The held rows choose the epoch.
 *
 * @param parameters above 0
 */
record DenseRival(long parameters) implements Rival {
    private static final int EPOCHS = 30;
    private static final int PATIENCE = 6;
    private static final int BATCH = 128;
    private static final float RATE = 0.001f;
    private static final float DECAY = 0.01f;
    private static final float DROPOUT = 0.1f;
    private static final int AT_A_TIME = 4_096;

    DenseRival {
        if (parameters < 1) throw new IllegalArgumentException("a network of " + parameters + " parameters");
    }

    @Override
    public String name() {
        return "dense";
    }

    @Override
    public boolean isSeeded() {
        return true;
    }

    /** Units of each hidden layer: {@code h² + h·(inputs + outputs) = parameters}. */
    int units(int inputs, int outputs) {
        double half = (inputs + outputs) / 2.0;
        return Math.max(1, (int) Math.round(Math.sqrt(half * half + parameters) - half));
    }

    @Override
    public float[][] answers(Answer answer, RivalRows learned, RivalRows held, RivalRows measured, long seed) {
        Standard standard = Standard.of(learned);
        ai.djl.engine.Engine.getEngine("PyTorch").setRandomSeed(Math.toIntExact(seed));
        int outputs = answer.isNumber() ? 1 : answer.softmax();
        long units = units(learned.width(), outputs);
        SequentialBlock network = new SequentialBlock();
        for (int layer = 0; layer < 2; layer++) {
            network.add(Linear.builder().setUnits(units).build())
                    .add(Activation::relu)
                    .add(Dropout.builder().optRate(DROPOUT).build());
        }
        network.add(Linear.builder().setUnits(outputs).build());
        Loss loss = answer.isNumber() ? Loss.l2Loss() : Loss.softmaxCrossEntropyLoss();
        try (Model model = Model.newInstance("dense", Device.cpu(), "PyTorch")) {
            model.setBlock(network);
            DefaultTrainingConfig config = new DefaultTrainingConfig(loss)
                    .optDevices(new Device[] {Device.cpu()})
                    .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
                    .optOptimizer(Optimizer.adamW()
                            .optLearningRateTracker(Tracker.fixed(RATE))
                            .optWeightDecays(DECAY)
                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(BATCH, learned.width()));
                return new Session(answer, trainer, loss, standard, learned, held, measured, seed).run();
            }
        }
    }

    private static final class Session {
        private final Answer answer;
        private final Trainer trainer;
        private final Loss loss;
        private final int width;
        private final float[] learned;
        private final float[] labels;
        private final float[] held;
        private final float[] heldLabels;
        private final float[] measured;
        private final long seed;

        Session(
                Answer answer,
                Trainer trainer,
                Loss loss,
                Standard standard,
                RivalRows learned,
                RivalRows held,
                RivalRows measured,
                long seed) {
            this.answer = answer;
            this.trainer = trainer;
            this.loss = loss;
            this.width = learned.width();
            this.learned = standard.scaled(learned);
            this.labels = learned.labels();
            this.held = standard.scaled(held);
            this.heldLabels = held.labels();
            this.measured = standard.scaled(measured);
            this.seed = seed;
        }

        float[][] run() {
            double least = Double.POSITIVE_INFINITY;
            int bestEpoch = 0;
            float[][] best = new float[0][];
            for (int epoch = 0; epoch < EPOCHS && epoch - bestEpoch < PATIENCE; epoch++) {
                int[] order = RowOrder.of(labels.length, seed, epoch);
                for (int from = 0; from < order.length; from += BATCH) {
                    step(Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
                }
                double now = heldLoss();
                if (now < least) {
                    least = now;
                    bestEpoch = epoch;
                    best = answers(measured);
                }
            }
            return best;
        }

        private void step(int[] rows) {
            float[] batch = new float[rows.length * width];
            float[] wanted = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(learned, rows[i] * width, batch, i * width, width);
                wanted[i] = labels[rows[i]];
            }
            try (NDManager scope = trainer.getManager().newSubManager();
                    GradientCollector gradients = trainer.newGradientCollector()) {
                NDList given = new NDList(scope.create(FloatBuffer.wrap(batch), new Shape(rows.length, width)));
                NDList right = new NDList(scope.create(FloatBuffer.wrap(wanted), new Shape(rows.length, 1)));
                gradients.backward(loss.evaluate(right, trainer.forward(given)));
            }
            trainer.step();
        }

        /** Mean squared error, or minus the mean logarithm of the probability of the right class. */
        private double heldLoss() {
            float[][] answers = answers(held);
            double sum = 0;
            for (int r = 0; r < answers.length; r++) {
                if (answer.isNumber()) {
                    sum += Math.pow(answers[r][0] - heldLabels[r], 2);
                } else {
                    int label = (int) heldLabels[r];
                    double of = answer.isBinary() ? label == 1 ? answers[r][0] : 1 - answers[r][0] : answers[r][label];
                    sum -= Math.log(Math.max(of, Float.MIN_NORMAL));
                }
            }
            return sum / answers.length;
        }

        private float[][] answers(float[] table) {
            int rows = table.length / width;
            float[][] answers = new float[rows][];
            for (int from = 0; from < rows; from += AT_A_TIME) {
                int count = Math.min(AT_A_TIME, rows - from);
                try (NDManager scope = trainer.getManager().newSubManager()) {
                    NDArray output = trainer.evaluate(new NDList(scope.create(
                                    FloatBuffer.wrap(table, from * width, count * width), new Shape(count, width))))
                            .singletonOrThrow();
                    output.attach(scope);
                    float[] flat = (answer.isNumber() ? output : output.softmax(-1)).toFloatArray();
                    int each = flat.length / count;
                    for (int r = 0; r < count; r++) {
                        double[] numbers = new double[each];
                        for (int i = 0; i < each; i++) numbers[i] = flat[r * each + i];
                        answers[from + r] = answer.isNumber() ? new float[] {flat[r]} : answer.ofProbabilities(numbers);
                    }
                }
            }
            return answers;
        }
    }
}
