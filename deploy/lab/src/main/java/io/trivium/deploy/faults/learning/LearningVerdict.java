package io.trivium.deploy.faults.learning;

import io.trivium.deploy.faults.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the labels in the store against those that were sent. */
final class LearningVerdict {
    private LearningVerdict() {}

    /**
     * Broken promises; empty when all were kept.
     *
     * @param sent whether it says fraud, by the id of the example
     * @param acknowledged ids of examples
     * @param stored the store's rows of the run's examples, each as often as it is stored
     */
    static List<Violation> of(Map<String, Boolean> sent, Set<String> acknowledged, List<Stored> stored) {
        List<Violation> violations = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (Stored label : stored) {
            if (!Boolean.valueOf(label.fraud()).equals(sent.get(label.id()))) {
                violations.add(new Violation(LearningPromise.NEVER_SENT, label.id(), "stored as " + label));
            } else if (!there.add(label.id())) {
                violations.add(new Violation(LearningPromise.TWICE, label.id(), "stored again as " + label));
            }
        }
        acknowledged.stream()
                .filter(id -> !there.contains(id))
                .sorted()
                .forEach(id ->
                        violations.add(new Violation(LearningPromise.LOST, id, "acknowledged, not in the store")));
        return violations;
    }

    /** A row of the store. */
    record Stored(String id, boolean fraud) {}
}
