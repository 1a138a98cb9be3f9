package io.trivium.industrial.process.search;

import io.trivium.industrial.process.bead.Bead;
import io.trivium.industrial.process.bead.BeadDimension;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Plant;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Constrained Bayesian optimisation (Gardner et al. 2014): one Gaussian process for each dimension of the bead, and the
 * next bead where expected improvement times the chance of keeping to the limits is highest. It knows heat and speed,
 * which follow from the settings, and learns the bead from measured beads alone, without the equations.
 */
public final class BayesianOptimisation {
    private static final int FIRST_BEADS = 8;
    private static final int CANDIDATES = 2000;
    private static final int NEAR_CANDIDATES = 400;
    private static final double NEAR = 0.2;
    /** Chance at which a set-point counts as one that keeps to each limit: better than even. */
    private static final double BELIEVED = 0.5;

    private final WeldJob job;
    private final Plant plant;
    private final WeldProcess process;
    private final RandomGenerator random;
    private final List<double[]> points = new ArrayList<>();
    private final List<Bead> beads = new ArrayList<>();

    public BayesianOptimisation(WeldJob job, Plant plant, RandomGenerator random) {
        this.job = job;
        this.plant = plant;
        this.process = plant.process();
        this.random = random;
    }

    /** Welds so many beads; returns what it would recommend after each, coded. */
    public List<double[]> run(int trials) {
        List<double[]> recommended = new ArrayList<>();
        for (int trial = 0; trial < trials; trial++) {
            double[] next = trial < FIRST_BEADS
                    ? process.region().sample(process.dimensions(), random)
                    : nextPoint(new Belief());
            points.add(next);
            beads.add(plant.weld(next));
            recommended.add(points.size() < 3 ? next : recommendation(new Belief()));
        }
        return recommended;
    }

    private double[] nextPoint(Belief belief) {
        double[] incumbent = recommendation(belief);
        Outlook reached = belief.at(incumbent);
        double[] best = incumbent;
        double highest = Double.NEGATIVE_INFINITY;
        for (double[] candidate : candidates(incumbent)) {
            Outlook outlook = belief.at(candidate);
            double worth = outlook.chance() * (reached.feasible() ? outlook.improvement(reached.cost()) : 1);
            if (worth > highest) {
                highest = worth;
                best = candidate;
            }
        }
        return best;
    }

    /** The best point believed to keep to the limits, or the one most likely to. */
    private double[] recommendation(Belief belief) {
        double[] best = points.getFirst();
        double lowest = Double.POSITIVE_INFINITY;
        double[] likeliest = best;
        double highest = -1;
        List<double[]> candidates = candidates(points.getLast());
        candidates.addAll(points);
        for (double[] candidate : candidates) {
            Outlook outlook = belief.at(candidate);
            if (outlook.chance() > highest) {
                highest = outlook.chance();
                likeliest = candidate;
            }
            if (outlook.feasible() && outlook.cost() < lowest) {
                lowest = outlook.cost();
                best = candidate;
            }
        }
        return lowest < Double.POSITIVE_INFINITY ? best : likeliest;
    }

    private List<double[]> candidates(double[] near) {
        List<double[]> candidates = new ArrayList<>(CANDIDATES + NEAR_CANDIDATES + points.size());
        for (int i = 0; i < CANDIDATES; i++) candidates.add(process.region().sample(process.dimensions(), random));
        for (int i = 0; i < NEAR_CANDIDATES; i++) {
            double[] candidate = near.clone();
            for (int k = 0; k < candidate.length; k++) candidate[k] += NEAR * random.nextGaussian();
            process.region().project(candidate);
            candidates.add(candidate);
        }
        return candidates;
    }

    /**
     * The expectation for one point.
     *
     * @param chance of keeping to all limits
     * @param feasible whether each limit is more likely kept than not
     * @param deviation of the cost, 0 if it follows from the settings
     */
    private record Outlook(double chance, boolean feasible, double cost, double deviation) {
        double improvement(double reached) {
            double gain = reached - cost;
            if (deviation == 0) return Math.max(0, gain);
            double z = gain / deviation;
            return gain * Normal.cumulative(z) + deviation * Normal.density(z);
        }
    }

    /** The model of the beads welded so far. */
    private final class Belief {
        private final Map<BeadDimension, GaussianProcess> dimensions = new EnumMap<>(BeadDimension.class);
        private final boolean deepest = job.objective() == Objective.MAX_PENETRATION;

        Belief() {
            for (BeadDimension dimension : BeadDimension.values()) {
                boolean sought = deepest && dimension == BeadDimension.PENETRATION;
                if (dimension.of(job.limits()).equals(Range.ANY) && !sought) continue;
                double[] values = beads.stream().mapToDouble(dimension::of).toArray();
                dimensions.put(dimension, GaussianProcess.fit(points, values));
            }
        }

        Outlook at(double[] point) {
            double chance = 1;
            boolean feasible = true;
            double value = switch (job.objective()) {
                case MIN_HEAT -> process.heatJPerMm(point);
                case MAX_SPEED -> process.travelSpeedMmPerS(point);
                case MAX_PENETRATION -> 0;
            };
            double deviation = 0;
            for (var entry : dimensions.entrySet()) {
                GaussianProcess.Prediction prediction = entry.getValue().at(point);
                Range limits = entry.getKey().of(job.limits());
                double within = Normal.cumulative((limits.maximum() - prediction.mean()) / prediction.deviation())
                        - Normal.cumulative((limits.minimum() - prediction.mean()) / prediction.deviation());
                chance *= within;
                feasible &= within >= BELIEVED;
                if (deepest && entry.getKey() == BeadDimension.PENETRATION) {
                    value = prediction.mean();
                    deviation = prediction.deviation();
                }
            }
            return new Outlook(chance, feasible, job.objective().cost(value), deviation);
        }
    }
}
