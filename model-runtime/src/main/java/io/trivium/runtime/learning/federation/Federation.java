package io.trivium.runtime.learning.federation;

import io.trivium.runtime.moe.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One site of a federation: rounds of training on its own rows, exchange of the differences, and the outer step that all
 * sites take alike. What it was is kept after every round, so that a site that was killed goes on; a difference that it had
 * left already is taken from the exchange and not made anew.
 */
public final class Federation {
    private static final String WEIGHTS = "weights.safetensors";
    private static final String VELOCITY = "velocity.safetensors";

    /** A site's own training. */
    @FunctionalInterface
    public interface LocalTraining {
        /**
         * Trains from common weights on the site's rows.
         *
         * @param global weights of the round's beginning; not to be changed
         * @param round from 0; the seed of a round should follow from it
         */
        Parameters train(Parameters global, int round) throws IOException;
    }

    /**
     * Who takes part and how.
     *
     * @param site this one
     * @param sites all of them, this one among them
     * @param rows that this site trains on
     * @param patience how long a round waits for the others
     */
    public record Plan(
            String site,
            SortedSet<String> sites,
            int rounds,
            long rows,
            double outerLearningRate,
            double outerMomentum,
            Duration patience) {
        public Plan {
            sites = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(sites));
            if (!sites.contains(site)) throw new IllegalArgumentException("site " + site + " is not among " + sites);
            if (sites.size() < 2)
                throw new IllegalArgumentException("a federation has two sites or more, not " + sites);
            if (rounds < 1) throw new IllegalArgumentException("a federation has a round or more, not " + rounds);
        }
    }

    private final Plan plan;
    private final DeltaExchange exchange;
    private final LocalTraining training;
    private final Path directory;
    private final Consumer<String> say;

    /**
     * A site.
     *
     * @param directory of this site, in which it keeps the common weights of the round it is at
     * @param say takes a line a round, for people
     */
    public Federation(Plan plan, DeltaExchange exchange, LocalTraining training, Path directory, Consumer<String> say) {
        this.plan = plan;
        this.exchange = exchange;
        this.training = training;
        this.directory = directory;
        this.say = say;
    }

    /**
     * Takes part until the last round is over.
     *
     * @param initial weights that all sites begin with
     * @return the common weights after it
     * @throws IOException when another site's difference does not come in time, or cannot be exchanged
     * @throws IllegalStateException when a site began the round with other weights
     */
    public Parameters run(Parameters initial) throws IOException {
        Files.createDirectories(directory);
        int round = begunRounds();
        Parameters global = round == 0 ? initial : Parameters.read(file(round, WEIGHTS));
        float[] velocity = round == 0
                ? new float[Math.toIntExact(initial.count())]
                : FlatWeights.of(Parameters.read(file(round, VELOCITY)));
        OuterOptimiser outer = new OuterOptimiser(plan.outerLearningRate(), plan.outerMomentum(), velocity);
        while (round < plan.rounds()) {
            global = round(global, round, outer);
            round++;
            keep(global, outer, round);
        }
        return global;
    }

    private Parameters round(Parameters global, int round, OuterOptimiser outer) throws IOException {
        String base = FlatWeights.digest(global);
        Optional<WeightDelta> left = exchange.find(plan.site(), round);
        if (left.isEmpty()) exchange.publish(difference(global, round, base));
        Map<String, WeightDelta> deltas = exchange.await(plan.sites(), round, plan.patience());
        for (WeightDelta delta : deltas.values()) {
            if (!delta.base().equals(base)) {
                throw new IllegalStateException("site " + delta.site() + " began round " + round
                        + " with other weights than this one: were all given the same --from and the same options?");
            }
        }
        float[] weights = FlatWeights.of(global);
        outer.step(weights, deltas.values());
        String took = deltas.values().stream()
                .map(delta -> delta.site() + " " + delta.rows() + " rows")
                .collect(Collectors.joining(", "));
        say.accept("round " + (round + 1) + " of " + plan.rounds() + ": " + took);
        return FlatWeights.like(global, weights);
    }

    private WeightDelta difference(Parameters global, int round, String base) throws IOException {
        float[] before = FlatWeights.of(global);
        float[] after = FlatWeights.of(training.train(global, round));
        for (int i = 0; i < before.length; i++) before[i] -= after[i];
        return new WeightDelta(plan.site(), round, base, plan.rows(), before);
    }

    /** Rounds whose outcome is kept. */
    private int begunRounds() {
        for (int round = plan.rounds(); round > 0; round--) {
            if (Files.exists(file(round, WEIGHTS)) && Files.exists(file(round, VELOCITY))) return round;
        }
        return 0;
    }

    private void keep(Parameters global, OuterOptimiser outer, int round) throws IOException {
        FlatWeights.like(global, outer.velocity()).write(file(round, VELOCITY));
        global.write(file(round, WEIGHTS));
        Files.deleteIfExists(file(round - 1, WEIGHTS));
        Files.deleteIfExists(file(round - 1, VELOCITY));
    }

    private Path file(int round, String name) {
        return directory.resolve("round-" + round + "-" + name);
    }
}
