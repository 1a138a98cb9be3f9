package io.trivium.runtime.training.stage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.AdamW;
import io.trivium.runtime.training.moe.ExpertLoad;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.Masking;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Masked modelling over rows without labels of several tasks at once (after Devlin et al., arXiv 1810.04805, and for
 * tables Majmundar et al., arXiv 2206.08564): a part of every row's numbers is hidden, and one trunk, with tokenizers
 * and a linear map of each task's own, predicts them. The loss is the mean square over hidden numbers of standardised
 * units, and over the others by a weight; every step takes rows of all tasks by their shares. Rows, hidden numbers and
 * dropout follow from seed and step alone, so a training continues bit for bit where it stopped.
 */
public final class Pretraining {
    private static final long SALT = 0x9E3779B97F4A7C15L;
    private static final int TWENTIETHS = 20;

    /**
     * The settings of a pretraining.
     *
     * @param batch rows of a step, of all tasks together
     */
    public record Settings(
            long steps,
            int batch,
            double learningRate,
            Masking.Hiding hiding,
            double dropout,
            double weightDecay,
            long seed) {
        /** Defaults of the command. */
        public static final Settings USUAL = new Settings(2_000, 192, 1e-3, Masking.Hiding.of(0.3), 0.1, 0.01, 1);

        public Settings {
            if (steps < 1 || batch < 1) {
                throw new IllegalArgumentException("steps " + steps + " and batch " + batch + " must be at least 1");
            }
        }

        double rate(long step) {
            double warm = 0.05 * steps;
            if (step < warm) return learningRate * (step + 1) / (warm + 1);
            return learningRate * 0.5 * (1 + Math.cos(Math.PI * (step - warm) / Math.max(1, steps - warm)));
        }
    }

    /**
     * The result of a pretraining.
     *
     * @param parameters of each task's network, in the order of the tasks: one trunk, tokenizers of its own, heads as they
     *     begin
     * @param losses of each task, mean over each twentieth of the steps, or over each step where there are fewer
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Pretrained(List<Parameters> parameters, double[][] losses, long steps) {
        public Pretrained {
            parameters = List.copyOf(parameters);
        }

        public double firstLoss(int task) {
            return losses[task][0];
        }

        public double lastLoss(int task) {
            return losses[task][losses[task].length - 1];
        }
    }

    private final List<PretrainingTask> tasks;
    private final Settings settings;

    /** @throws IllegalArgumentException when the tasks' trunks differ */
    public Pretraining(List<PretrainingTask> tasks, Settings settings) {
        this.tasks = List.copyOf(tasks);
        this.settings = settings;
        MoeTopology first = tasks.getFirst().spec().topology();
        for (PretrainingTask task : tasks) {
            if (!task.spec().topology().equals(first)) {
                throw new IllegalArgumentException("the trunks of "
                        + tasks.getFirst().model().task() + " and "
                        + task.model().task() + " differ: " + first + " and "
                        + task.spec().topology());
            }
        }
    }

    /**
     * Trains.
     *
     * @param checkpoint written when it is stopped and at a fixed interval of steps, and read first where it exists
     * @throws TrainingStoppedException when it was stopped
     */
    public Pretrained run(Optional<Path> checkpoint, BooleanSupplier stop) throws IOException {
        List<Parameters> initial = new ArrayList<>();
        for (PretrainingTask task : tasks) initial.add(task.initial(settings.seed()));
        try (JointWeights weights = new JointWeights(tasks, initial, settings.seed())) {
            float[] rates = new float[Math.toIntExact(weights.flat().size())];
            Arrays.fill(rates, 1f);
            try (AdamW optimiser =
                    new AdamW(weights.manager(), weights.flat(), weights.decay(settings.weightDecay()), rates, 1, 0)) {
                return new Session(weights, optimiser, initial, checkpoint, stop).run();
            }
        }
    }

    private String fingerprint() {
        StringBuilder all = new StringBuilder(settings.toString());
        for (PretrainingTask task : tasks) {
            all.append(' ')
                    .append(Arrays.hashCode(task.yaml()))
                    .append(' ')
                    .append(task.rows().rows());
            all.append(' ').append(task.share());
        }
        return all.toString();
    }

    private final class Session {
        private static final int SAVED_EVERY = 500;

