package io.trivium.runtime.training.voxel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.statistics.RowOrder;
import io.trivium.runtime.training.moe.AdamW;
import io.trivium.runtime.training.moe.TrainingStoppedException;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.voxel.UnetSpec;
import io.trivium.runtime.voxel.UnetTraining;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Trains a {@link UnetSpec}: shuffled rows, mirrored at random, {@link AdamW}, validation by the mean Dice coefficient of
 * the rows that have voxels after every epoch, the best weights kept, and a checkpoint after every epoch. Order and
 * mirroring follow from seed, epoch and step alone. One training at a time in a process.
 */
public final class UnetTrainer {
    private static final long STEP_SALT = 0x9E3779B97F4A7C15L;
    private static final int SCORED_AT_ONCE = 8;

    private final UnetSpec spec;
    private final UnetTraining training;
    private final PrintStream lines;

    /** @param lines receives a line for every epoch */
    public UnetTrainer(UnetSpec spec, UnetTraining training, PrintStream lines) {
        this.spec = spec;
        this.training = training;
        this.lines = lines;
    }

    /**
     * The result of a training.
     *
     * @param validation {@code dice}, mean over the validation rows with voxels, and {@code false_voxels}, mean number of
     *     voxels given to rows without any
     * @param probabilities of the validation rows' voxels
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Trained(
            Parameters parameters, Map<String, Double> validation, float[] probabilities, int bestEpoch, long steps) {}

    /**
     *  Trains, or continues from the checkpoint where there is one.
     * @param fingerprint of everything the result follows from; a checkpoint of another one is refused
     * @param stop queried after every step; when true, the run ends with an exception and the last epoch's checkpoint
     *     stays
     * @throws TrainingStoppedException when it was stopped
     */
    public Trained train(
            VoxelData rows,
            VoxelData held,
            long seed,
            String fingerprint,
            Optional<Path> checkpoint,
            BooleanSupplier stop)
            throws IOException {
        check(rows, "training");
        check(held, "validation");
        Parameters initial = UnetNetwork.initial(spec, rows, seed);
        try (NDManager root = NDManager.newBaseManager("PyTorch");
                UnetNetwork network = new UnetNetwork(root, spec, initial);
                AdamW optimiser = new AdamW(
                        network.manager(),
                        network.flat(),
                        network.decay(training.weightDecay()),
                        ones(Math.toIntExact(network.flat().size())),
                        training.clipNorm(),
                        training.averaging())) {
            return new Session(network, optimiser, rows, held, seed, fingerprint, checkpoint, stop).run();
        }
    }

