package io.trivium.runtime.learning.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of the statements about an example is its label. Every source speaks with its newest statement; a withdrawn one
 * does not count. Between sources the {@link LabelRule} decides. Pure: order and repetition of the statements do not
 * matter.
 *
 * @param precedence for {@link LabelRule#PRECEDENCE}, strongest first: {@code source}, {@code source:label}, or {@code
 *     *} for all others; not named at all is weakest
 * @param labels the task's labels, the graver first; empty when any counts
 * @param weights of an example by the source of its label
 * @param delay time after which an example's statements are complete. Younger ones are not learned from: complaints
 *     come early and their absence late, so that of these only the complaints would be known
 */
public record LabelPolicy(
        LabelRule rule, List<String> precedence, List<String> labels, Map<String, Double> weights, Duration delay) {
    /** The newest statement counts, whatever its content. */
    public static final LabelPolicy LATEST = new LabelPolicy(LabelRule.LATEST, List.of(), List.of(), Map.of());

    private static final String ANY = "*";

    /** A policy without delay. */
    public LabelPolicy(LabelRule rule, List<String> precedence, List<String> labels, Map<String, Double> weights) {
        this(rule, precedence, labels, weights, Duration.ZERO);
    }

    public LabelPolicy {
        precedence = List.copyOf(precedence);
        labels = List.copyOf(labels);
        weights = Map.copyOf(weights);
        if (rule == LabelRule.PRECEDENCE && precedence.isEmpty()) {
            throw new IllegalArgumentException("the rule precedence needs an order of sources");
        }
        if (delay.isNegative()) throw new IllegalArgumentException("the delay of labels is negative: " + delay);
        weights.forEach((source, weight) -> {
            if (!(weight >= 0) || weight.isInfinite()) {
                throw new IllegalArgumentException("the weight of source " + source + " is not a number from 0 on");
            }
        });
    }

    /** Whether the task has this label. */
    public boolean knows(String label) {
        return labels.isEmpty() || labels.contains(label);
    }

    /** Whether an example's statements were complete at the cut-off. */
    public boolean isSettled(Instant occurredAt, Instant cutoff) {
        return !occurredAt.isAfter(cutoff.minus(delay));
    }

    /** Weight of an example whose label is of this source. */
    public double weight(String source) {
        return weights.getOrDefault(source, 1.0);
    }

    /**
     * The label as it was known at a time.
     *
     * @param cutoff observations of the sources after this do not count
     * @param knownAt arrivals after this do not count
     */
    public Optional<LabelStatement> labelOf(Collection<LabelStatement> statements, Instant cutoff, Instant knownAt) {
        Map<String, LabelStatement> newest = new HashMap<>();
        for (LabelStatement each : statements) {
            if (!each.observedAt().isAfter(cutoff) && !each.recordedAt().isAfter(knownAt) && knows(each.label())) {
                newest.merge(each.source(), each, (a, b) -> ofOneSource().compare(a, b) >= 0 ? a : b);
            }
        }
        List<LabelStatement> standing =
                newest.values().stream().filter(each -> !each.withdrawn()).toList();
        return switch (rule) {
            case LATEST -> standing.stream().max(ofSources());
            case PRECEDENCE ->
                standing.stream()
                        .max(Comparator.comparingInt((LabelStatement each) -> -rank(each))
                                .thenComparing(ofSources()));
            case UNANIMOUS ->
                standing.stream().map(LabelStatement::label).distinct().count() == 1
                        ? standing.stream().min(ofSources())
                        : Optional.empty();
        };
    }

    /** The policy in words that are the same for equal policies, for a manifest. */
    public Map<String, Object> describe() {
        Map<String, Object> words = new TreeMap<>();
        words.put("rule", rule.word());
        if (rule == LabelRule.PRECEDENCE) words.put("precedence", precedence);
        if (!labels.isEmpty()) words.put("labels", labels);
        if (!weights.isEmpty()) words.put("weights", new TreeMap<>(weights));
        if (!delay.isZero()) words.put("delay", delay.toString());
        return words;
    }

    /**
     * The later one counts. At equal times, a withdrawal counts, then the graver label; of two equal ones, the one that
     * arrived first.
     */
    private Comparator<LabelStatement> ofOneSource() {
        return Comparator.comparing(LabelStatement::observedAt)
                .thenComparing(LabelStatement::withdrawn)
                .thenComparing(gravity())
                .thenComparing(LabelStatement::recordedAt, Comparator.reverseOrder());
    }

    private Comparator<LabelStatement> ofSources() {
        return Comparator.comparing(LabelStatement::observedAt)
                .thenComparing(gravity())
                .thenComparing(LabelStatement::source);
    }

    private Comparator<LabelStatement> gravity() {
        return Comparator.comparingInt((LabelStatement each) -> -labels.indexOf(each.label()))
                .thenComparing(LabelStatement::label);
    }

    private int rank(LabelStatement statement) {
        int best = precedence.indexOf(statement.source() + ":" + statement.label());
        if (best < 0) best = precedence.indexOf(statement.source());
        if (best < 0) best = precedence.indexOf(ANY);
        return best < 0 ? precedence.size() : best;
    }
}
