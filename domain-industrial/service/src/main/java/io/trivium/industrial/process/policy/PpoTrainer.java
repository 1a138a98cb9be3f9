package io.trivium.industrial.process.policy;

import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Trains a policy on sampled jobs and simulated cells: PPO with a clipped objective, and multipliers on the violated
 * limits. One thread; the same seed gives the same policy. Use once.
 */
public final class PpoTrainer {
    private static final double REWARD_SCALE = 0.2;
    private static final double LONGEST_GRADIENT = 0.5;
    private static final double FIRST_ACTIONS = 0.01;
    /** Mean divergence from the policy that played at which an iteration's epochs end. */
    private static final double FARTHEST = 0.03;
    /** Share of each iteration's policy in the mean that is kept. */
    private static final double AVERAGING = 0.04;

    private final ProcessKind kind;
    private final List<WeldProcess> processes;
    private final PpoSettings settings;
    private final RandomGenerator random;
    private final Merit merit = new Merit();
    private final Mlp actor;
    private final Mlp critic;
    private final Adam actorAdam;
    private final Adam criticAdam;
    private final int dimensions;
    private final int features;

    public PpoTrainer(ProcessKind kind, PpoSettings settings) {
        this.kind = kind;
        this.processes = kind.variants();
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        WeldProcess first = processes.getFirst();
        this.dimensions = first.dimensions();
        this.features = Situation.features(first);
        int hidden = settings.hidden();
        this.actor = Mlp.random(List.of(features, hidden, hidden, dimensions), FIRST_ACTIONS, random);
        this.critic = Mlp.random(List.of(features, hidden, hidden, 1), 1, random);
        this.actorAdam = new Adam(actor.tensors(), LONGEST_GRADIENT);
        this.criticAdam = new Adam(critic.tensors(), LONGEST_GRADIENT);
    }

    /**
     * The result of an iteration.
     *
     * @param gain mean merit that an episode gained
     * @param violation mean sum of violations at the end of an episode, standard deviations of single beads
     * @param divergence Kullback-Leibler divergence of the trained policy from the one that played
     */
    public record Progress(int iteration, double gain, double violation, double divergence, List<Double> multipliers) {}

    public WeldPolicy train(Consumer<Progress> listener) {
        Mlp mean = actor.copy();
        for (int iteration = 0; iteration < settings.iterations(); iteration++) {
            double progress = (double) iteration / settings.iterations();
            double deviation = settings.deviation(progress);
            double[] violations = new double[BeadLimits.COUNT];
            Batch batch = play(deviation, violations);
            double divergence = learn(batch, deviation, progress);
            merit.adapt(violations);
            mean.blend(actor, Math.max(AVERAGING, 1.0 / (iteration + 1)));
            listener.accept(progress(iteration, batch, violations, divergence));
        }
        return new WeldPolicy(kind, mean, settings.lastDeviation(), settings.steps(), false);
    }

    private Progress progress(int iteration, Batch batch, double[] violations, double divergence) {
        double gain = 0;
        for (double each : batch.rewards()) gain += each / REWARD_SCALE / batch.episodes();
        double violation = 0;
        for (double each : violations) violation += each;
        List<Double> multipliers = new ArrayList<>();
        for (double each : merit.multipliers()) multipliers.add(each);
        return new Progress(iteration, gain, violation, divergence, multipliers);
    }