    private void check(VoxelData data, String what) {
        boolean fits = data.channels() == spec.channels()
                && spec.size().equals(java.util.List.of(data.depth(), data.height(), data.width()));
        if (!fits) throw new IllegalArgumentException("the " + what + " data is not of the network's size");
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1f);
        return ones;
    }

    private final class Session {
        private final UnetNetwork network;
        private final AdamW optimiser;
        private final VoxelData rows;
        private final VoxelData held;
        private final long seed;
        private final String fingerprint;
        private final Optional<Path> checkpoint;
        private final BooleanSupplier stop;
        private final int perEpoch;
        private final long steps;
        private long step;
        private double lossSum;
        private float[] best = new float[0];
        private double bestDice = Double.NEGATIVE_INFINITY;
        private int bestEpoch;

        Session(
                UnetNetwork network,
                AdamW optimiser,
                VoxelData rows,
                VoxelData held,
                long seed,
                String fingerprint,
                Optional<Path> checkpoint,
                BooleanSupplier stop) {
            this.network = network;
            this.optimiser = optimiser;
            this.rows = rows;
            this.held = held;
            this.seed = seed;
            this.fingerprint = fingerprint;
            this.checkpoint = checkpoint;
            this.stop = stop;
            this.perEpoch = training.stepsPerEpoch(rows.rows());
            this.steps = (long) training.epochs() * perEpoch;
        }

        Trained run() throws IOException {
            JniUtils.setGradMode(false);
            restore();
            long start = System.nanoTime();
            while (step < steps && (bestEpoch == 0 || step / perEpoch - bestEpoch < training.patience())) {
                lossSum += step((int) (step / perEpoch));
                step++;
                if (stop.getAsBoolean()) throw new TrainingStoppedException(step, steps);
                if (step % perEpoch == 0) {
                    epoch((int) (step / perEpoch), (System.nanoTime() - start) / 1e9);
                    save();
                }
            }
            if (best.length == 0) best = optimiser.kept();
            write(best);
            float[] probabilities = probabilities();
            return new Trained(network.parameters(best), metrics(probabilities), probabilities, bestEpoch, step);
        }

        private double step(int epoch) {
            int[] order = RowOrder.of(rows.rows(), seed, epoch);
            int from = (int) (step % perEpoch) * training.batch();
            int[] chosen = Arrays.copyOfRange(order, from, Math.min(order.length, from + training.batch()));
            SplittableRandom random = training.flips() ? new SplittableRandom(seed ^ (step * STEP_SALT)) : null;
            VoxelData.Batch batch = rows.batch(chosen, random);
            try (NDManager scope = network.manager().newSubManager()) {
                NDArray loss = Gradients.recorded(() -> loss(scope, batch, chosen.length));
                double value = loss.getFloat();
                if (!Double.isFinite(value)) {
                    throw new IllegalStateException("the training loss is not finite; lower the learning rate");
                }
                Gradients.add(scope, loss);
                NDArray gradient = network.flat().getGradient();
                optimiser.update(scope, gradient, training.learningRate(step, steps));
                network.flat().attach(network.manager());
                return value;
            }
        }

        /** Mean over rows of (1 − soft Dice, where there are voxels) + weight · cross entropy. */
        private NDArray loss(NDManager scope, VoxelData.Batch batch, int count) {
            long voxels = rows.voxels();
            Shape flat = new Shape(count, voxels);
            NDArray logits = network.forward(scope, batch.inputs(), count).reshape(flat);
            NDArray target = scope.create(FloatBuffer.wrap(batch.targets()), flat, DataType.FLOAT32);
            float[] sums = new float[count];
            float[] filled = new float[count];
            for (int i = 0; i < batch.targets().length; i++) sums[(int) (i / voxels)] += batch.targets()[i];
            for (int i = 0; i < count; i++) filled[i] = sums[i] > 0 ? 1 : 0;
            NDArray one = scope.create(1f);
            NDArray probability = ai.djl.nn.Activation.sigmoid(logits);
            NDArray overlap = probability.mul(target).sum(new int[] {1});
            NDArray both =
                    probability.sum(new int[] {1}).add(scope.create(sums)).add(one);
            NDArray dice = overlap.mul(scope.create(2f)).add(one).div(both);
            NDArray missed = one.sub(dice).mul(scope.create(filled)).mean();
            NDArray entropy = logits.maximum(scope.create(0f))
                    .sub(logits.mul(target))
                    .add(logits.abs().neg().exp().add(one).log())
                    .mean();
            return missed.add(entropy.mul(scope.create((float) training.crossEntropy())));
        }

        private void epoch(int epoch, double seconds) {
            float[] current = network.flat().toFloatArray();
            float[] kept = optimiser.kept();
            write(kept);
            Map<String, Double> found = metrics(probabilities());
            write(current);
            double dice = found.getOrDefault("dice", 0.0);
            boolean better = dice > bestDice;
            if (better) {
                best = kept;
                bestDice = dice;
                bestEpoch = epoch;
            }
            lines.printf(
                    Locale.ROOT,
                    "epoch %d loss %.5f dice %.5f%s false voxels %.2f %.0f s%n",
                    epoch,
                    lossSum / perEpoch,
                    dice,
                    better ? " (best)" : "",
                    found.getOrDefault("false_voxels", 0.0),
                    seconds);
            lossSum = 0;
        }

        private float[] probabilities() {
            JniUtils.setGradMode(false);
            float[] all = new float[held.targets().length];
            for (int from = 0; from < held.rows(); from += SCORED_AT_ONCE) {
                int[] chosen = new int[Math.min(SCORED_AT_ONCE, held.rows() - from)];
                for (int i = 0; i < chosen.length; i++) chosen[i] = from + i;
                try (NDManager scope = network.manager().newSubManager()) {
                    float[] logits = network.forward(
                                    scope, held.batch(chosen, null).inputs(), chosen.length)
                            .toFloatArray();
                    int at = from * held.voxels();
                    for (int i = 0; i < logits.length; i++) all[at + i] = (float) (1 / (1 + Math.exp(-logits[i])));
                }
            }
            return all;
        }

        private Map<String, Double> metrics(float[] probabilities) {
            double dice = 0;
            int filled = 0;
            double falsely = 0;
            int voxels = held.voxels();
            for (int row = 0; row < held.rows(); row++) {
                int both = 0;
                int given = 0;
                int there = 0;
                for (int i = row * voxels; i < (row + 1) * voxels; i++) {
                    boolean inside = probabilities[i] >= 0.5f;
                    boolean target = held.targets()[i] >= 0.5f;
                    if (inside) given++;
                    if (target) there++;
                    if (inside && target) both++;
                }
                if (there > 0) {
                    dice += 2.0 * both / (given + there);
                    filled++;
                } else {
                    falsely += given;
                }
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("dice", dice / Math.max(1, filled));
            metrics.put("false_voxels", falsely / Math.max(1, held.rows() - filled));
            return metrics;
        }

        private void write(float[] values) {
            try (NDArray source = network.manager().create(values)) {
                source.copyTo(network.flat());
            }
        }

        private void save() throws IOException {
            if (checkpoint.isEmpty()) return;
            AdamW.State state = optimiser.state();
            SafetensorsWriter writer = new SafetensorsWriter().metadata("fingerprint", fingerprint);
            add(writer, "weights", network.flat().toFloatArray());
            add(writer, "first", state.first());
            add(writer, "second", state.second());
            add(writer, "average", state.average());
            add(writer, "best", best);
            writer.add("numbers", new long[] {1}, new double[] {bestDice});
            writer.add("counts", new long[] {3}, new long[] {bestEpoch, step, state.updates()});
            writer.write(checkpoint.orElseThrow());
        }

        private void restore() throws IOException {
            if (checkpoint.isEmpty() || !Files.exists(checkpoint.orElseThrow())) return;
            try (Safetensors tensors = Safetensors.open(checkpoint.orElseThrow())) {
                if (!tensors.metadata().getOrDefault("fingerprint", "").equals(fingerprint)) {
                    throw new IllegalArgumentException(checkpoint.orElseThrow()
                            + " is of another training: its specification, data or seed differ");
                }
                long[] counts = tensors.tensor("counts").toLongs();
                write(tensors.tensor("weights").toFloats());
                optimiser.restore(new AdamW.State(
                        tensors.tensor("first").toFloats(),
                        tensors.tensor("second").toFloats(),
                        tensors.tensor("average").toFloats(),
                        counts[2]));
                best = tensors.tensor("best").toFloats();
                bestDice = tensors.tensor("numbers").toDoubles()[0];
                bestEpoch = Math.toIntExact(counts[0]);
                step = counts[1];
            }
        }

        private static void add(SafetensorsWriter writer, String name, float[] values) {
            writer.add(name, new long[] {values.length}, values);
        }
    }
}
