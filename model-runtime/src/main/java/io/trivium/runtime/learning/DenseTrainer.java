package io.trivium.runtime.learning;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.ParameterTracker;
import io.trivium.runtime.learning.network.Operations;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains a dense ensemble with AdamW, a linear warm-up and a cosine decay. Each member sees the rows in its own order,
 * has its own gradient clipped, and keeps the weights of its best epoch by average precision on the validation rows.
 * The engine allows one gradient collector per process, so only one training runs in a JVM at a time.
 */
public final class DenseTrainer {
    private static final int SCORING_ROWS = 4_096;

    private final DenseSpec spec;
    private final TrainingProgress progress;

    public DenseTrainer(DenseSpec spec, TrainingProgress progress) {
        this.spec = spec;
        this.progress = progress;
    }

    /** A data set in the form the network takes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(
            int rows, int columns, int bins, float[] numbers, int[] found, float[] places, float[] labels) {
        static Encoded of(ColumnEncoding encoding, TabularData data) {
            if (encoding.bins() == 0) {
                return new Encoded(
                        data.rows(),
                        data.columns(),
                        0,
                        encoding.standardised(data),
                        new int[0],
                        new float[0],
                        data.labels());
            }
            int[] found = encoding.binsOf(data);
            return new Encoded(
                    data.rows(),
                    data.columns(),
                    encoding.bins(),
                    encoding.standardised(data),
                    found,
                    encoding.placesIn(data, found),
                    data.labels());
        }
    }

    /** Trains from the seed; the same seed, data and thread count give the same weights.
     * @throws IllegalArgumentException when the data has no labels, one class only, or another number of columns */
    public TrainedDense train(TabularData trainingTable, TabularData validationTable, long seed) {
        check(trainingTable, "training", validationTable.columns());
        check(validationTable, "validation", trainingTable.columns());
        TabularData training = spec.derived().append(trainingTable);
        TabularData validation = spec.derived().append(validationTable);
        ColumnEncoding encoding = ColumnEncoding.learn(spec, training);
        Encoded rows = Encoded.of(encoding, training);
        Encoded held = Encoded.of(encoding, validation);
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                DenseEnsemble ensemble = new DenseEnsemble(manager, spec, training.columns(), encoding.bins(), seed)) {
            BestMembers best = new BestMembers(spec.members(), spec.training().patience(), ensemble.values());
            SplittableRandom random = new SplittableRandom(seed);
            int[][] orders = new int[spec.members()][];
            for (int member = 0; member < orders.length; member++) orders[member] = identity(rows.rows());
            int steps = (rows.rows() + spec.training().batch() - 1)
                    / spec.training().batch();
            Updates updates = new Updates(ensemble, spec, steps);
            progress.start(spec.training().epochs(), steps, spec.training().batch(), spec.members());
            for (int epoch = 1; epoch <= spec.training().epochs() && !best.isFinished(); epoch++) {
                for (int[] order : orders) shuffle(order, random);
                double loss = 0;
                for (int step = 0; step < steps; step++) {
                    loss += step(manager, ensemble, updates, rows, orders, step);
                    progress.step(epoch, step + 1, loss / (step + 1));
                }
                float[][] scores = memberScores(manager, ensemble, held);
                best.offer(epoch, scores, held.labels(), ensemble.values());
                progress.epoch(epoch, loss / steps, best.meanAveragePrecision());
            }
            progress.finish();
            Map<String, float[]> weights = best.weights();
            ensemble.load(weights);
            float[] scores = mean(memberScores(manager, ensemble, held));
            float[] base = encoding.bins() == 0 ? new float[0] : base(ensemble);
            return new TrainedDense(spec, encoding, weights, base, best.epochs(), scores, ensemble.parameterCount());
        }
    }

    private static float[] base(DenseEnsemble ensemble) {
        try (NDArray base = ensemble.embeddingBase()) {
            return base.toFloatArray();
        }
    }

    private static void check(TabularData data, String what, int columns) {
        if (data.labels().length == 0) throw new IllegalArgumentException("the " + what + " data has no labels");
        if (data.columns() != columns) {
            throw new IllegalArgumentException(
                    "training and validation data differ in columns: " + data.columns() + " and " + columns);
        }
        if (data.positives() == 0 || data.positives() == data.rows()) {
            throw new IllegalArgumentException("the " + what + " data has only one class: " + data.positives()
                    + " positives in " + data.rows() + " rows");
        }
    }

    private double step(
            NDManager manager, DenseEnsemble ensemble, Updates updates, Encoded rows, int[][] orders, int step) {
        int from = step * spec.training().batch();
        int to = Math.min(rows.rows(), from + spec.training().batch());
        int[][] chosen = new int[orders.length][];
        for (int member = 0; member < orders.length; member++)
            chosen[member] = Arrays.copyOfRange(orders[member], from, to);
        try (NDManager scope = manager.newSubManager();
                GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
            Batch batch = batch(scope, rows, chosen);
            ensemble.attachTo(scope);
            NDArray logits = ensemble.logits(batch.numbers(), batch.found(), batch.places(), true);
            NDArray labels = scope.create(smoothed(rows.labels(), chosen), logits.getShape());
            NDArray loss = Operations.times(crossEntropy(logits, labels).sum(), 1.0 / (to - from));
            gradients.backward(loss);
            ensemble.attachBack();
            double value = loss.toFloatArray()[0] / orders.length;
            if (!Double.isFinite(value))
                throw new IllegalStateException("the training loss is not finite; lower the learning rate");
            updates.apply(scope);
            return value;
        }
    }

    /** Cross entropy from logits without overflow: max(z, 0) − z·y + ln(1 + e^−|z|). */
    private static NDArray crossEntropy(NDArray logits, NDArray labels) {
        NDArray tail = logits.abs().neg().exp().add(1f).log();
        return logits.maximum(Operations.constant(logits, 0))
                .sub(logits.mul(labels))
                .add(tail);
    }

    private record Batch(NDArray numbers, NDArray found, NDArray places) {}

    private Batch batch(NDManager scope, Encoded rows, int[][] chosen) {
        int columns = rows.columns();
        int members = chosen.length;
        int size = chosen[0].length;
        float[] numbers = new float[members * size * columns];
        long[] found = new long[rows.found().length == 0 ? 0 : numbers.length];
        float[] places = new float[found.length];
        int perMember = columns * rows.bins();
        for (int member = 0; member < members; member++) {
            for (int i = 0; i < size; i++) {
                int source = chosen[member][i] * columns;
                int target = (member * size + i) * columns;
                System.arraycopy(rows.numbers(), source, numbers, target, columns);
                if (found.length == 0) continue;
                System.arraycopy(rows.places(), source, places, target, columns);
                for (int c = 0; c < columns; c++)
                    found[target + c] = (long) member * perMember + rows.found()[source + c];
            }
        }
        NDArray none = scope.create(new float[] {0f});
        return new Batch(
                scope.create(FloatBuffer.wrap(numbers), new Shape(members, size, columns), DataType.FLOAT32),
                found.length == 0
                        ? none
                        : scope.create(LongBuffer.wrap(found), new Shape(members, size, columns), DataType.INT64),
                found.length == 0
                        ? none
                        : scope.create(
                                FloatBuffer.wrap(places), new Shape(members, size, columns, 1), DataType.FLOAT32));
    }

    private float[] smoothed(float[] labels, int[][] chosen) {
        float smoothing = (float) spec.training().labelSmoothing();
        float[] values = new float[chosen.length * chosen[0].length];
        int next = 0;
        for (int[] rows : chosen) for (int row : rows) values[next++] = labels[row] * (1 - smoothing) + smoothing / 2;
        return values;
    }

    private float[][] memberScores(NDManager manager, DenseEnsemble ensemble, Encoded rows) {
        float[][] scores = new float[spec.members()][rows.rows()];
        for (int from = 0; from < rows.rows(); from += SCORING_ROWS) {
            int[] some = new int[Math.min(SCORING_ROWS, rows.rows() - from)];
            for (int i = 0; i < some.length; i++) some[i] = from + i;
            int[][] chosen = new int[spec.members()][];
            Arrays.fill(chosen, some);
            try (NDManager scope = manager.newSubManager()) {
                ensemble.attachTo(scope);
                Batch batch = batch(scope, rows, chosen);
                float[] logits = ensemble.logits(batch.numbers(), batch.found(), batch.places(), false)
                        .toFloatArray();
                ensemble.attachBack();
                for (int member = 0; member < scores.length; member++) {
                    for (int i = 0; i < some.length; i++)
                        scores[member][from + i] = sigmoid(logits[member * some.length + i]);
                }
            }
        }
        return scores;
    }

    static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    static float[] mean(float[][] scores) {
        float[] mean = new float[scores[0].length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] member : scores) sum += member[i];
            mean[i] = (float) (sum / scores.length);
        }
        return mean;
    }

    private static int[] identity(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) order[i] = i;
        return order;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }

    /** Clips each member's gradient to the global norm and moves the weights. */
    private static final class Updates {
        private final DenseEnsemble ensemble;
        private final DenseSpec spec;
        private final Optimizer weights;
        private final Optimizer embeddings;
        private final Optimizer biases;

        Updates(DenseEnsemble ensemble, DenseSpec spec, int stepsPerEpoch) {
            this.ensemble = ensemble;
            this.spec = spec;
            DenseSpec.Training training = spec.training();
            int steps = training.epochs() * stepsPerEpoch;
            ParameterTracker rate = (parameter, step) -> learningRate(training, step, steps);
            this.weights = optimizer(rate, training.decay());
            this.embeddings = optimizer(rate, training.embeddingDecay());
            this.biases = optimizer(rate, 0);
        }

        private static Optimizer optimizer(ParameterTracker rate, double decay) {
            return Optimizer.adamW()
                    .optLearningRateTracker(rate)
                    .optWeightDecays((float) decay)
                    .build();
        }

        private static float learningRate(DenseSpec.Training training, int step, int steps) {
            double warm = training.warmup() * steps;
            double scale = step < warm
                    ? (step + 1) / (warm + 1)
                    : 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (step - warm) / Math.max(1, steps - warm))));
            return (float) (training.learningRate() * scale);
        }

        void apply(NDManager scope) {
            List<NDArray> gradients = new ArrayList<>();
            NDArray squares = null;
            for (NDArray parameter : ensemble.parameters().values()) {
                NDArray gradient = parameter.getGradient();
                gradient.tempAttach(scope);
                gradients.add(gradient);
                NDArray here = gradient.square().reshape(spec.members(), -1).sum(new int[] {1});
                squares = squares == null ? here : squares.add(here);
            }
            if (squares == null) return;
            float[] norms = squares.toFloatArray();
            float[] scales = new float[norms.length];
            boolean clip = false;
            for (int member = 0; member < norms.length; member++) {
                double norm = Math.sqrt(norms[member]);
                double limit = spec.training().clipNorm();
                scales[member] = limit > 0 && norm > limit ? (float) (limit / norm) : 1f;
                clip |= scales[member] < 1f;
            }
            NDArray scale = scope.create(scales, new Shape(norms.length, 1));
            int next = 0;
            for (Map.Entry<String, NDArray> parameter : ensemble.parameters().entrySet()) {
                NDArray gradient = gradients.get(next++);
                if (clip) gradient.reshape(spec.members(), -1).muli(scale);
                optimizerOf(parameter.getKey()).update(parameter.getKey(), parameter.getValue(), gradient);
            }
        }

        private Optimizer optimizerOf(String parameter) {
            if (parameter.equals(DenseEnsemble.TABLE)) return embeddings;
            return parameter.endsWith(".bias") ? biases : weights;
        }
    }
}
