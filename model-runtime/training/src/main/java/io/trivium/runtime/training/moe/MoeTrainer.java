package io.trivium.runtime.training.moe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.RowOrder;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Layout;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.NetworkScorer;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Trains a mixture of experts: passes over shuffled rows, accumulated gradients, {@link AdamW}, balancing of the
 * routers' biases after every step, validation after every epoch, the best weights kept, and a checkpoint from which
 * the training continues bit for bit. The order of rows and the dropout of a step follow from seed, epoch and step
 * alone. The engine has one generator of dropout per process, so only one training runs in a JVM at a time.
 */
public final class MoeTrainer {
    private static final long STEP_SALT = 0x9E3779B97F4A7C15L;
    private static final int REBALANCE_EPOCH = 1 << 20;
    private static final int START_EPOCH = REBALANCE_EPOCH + 1;
    private static final double START_FACTOR = 10;

    private final NetworkSpec spec;
    private final ModelSpec model;
    private final MoeTraining training;
    private final TrainedPart part;
    private final Objective objective;
    private final TensorSpec output;
    private final MoeProgress progress;
    private final Additions additions;

    public MoeTrainer(NetworkSpec spec, ModelSpec model, MoeTraining training, TrainedPart part, MoeProgress progress) {
        this(spec, model, training, part, progress, Additions.NONE);
    }