        private final JointWeights weights;
        private final AdamW optimiser;
        private final List<EncodedData> rows = new ArrayList<>();
        private final Optional<Path> checkpoint;
        private final BooleanSupplier stop;
        private final int[] counts;
        private final ExpertLoad load;
        private final double[][] sums;
        private final int windows = (int) Math.min(TWENTIETHS, settings.steps());
        private long step;

        Session(
                JointWeights weights,
                AdamW optimiser,
                List<Parameters> initial,
                Optional<Path> checkpoint,
                BooleanSupplier stop) {
            this.weights = weights;
            this.optimiser = optimiser;
            this.checkpoint = checkpoint;
            this.stop = stop;
            this.counts = new int[tasks.size()];
            this.sums = new double[tasks.size()][windows];
            this.load = new ExpertLoad(tasks.getFirst().spec().topology());
            double all = tasks.stream().mapToDouble(PretrainingTask::share).sum();
            for (int i = 0; i < counts.length; i++) {
                PretrainingTask task = tasks.get(i);
                rows.add(EncodedData.learned(task.spec(), task.model(), task.rows(), initial.get(i)));
                counts[i] = Math.max(1, (int) Math.round(settings.batch() * task.share() / all));
            }
        }

        Pretrained run() throws IOException {
            restore();
            while (step < settings.steps()) {
                double[] losses = step();
                for (int i = 0; i < losses.length; i++) sums[i][window(step)] += losses[i];
                step++;
                boolean stopped = stop.getAsBoolean() && step < settings.steps();
                if (stopped || step % SAVED_EVERY == 0) save();
                if (stopped) throw new TrainingStoppedException(step, settings.steps());
            }
            List<Parameters> parameters = new ArrayList<>();
            for (JointWeights.Task task : weights.tasks())
                parameters.add(task.network().parameters());
            return new Pretrained(parameters, means(), step);
        }

        private int window(long step) {
            return (int) (step * windows / settings.steps());
        }

        private double[][] means() {
            int[] counts = new int[windows];
            for (long each = 0; each < settings.steps(); each++) counts[window(each)]++;
            double[][] means = new double[sums.length][windows];
            for (int i = 0; i < means.length; i++) {
                for (int w = 0; w < windows; w++) means[i][w] = sums[i][w] / counts[w];
            }
            return means;
        }

        private double[] step() {
            SplittableRandom random = new SplittableRandom(settings.seed() ^ ((step + 1) * SALT));
            Engine.getEngine("PyTorch").setRandomSeed(random.nextInt());
            double[] losses = new double[tasks.size()];
            int all = Arrays.stream(counts).sum();
            load.clear();
            for (int i = 0; i < losses.length; i++) {
                int[] chosen = random.ints(counts[i], 0, rows.get(i).rows()).toArray();
                losses[i] = pass(i, chosen, (double) counts[i] / all, random);
            }
            try (NDManager scope = weights.manager().newSubManager()) {
                optimiser.update(scope, weights.gradient(scope), settings.rate(step));
                weights.flat().attach(weights.manager());
            }
            weights.share();
            MoeTopology topology = tasks.getFirst().spec().topology();
            load.balance(
                    weights.biases(), 0.001 * settings.rate(step) / settings.learningRate(), 0, topology.experts());
            weights.shareBiases();
            return losses;
        }

        private double pass(int number, int[] chosen, double share, SplittableRandom random) {
            JointWeights.Task task = weights.tasks().get(number);
            EncodedData data = rows.get(number);
            Masking masking = Masking.draw(data, chosen, settings.hiding(), random);
            try (NDManager scope = weights.manager().newSubManager()) {
                return Gradients.recorded(() -> {
                    MoeNetwork.Tokens seen = task.network()
                            .tokens(
                                    scope,
                                    data,
                                    chosen,
                                    DropoutSource.ofEngine((float) settings.dropout()),
                                    true,
                                    masking);
                    NDArray loss = loss(scope, task.told(), seen.tokens(), masking);
                    NDArray balance = seen.balance();
                    NDArray whole = balance == null ? loss : loss.add(Operations.times(balance, 1e-4));
                    Gradients.add(scope, Operations.times(whole, share));
                    load.add(seen.loads());
                    double value = loss.getFloat();
                    if (!Double.isFinite(value)) {
                        throw new IllegalStateException("the loss is not finite; lower the learning rate");
                    }
                    return value;
                });
            }
        }