    /** @param violations receives the mean of each limit's at the end of the episodes */
    private Batch play(double deviation, double[] violations) {
        int count = settings.episodes();
        Batch batch = Batch.empty(count, settings.steps(), features, dimensions);
        List<Episode> episodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            episodes.add(new Episode(processes.get(i % processes.size()), settings.steps(), merit, random));
        }
        for (int step = 0; step < settings.steps(); step++) {
            int firstRow = step * count;
            DMatrixRMaj seen = new DMatrixRMaj(count, features);
            for (int i = 0; i < count; i++) episodes.get(i).situation().write(seen.data, i * features);
            System.arraycopy(seen.data, 0, batch.features().data, firstRow * features, seen.data.length);
            double[] means = actor.forward(seen).output().data;
            System.arraycopy(means, 0, batch.means().data, firstRow * dimensions, means.length);
            System.arraycopy(critic.forward(seen).output().data, 0, batch.values(), firstRow, count);
            double[] actions = batch.actions().data;
            for (int i = 0; i < count; i++) {
                int at = (firstRow + i) * dimensions;
                for (int k = 0; k < dimensions; k++) {
                    actions[at + k] = means[i * dimensions + k] + deviation * random.nextGaussian();
                }
                batch.rewards()[firstRow + i] = REWARD_SCALE * episodes.get(i).act(actions, at, merit);
            }
        }
        for (Episode episode : episodes) {
            double[] broken = episode.violations();
            for (int i = 0; i < broken.length; i++) violations[i] += broken[i] / count;
        }
        return batch;
    }

    /** Returns the divergence of the last gradient's examples. */
    private double learn(Batch batch, double deviation, double progress) {
        double[] raw = batch.advantages(settings.discount(), settings.trace());
        double[] returns = new double[raw.length];
        for (int i = 0; i < raw.length; i++) returns[i] = raw[i] + batch.values()[i];
        double[] advantages = Batch.standardised(raw);
        int[] order = new int[batch.rows()];
        for (int i = 0; i < order.length; i++) order[i] = i;
        double divergence = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            shuffle(order);
            double sum = 0;
            int batches = 0;
            for (int first = 0; first < order.length; first += settings.batch()) {
                int size = Math.min(settings.batch(), order.length - first);
                DMatrixRMaj seen = Batch.rows(batch.features(), order, first, size);
                sum += improve(batch, seen, advantages, order, first, deviation, progress);
                criticise(seen, returns, order, first, progress);
                batches++;
            }
            divergence = sum / batches;
            if (divergence > FARTHEST) break;
        }
        return divergence;
    }

    private double improve(
            Batch batch,
            DMatrixRMaj seen,
            double[] advantages,
            int[] order,
            int first,
            double deviation,
            double progress) {
        Mlp.Pass pass = actor.forward(seen);
        double[] means = pass.output().data;
        DMatrixRMaj gradient = new DMatrixRMaj(seen.numRows, dimensions);
        double variance = deviation * deviation;
        double divergence = 0;
        for (int i = 0; i < seen.numRows; i++) {
            int row = order[first + i];
            double logRatio = 0;
            double moved = 0;
            for (int k = 0; k < dimensions; k++) {
                double action = batch.actions().data[row * dimensions + k];
                double now = action - means[i * dimensions + k];
                double before = action - batch.means().data[row * dimensions + k];
                logRatio += (before * before - now * now) / (2 * variance);
                moved += (before - now) * (before - now);
            }
            divergence += moved / (2 * variance) / seen.numRows;
            double ratio = Math.exp(Math.clamp(logRatio, -20, 20));
            double advantage = advantages[row];
            boolean clipped = advantage >= 0 ? ratio > 1 + settings.clip() : ratio < 1 - settings.clip();
            if (clipped) continue;
            double factor = -advantage * ratio / variance / seen.numRows;
            for (int k = 0; k < dimensions; k++) {
                double action = batch.actions().data[row * dimensions + k];
                gradient.data[i * dimensions + k] = factor * (action - means[i * dimensions + k]);
            }
        }
        actorAdam.step(actor.backward(pass, gradient), settings.rate(settings.actorRate(), progress));
        return divergence;
    }

    private void criticise(DMatrixRMaj seen, double[] returns, int[] order, int first, double progress) {
        Mlp.Pass pass = critic.forward(seen);
        DMatrixRMaj gradient = new DMatrixRMaj(seen.numRows, 1);
        for (int i = 0; i < seen.numRows; i++) {
            gradient.data[i] = (pass.output().data[i] - returns[order[first + i]]) / seen.numRows;
        }
        criticAdam.step(critic.backward(pass, gradient), settings.rate(settings.criticRate(), progress));
    }

    private void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }
}