    /** @param additions the additions of the training to its rows */
    public MoeTrainer(
            NetworkSpec spec,
            ModelSpec model,
            MoeTraining training,
            TrainedPart part,
            MoeProgress progress,
            Additions additions) {
        this.additions = additions;
        this.spec = spec;
        this.model = model;
        this.training = training;
        this.part = part;
        this.objective = Objective.of(model);
        if (model.outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "the trainer takes one output, not " + model.outputs().size());
        }
        this.output = model.outputs().getFirst();
        this.progress = progress;
    }

    /**
     * The settings of a run.
     *
     * @param fingerprint of everything the result follows from; a checkpoint of another one is refused
     * @param checkpoint written after every epoch, and read first where it exists
     * @param devices of the training engine, one for each replica of the network
     * @param stopAfter steps after which the run ends as if it had been stopped; {@link Long#MAX_VALUE} for none
     * @param stop queried after every step; when true, the checkpoint is written and the run ends with an exception
     */
    public record Run(
            long seed,
            String fingerprint,
            Optional<Path> checkpoint,
            List<Device> devices,
            long stopAfter,
            BooleanSupplier stop) {
        Run(long seed, String fingerprint, Optional<Path> checkpoint, List<Device> devices, long stopAfter) {
            this(seed, fingerprint, checkpoint, devices, stopAfter, () -> false);
        }
    }

    /**
     * The result of a training.
     *
     * @param scores of the validation rows, as the served model answers them
     * @param load of the experts on the validation rows
     * @param adapter numbers of the adapter that is merged into the parameters; empty without one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Trained(
            Parameters parameters,
            Map<String, Double> validation,
            float[] scores,
            ExpertLoad load,
            int bestEpoch,
            long steps,
            float[] adapter) {}

    /**
     * A stretch of a training that continues elsewhere: the steps {@code from} to {@code to} of {@code of}, by which
     * the learning rate falls.
     */
    public record Stretch(long from, long to, long of) {
        public Stretch {
            if (from < 0 || from >= to || to > of) {
                throw new IllegalArgumentException(
                        "no stretch of a training: steps " + from + " to " + to + " of " + of);
            }
        }
    }

    /**
     * The result of a stretch.
     *
     * @param optimiser its state, for the next stretch
     * @param loss mean over the steps
     */
    public record Stretched(Parameters parameters, AdamW.State optimiser, double loss) {}

    /**
     * Takes a stretch of steps and nothing else: no validation, no choice of an epoch, no balancing before or after, no
     * checkpoint.
     *
     * @param optimiser state after the stretch before; none at the first
     * @throws IllegalArgumentException when the data does not fit the network or has no or wrong labels
     * @throws TrainingStoppedException when it was stopped
     */
    public Stretched train(
            Parameters initial, TaskData trainingRows, Stretch stretch, Optional<AdamW.State> optimiser, Run run) {
        objective.check(
                trainingRows.boundedLabels(),
                trainingRows.rows(),
                Math.toIntExact(output.shape().getLast()),
                "training");
        EncodedData rows = EncodedData.learned(spec, model, trainingRows, initial);
        try (Replicas replicas = new Replicas(run.devices(), spec, model, initial, part.mask(spec.topology()));
                WeightOptimiser moved = optimiser(replicas.manager(), replicas.first(), run.seed())) {
            optimiser.ifPresent(moved::restore);
            return new Session(replicas, moved, rows, Lesson.ofLabels(trainingRows), rows, run, stretch.of())
                    .run(stretch);
        } finally {
            progress.finish();
        }
    }

    /**
     *  Trains from some weights.
     * @throws IllegalArgumentException when the data does not fit the network or has no or wrong labels
     * @throws TrainingStoppedException when it was stopped
     */
    public Trained train(Parameters initial, TaskData trainingRows, TaskData validationRows, Run run)
            throws IOException {
        return train(initial, Lesson.ofLabels(trainingRows), validationRows, run);
    }

    /**
     *  Trains from some weights on rows of which some may have a teacher's answer only.
     * @throws IllegalArgumentException when the data does not fit the network or has no or wrong labels
     * @throws TrainingStoppedException when it was stopped
     */
    public Trained train(Parameters initial, Lesson lesson, TaskData validationRows, Run run) throws IOException {
        int width = Math.toIntExact(output.shape().getLast());
        if (additions.rowLoss().isEmpty()) objective.check(lesson.labels(), lesson.labelled(), width, "training");
        objective.check(validationRows.boundedLabels(), validationRows.rows(), width, "validation");
        EncodedData rows = EncodedData.learned(spec, model, lesson.rows(), initial);
        EncodedData held = new EncodedData(spec, model, validationRows, initial);
        try (Replicas replicas = new Replicas(run.devices(), spec, model, initial, part.mask(spec.topology()));
                WeightOptimiser optimiser = optimiser(replicas.manager(), replicas.first(), run.seed())) {
            long steps = (long) training.epochs() * training.stepsPerEpoch(rows.rows());
            return new Session(replicas, optimiser, rows, lesson, held, run, steps).run();
        } finally {
            progress.finish();
        }
    }

    private WeightOptimiser optimiser(NDManager manager, MoeNetwork network, long seed) {
        Layout layout = network.layout();
        if (additions.lora().isPresent()) {
            return new LoraOptimiser(
                    manager,
                    network.flat(),
                    layout,
                    spec.topology(),
                    additions.lora().orElseThrow(),
                    seed,
                    training.clipNorm(),
                    training.averaging());
        }
        float[] decay = layout.each(training::decayOf);
        return new AdamW(manager, network.flat(), decay, part.free(layout), training.clipNorm(), training.averaging());
    }

    /** One run over one network. */
    private final class Session {
        private final Replicas replicas;
        private final NDManager manager;
        private final MoeNetwork network;
        private final WeightOptimiser optimiser;
        private final EncodedData rows;
        private final Lesson lesson;
        private final EncodedData held;
        private final Run run;
        private final RouterBiases biases;
        private final int perEpoch;
        private final long steps;
        private final ExpertLoad load = new ExpertLoad(spec.topology());
        private float[] bestWeights = new float[0];
        private float[] bestBias = new float[0];
        private double bestMetric = Double.NEGATIVE_INFINITY;
        private int bestEpoch;
        private double lossSum;
        private long step;
        private int[] order = new int[0];
        private int orderEpoch = -1;

        Session(
                Replicas replicas,
                WeightOptimiser optimiser,
                EncodedData rows,
                Lesson lesson,
                EncodedData held,
                Run run,
                long steps) {
            this.replicas = replicas;
            this.manager = replicas.manager();
            this.network = replicas.first();
            this.optimiser = optimiser;
            this.rows = rows;
            this.lesson = lesson;
            this.held = held;
            this.run = run;
            this.biases = new RouterBiases(network, replicas.manager(), rows, training, part, run.seed());
            this.perEpoch = training.stepsPerEpoch(rows.rows());
            this.steps = steps;
        }

        Stretched run(Stretch stretch) {
            replicas.share();
            progress.start(stretch.from(), steps, (long) training.batch() * training.accumulate() * spec.tokens());
            for (step = stretch.from(); step < stretch.to(); step++) {
                if (run.stop().getAsBoolean()) throw new TrainingStoppedException(step, steps);
                lossSum += step((int) (step / perEpoch));
            }
            return new Stretched(network.parameters(), optimiser.state(), lossSum / (stretch.to() - stretch.from()));
        }

        Trained run() throws IOException {
            restore();
            if (step == 0) biases.balance(training.startBalancing(), START_EPOCH, START_FACTOR);
            replicas.share();
            if (step == 0 && choosesBeforeTraining()) choose(0, optimiser.kept());
            progress.start(step, steps, (long) training.batch() * training.accumulate() * spec.tokens());
            while (step < steps && !isFinished()) {
                if (step >= run.stopAfter()) break;
                int epoch = (int) (step / perEpoch);
                lossSum += step(epoch);
                step++;
                if (step % perEpoch == 0) {
                    validate(epoch + 1);
                    save();
                }
                if (run.stop().getAsBoolean()) {
                    save();
                    throw new TrainingStoppedException(step, steps);
                }
            }
            if (bestWeights.length == 0) {
                bestWeights = kept(optimiser.kept());
                bestBias = biases.values();
            }
            write(network.flat(), bestWeights);
            biases.restore(bestBias);
            biases.balance(training.rebalanceSteps(), REBALANCE_EPOCH, 1);
            float[] scores = scores();
            return new Trained(
                    network.parameters(),
                    objective.metrics(scores, width(), held.labels()),
                    scores,
                    load,
                    bestEpoch,
                    step,
                    Arrays.copyOfRange(bestWeights, network.layout().size(), bestWeights.length));
        }

        /** Weights with their metadata. */
        private float[] kept(float[] weights) {
            float[] beside = optimiser.keptBeside();
            float[] both = Arrays.copyOf(weights, weights.length + beside.length);
            System.arraycopy(beside, 0, both, weights.length, beside.length);
            return both;
        }

        private boolean isFinished() {
            return (bestEpoch > 0 || choosesBeforeTraining()) && step / perEpoch - bestEpoch >= training.patience();
        }

        /**
         * Trees alone are kept where no epoch of the network improves on them, unless quantiles are asked for: trees give all
         * of them the same answer, the mean.
         */
        private boolean choosesBeforeTraining() {
            boolean quantiles = model.objective().loss().equals(Optional.of(Loss.QUANTILE));
            return additions.choice().isPresent()
                    || (!quantiles
                            && spec.base()
                                    .filter(BaseAnswer.Trees.class::isInstance)
                                    .isPresent());
        }

        private int width() {
            return Math.toIntExact(output.shape().getLast());
        }

        private double step(int epoch) {
            if (orderEpoch != epoch) {
                order = RowOrder.of(rows.rows(), run.seed(), epoch);
                orderEpoch = epoch;
            }
            long seed = new SplittableRandom(run.seed() ^ (step * STEP_SALT)).nextLong();
            Engine.getEngine("PyTorch").setRandomSeed((int) seed);
            int perStep = training.batch() * training.accumulate();
            int from = (int) (step % perEpoch) * perStep;
            int to = Math.min(order.length, from + perStep);
            load.clear();
            double loss = 0;
            for (int at = from; at < to; at += training.batch()) {
                int[] chosen = Arrays.copyOfRange(order, at, Math.min(to, at + training.batch()));
                LossPass pass = new LossPass(
                        objective,
                        output.name(),
                        additions.rowLoss(),
                        training,
                        rows,
                        lesson,
                        replicas.size(),
                        seed,
                        at - from);
                for (Replicas.Answer answer : replicas.pass(chosen, (double) chosen.length / (to - from), pass)) {
                    load.add(answer.loads());
                    loss += answer.loss();
                }
            }
            try (NDManager scope = manager.newSubManager()) {
                for (AddedLoss added : additions.losses()) loss += added.add(scope, network, seed);
                optimiser.update(scope, replicas.collect(scope), training.learningRate(step, steps));
                network.flat().attach(manager);
            }
            biases.move(load, training.biasUpdate(step, steps));
            replicas.share();
            progress.step(epoch + 1, (long) (to - from) * spec.tokens(), loss, load.worst());
            return loss;
        }

        private void validate(int epoch) {
            float[] current = network.flat().toFloatArray();
            float[] kept = optimiser.kept();
            write(network.flat(), kept);
            double metric = choose(epoch, kept);
            write(network.flat(), current);
            progress.epoch(epoch, lossSum / perEpoch, metric, bestEpoch == epoch);
            lossSum = 0;
        }

        /** Keeps the network's weights when they are the best so far. */
        private double choose(int epoch, float[] kept) {
            Map<String, Double> validation = objective.metrics(scores(), width(), held.labels());
            double metric = additions
                    .choice()
                    .map(choice -> choice.of(manager, network, validation))
                    .orElseGet(() -> validation.getOrDefault(objective.chosenBy(), 0.0));
            if (metric > bestMetric) {
                bestMetric = metric;
                bestEpoch = epoch;
                bestWeights = kept(kept);
                bestBias = biases.values();
            }
            return metric;
        }

        private float[] scores() {
            load.clear();
            return objective.scores(NetworkScorer.logits(manager, network, held, output, load::add), width());
        }

        private void write(NDArray target, float[] values) {
            int size = Math.toIntExact(target.size());
            try (NDArray source = manager.create(values.length == size ? values : Arrays.copyOf(values, size))) {
                source.copyTo(target);
            }
        }

        private void save() throws IOException {
            if (run.checkpoint().isEmpty()) return;
            new Checkpoint(
                            run.fingerprint(),
                            network.flat().toFloatArray(),
                            optimiser.state(),
                            biases.values(),
                            bestWeights,
                            bestBias,
                            bestMetric,
                            bestEpoch,
                            step,
                            lossSum)
                    .write(run.checkpoint().orElseThrow());
        }

        private void restore() throws IOException {
            if (run.checkpoint().isEmpty() || !Files.exists(run.checkpoint().orElseThrow())) return;
            Checkpoint saved = Checkpoint.read(run.checkpoint().orElseThrow(), run.fingerprint());
            write(network.flat(), saved.weights());
            optimiser.restore(saved.optimiser());
            biases.restore(saved.bias());
            bestWeights = saved.bestWeights();
            bestBias = saved.bestBias();
            bestMetric = saved.bestMetric();
            bestEpoch = saved.bestEpoch();
            step = saved.steps();
            lossSum = saved.lossSum();
        }
    }
}