        private void save() throws IOException {
            if (checkpoint.isEmpty()) return;
            AdamW.State state = optimiser.state();
            SafetensorsWriter writer = new SafetensorsWriter().metadata("fingerprint", fingerprint());
            add(writer, "weights", weights.flat().toFloatArray());
            add(writer, "first", state.first());
            add(writer, "second", state.second());
            add(writer, "average", state.average());
            float[][] bias = weights.biases();
            for (int l = 0; l < bias.length; l++) add(writer, "bias." + l, bias[l]);
            double[] losses =
                    Arrays.stream(sums).flatMapToDouble(Arrays::stream).toArray();
            writer.add("losses", new long[] {losses.length}, losses);
            writer.add("counts", new long[] {2}, new long[] {step, state.updates()});
            writer.write(checkpoint.orElseThrow());
        }

        private void restore() throws IOException {
            if (checkpoint.isEmpty() || !Files.exists(checkpoint.orElseThrow())) return;
            try (Safetensors saved = Safetensors.open(checkpoint.orElseThrow())) {
                if (!fingerprint().equals(saved.metadata().get("fingerprint"))) {
                    throw new IllegalArgumentException(
                            checkpoint.orElseThrow() + " is of another training: its tasks, rows or settings differ");
                }
                long[] numbers = saved.tensor("counts").toLongs();
                optimiser.restore(new AdamW.State(
                        saved.tensor("first").toFloats(),
                        saved.tensor("second").toFloats(),
                        saved.tensor("average").toFloats(),
                        numbers[1]));
                weights.restore(saved.tensor("weights").toFloats());
                float[][] bias = weights.biases();
                for (int l = 0; l < bias.length; l++) {
                    System.arraycopy(saved.tensor("bias." + l).toFloats(), 0, bias[l], 0, bias[l].length);
                }
                weights.shareBiases();
                double[] losses = saved.tensor("losses").toDoubles();
                for (int i = 0; i < sums.length; i++) System.arraycopy(losses, i * windows, sums[i], 0, windows);
                step = numbers[0];
            }
        }
    }

    private static void add(SafetensorsWriter writer, String name, float[] values) {
        writer.add(name, new long[] {values.length}, values);
    }

    /**
     * Mean square error of the predicted numbers by their weights, over all tokenizers; 0 where none has a weight.
     *
     * @param told for each tokenizer a matrix {@code [numbers, H]} and a bias, one after the other
     * @param tokens {@code [B, T, H]}
     */
    static NDArray loss(NDManager scope, NDArray told, NDArray tokens, Masking masking) {
        int width = Math.toIntExact(tokens.getShape().get(2));
        long batch = tokens.getShape().get(0);
        List<Masking.Part> parts = masking.parts();
        List<Long> cuts = new ArrayList<>();
        List<Long> tokenCuts = new ArrayList<>();
        long at = 0;
        long token = 0;
        double weight = 0;
        for (Masking.Part part : parts) {
            cuts.add(at += (long) part.perToken() * width);
            cuts.add(at += part.perToken());
            tokenCuts.add(token += part.tokens());
            weight += part.weight();
        }
        NDList numbers = told.split(longs(cuts), 0);
        NDList ofTokenizers = parts.size() == 1 ? new NDList(tokens) : tokens.split(longs(tokenCuts), 1);
        NDArray sum = null;
        for (int i = 0; i < parts.size(); i++) {
            Masking.Part part = parts.get(i);
            Shape shape = new Shape(batch * part.tokens(), part.perToken());
            NDArray matrix = numbers.get(2 * i).reshape(part.perToken(), width);
            NDArray said = ofTokenizers
                    .get(i)
                    .reshape(-1, width)
                    .matMul(matrix.transpose())
                    .add(numbers.get(2 * i + 1));
            NDArray squares = said.sub(scope.create(part.target(), shape))
                    .square()
                    .mul(scope.create(part.counted(), shape))
                    .sum();
            sum = sum == null ? squares : sum.add(squares);
        }
        if (sum == null) throw new IllegalStateException("a network has a tokenizer");
        return Operations.times(sum, 1 / Math.max(1, weight));
    }

    /** Where to cut, without the end. */
    private static long[] longs(List<Long> cuts) {
        return cuts.stream().limit(cuts.size() - 1L).mapToLong(Long::longValue).toArray();
    }
}
