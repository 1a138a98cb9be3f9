package io.trivium.med.study;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When a study counts as complete, as a pure state: events in, next state out; the clock is the events' own.
 *
 * <p>A study is complete once something arrived, no association that sends to it is open, and
 * <ul>
 *   <li>every expected instance is there, as counted by (0020,1208) or (0020,1209) of a query or an instance availability
 *       notice, after the {@code settle} time, or
 *   <li>nothing arrived for the {@code quiet} time.
 * </ul>
 * An association that is open but sends nothing for {@code abandoned} holds nothing up. An instance that arrives after
 * completion starts the next version; nothing of an earlier version is taken back. Neither order nor repetition of arrivals
 * changes the outcome: instances are a set.
 *
 * @param version of the set of instances, from 1; rises with the first late instance after a completion
 * @param instances SOP Instance UIDs that arrived, in order of the UIDs
 * @param associations open ones that sent to this study, with the time each sent last
 * @param lastArrival of an instance that was new
 * @param expected instances, where a peer said
 * @param completed whether this version was declared complete
 */
public record StudyCompleteness(
        int version,
        TreeSet<String> instances,
        TreeMap<String, Instant> associations,
        Optional<Instant> lastArrival,
        OptionalInt expected,
        boolean completed) {
    public StudyCompleteness {
        instances = new TreeSet<>(instances);
        associations = new TreeMap<>(associations);
    }

    /** A study of which nothing has arrived. */
    public static StudyCompleteness nothing() {
        return new StudyCompleteness(1, new TreeSet<>(), new TreeMap<>(), Optional.empty(), OptionalInt.empty(), false);
    }

    /**
     * Times of the policy.
     *
     * @param settle wait after the last instance when all expected ones are there, for a count that was too low
     * @param quiet wait after the last instance otherwise
     * @param abandoned silence after which an open association is taken for dead
     */
    public record Times(Duration settle, Duration quiet, Duration abandoned) {
        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(2));

        public Times {
            if (settle.isNegative() || quiet.compareTo(settle) < 0 || abandoned.compareTo(quiet) < 0) {
                throw new IllegalArgumentException("times have to rise: settle, quiet, abandoned");
            }
        }
    }

    /**
     * An instance was stored.
     *
     * @param association that sent it; empty for HTTP, which has no release to wait for
     */
    public StudyCompleteness received(String sopInstanceUid, String association, Instant at) {
        return received(Set.of(sopInstanceUid), association, at);
    }

    /** As {@link #received(String, String, Instant)}, for several at once; {@code at} is the time of the last. */
    public StudyCompleteness received(Set<String> sopInstanceUids, String association, Instant at) {
        boolean isNew = !instances.containsAll(sopInstanceUids);
        TreeSet<String> more = new TreeSet<>(instances);
        more.addAll(sopInstanceUids);
        TreeMap<String, Instant> open = new TreeMap<>(associations);
        if (!association.isEmpty()) open.merge(association, at, (a, b) -> a.isAfter(b) ? a : b);
        boolean late = completed && isNew;
        return new StudyCompleteness(
                late ? version + 1 : version,
                more,
                open,
                isNew ? later(at) : lastArrival,
                expected,
                completed && !late);
    }

    /** An association ended, by release or abort; instances it sent stay. */
    public StudyCompleteness released(String association) {
        TreeMap<String, Instant> open = new TreeMap<>(associations);
        open.remove(association);
        return new StudyCompleteness(version, instances, open, lastArrival, expected, completed);
    }

    /** A peer said how many instances the study has; the largest number said counts. */
    public StudyCompleteness expects(int count) {
        return new StudyCompleteness(
                version,
                instances,
                associations,
                lastArrival,
                OptionalInt.of(Math.max(count, expected.orElse(0))),
                completed);
    }

    /** The state with this version declared complete. */
    public StudyCompleteness complete() {
        if (instances.isEmpty()) throw new IllegalStateException("nothing arrived");
        return new StudyCompleteness(version, instances, associations, lastArrival, expected, true);
    }

    /**
     * Earliest time at which this version is complete if nothing else happens; nothing if it is, or nothing arrived.
     */
    public Optional<Instant> due(Times times) {
        if (completed || lastArrival.isEmpty()) return Optional.empty();
        boolean allThere = expected.isPresent() && instances.size() >= expected.getAsInt();
        Instant due = lastArrival.orElseThrow().plus(allThere ? times.settle() : times.quiet());
        for (Instant sentLast : associations.values()) {
            Instant dead = sentLast.plus(times.abandoned());
            if (dead.isAfter(due)) due = dead;
        }
        return Optional.of(due);
    }

    public boolean isDue(Times times, Instant now) {
        return due(times).filter(due -> !now.isBefore(due)).isPresent();
    }

    /**
     * Returns the content of this version, for derived UIDs: the same set gives the same text in any order of arrival.
     */
    public Set<String> instanceSet() {
        return new TreeSet<>(instances);
    }

    private Optional<Instant> later(Instant at) {
        return lastArrival.filter(known -> known.isAfter(at)).isPresent() ? lastArrival : Optional.of(at);
    }
}
