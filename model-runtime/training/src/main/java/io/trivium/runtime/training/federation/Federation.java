package io.trivium.runtime.training.federation;

import io.trivium.runtime.moe.Parameters;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One site of a federation: rounds of training on its own rows, exchange of the differences, and the outer step that
 * all sites take alike. The state is stored after every round, and a difference before it is sent, so that a site that
 * was killed continues at its round.
 */
public final class Federation {
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
     * The participants and settings of a federation.
     *
     * @param site this one
     * @param sites all of them, this one among them
     * @param rows that this site trains on
     * @param terms SHA-256 of the terms that all sites must agree on
     * @param patience how long a round waits for the others
     */
    public record Plan(
            String site,
            SortedSet<String> sites,
            int rounds,
            long rows,
            String terms,
            double outerLearningRate,
            double outerMomentum,
            Duration patience) {
        public Plan {
            sites = Collections.unmodifiableSortedSet(new TreeSet<>(sites));
            if (!sites.contains(site)) throw new IllegalArgumentException("site " + site + " is not among " + sites);
            if (sites.size() < 2) {
                throw new IllegalArgumentException("a federation has two sites or more, not " + sites);
            }
            if (rounds < 1) throw new IllegalArgumentException("a federation has a round or more, not " + rounds);
        }
    }

    /** The common weights after the last round, and their history. */
    public record Outcome(Parameters weights, RoundHistory history) {}

    private final Plan plan;
    private final DeltaExchange exchange;
    private final LocalTraining training;
    private final SiteFolder folder;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * A site.
     *
     * @param folder of this site alone
     * @param say receives one line per round, for people
     */
    public Federation(
            Plan plan,
            DeltaExchange exchange,
            LocalTraining training,
            SiteFolder folder,
            InstantSource clock,
            Consumer<String> say) {
        this.plan = plan;
        this.exchange = exchange;
        this.training = training;
        this.folder = folder;
        this.clock = clock;
        this.say = say;
    }

    /**
     * Takes part until the last round is over.
     *
     * @param initial weights that all sites begin with
     * @throws FederationException when another site's difference does not arrive in time, cannot be exchanged or is
     *     invalid, or when a site takes part with other weights or on other terms
     */
    public Outcome run(Parameters initial) throws IOException {
        int round = folder.rounds(plan.rounds());
        Parameters global = round == 0 ? initial : folder.weights(round);
        RoundHistory history = round == 0 ? RoundHistory.empty() : folder.history(round);
        float[] velocity = round == 0 ? new float[Math.toIntExact(initial.count())] : folder.velocity(round);
        OuterOptimiser outer = new OuterOptimiser(plan.outerLearningRate(), plan.outerMomentum(), velocity);
        if (round > 0) say.accept("continues after round " + round + " of " + plan.rounds());
        while (round < plan.rounds()) {
            global = round(global, round, outer, history);
            round++;
            folder.keep(round, global, outer.velocity(), history);
        }
        return new Outcome(global, history);
    }

    private Parameters round(Parameters global, int round, OuterOptimiser outer, RoundHistory history)
            throws IOException {
        String base = FlatWeights.digest(global);
        Optional<WeightDelta> made = folder.difference(round);
        Optional<WeightDelta> sent = exchange.find(plan.site(), round);
        if (made.isEmpty() && sent.isPresent()) {
            throw new FederationException("site " + plan.site() + " has sent round " + (round + 1)
                    + " already, and the folder " + folder
                    + " knows nothing of it; continue with the folder it was made in, or start with another"
                    + " --federation");
        }
        for (String other : plan.sites()) exchange.find(other, round).ifPresent(delta -> check(delta, base));
        WeightDelta own = made.isPresent() ? made.orElseThrow() : difference(global, round, base);
        if (sent.isEmpty()) exchange.publish(own);
        Map<String, WeightDelta> deltas = new TreeMap<>(exchange.await(plan.sites(), round, plan.patience()));
        for (WeightDelta delta : deltas.values()) check(delta, base);
        float[] weights = FlatWeights.of(global);
        step(outer, weights, deltas.values());
        history.add(round, base, deltas.values());
        String took = deltas.values().stream()
                .map(delta -> delta.site() + " " + delta.rows() + " rows")
                .collect(Collectors.joining(", "));
        say.accept("round " + (round + 1) + " of " + plan.rounds() + ": " + took);
        return FlatWeights.like(global, weights);
    }

    private static void step(OuterOptimiser outer, float[] weights, Collection<WeightDelta> deltas) {
        try {
            outer.step(weights, deltas);
        } catch (IllegalArgumentException e) {
            throw new FederationException(e.getMessage() + "; begin a new federation without it", e);
        }
    }

    private void check(WeightDelta delta, String base) {
        if (!delta.terms().equals(plan.terms())) {
            throw new FederationException("site " + delta.site()
                    + " takes part with another pack or other options; all sites must be given the same --from, --sites,"
                    + " --rounds, --local-steps, --seed, rates and version");
        }
        if (!delta.base().equals(base)) {
            throw new FederationException("site " + delta.site() + " began round " + (delta.round() + 1)
                    + " with other weights than this one; begin a new federation with another --federation");
        }
    }

    private WeightDelta difference(Parameters global, int round, String base) throws IOException {
        float[] values = FlatWeights.difference(global, training.train(global, round));
        WeightDelta delta = new WeightDelta(
                plan.site(),
                round,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                plan.terms(),
                base,
                plan.rows(),
                values);
        folder.keep(delta);
        return delta;
    }
}
