package io.trivium.fin.casework;

import io.trivium.fin.casework.queue.Disposition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A closed case that is like another one.
 *
 * @param disposition how it ended
 * @param sharedEntities entities in both: kind, colon, token
 * @param sharedReasons reason codes in both
 * @param likeness in (0, 1], 1 the most alike
 */
public record SimilarCaseView(
        long caseNumber,
        Disposition disposition,
        Instant closedAt,
        int alertCount,
        List<String> sharedEntities,
        List<String> sharedReasons,
        double likeness) {

    static final int MAX = 10;

    private static final double ENTITIES = 0.7;
    private static final double REASONS = 0.3;
    /** Shared entities at which they have their full weight. */
    private static final double MANY = 2;
    /** A terminal serves many people; sharing one says less than sharing a device. */
    private static final double TERMINAL = 0.5;

    /** A closed case to compare with. */
    record Candidate(
            long caseNumber,
            Disposition disposition,
            Instant closedAt,
            int alertCount,
            List<String> sharedEntities,
            List<String> reasons) {}

    /** The most alike of the candidates; those that share nothing are left out. */
    static List<SimilarCaseView> rank(Collection<String> ownReasons, Collection<Candidate> candidates) {
        List<SimilarCaseView> ranked = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Set<String> shared = new HashSet<>(candidate.reasons());
            shared.retainAll(Set.copyOf(ownReasons));
            Set<String> either = new HashSet<>(candidate.reasons());
            either.addAll(ownReasons);
            double entities = candidate.sharedEntities().stream()
                    .mapToDouble(entity -> entity.startsWith("terminal:") ? TERMINAL : 1)
                    .sum();
            double likeness = ENTITIES * Math.min(1, entities / MANY)
                    + (either.isEmpty() ? 0 : REASONS * shared.size() / either.size());
            if (likeness > 0) {
                ranked.add(new SimilarCaseView(
                        candidate.caseNumber(),
                        candidate.disposition(),
                        candidate.closedAt(),
                        candidate.alertCount(),
                        candidate.sharedEntities(),
                        shared.stream().sorted().toList(),
                        likeness));
            }
        }
        ranked.sort(Comparator.comparingDouble(SimilarCaseView::likeness)
                .reversed()
                .thenComparing(SimilarCaseView::closedAt, Comparator.reverseOrder()));
        return ranked.subList(0, Math.min(MAX, ranked.size()));
    }
}
