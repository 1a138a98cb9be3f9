package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.ArrivalListener.Arrival;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.study.StudyCompleteness;
import io.trivium.med.study.StudyCompleteness.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which studies are still coming in. Takes events from any thread without waiting; {@link #round} alone works on them, and is
 * called by one thread. What is forgotten by a crash is found again in the rows of the archive.
 */
final class StudyWatch {

    private static final Duration RETRY = Duration.ofSeconds(2);

    /** A study of an organisation. */
    record Study(TenantId tenant, StudyInstanceUid uid) {}

    /** Takes a complete study. */
    interface Completed {
        /** Called again later where it throws. */
        void accept(Study study);
    }

    /** Takes that a sender has sent what it had of a study. */
    interface Sent {
        void accept(Study study, String source);
    }

    private sealed interface Event {
        record Stored(Arrival arrival) implements Event {}

        record Ended(UUID association) implements Event {}

        record Expected(Study study, int count) implements Event {}

        record Found(Study study, Set<String> instances, Instant at) implements Event {}
    }

    private final Times times;
    private final Completed completed;
    private final Sent sent;
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final Map<Study, StudyCompleteness> watched = new HashMap<>();
    private final Map<Study, String> sources = new HashMap<>();
    private final Map<Study, Instant> postponed = new HashMap<>();

    StudyWatch(Times times, Completed completed, Sent sent) {
        this.times = times;
        this.completed = completed;
        this.sent = sent;
    }

    void stored(Arrival arrival) {
        events.add(new Event.Stored(arrival));
    }

    void ended(UUID association) {
        events.add(new Event.Ended(association));
    }

    /** A peer said how many instances the study has. */
    void expects(Study study, int count) {
        events.add(new Event.Expected(study, count));
    }

    /**
     * Adds a study of the archive that has not been read in this form; it is complete after the quiet time from
     * {@code at}.
     */
    void found(Study study, Set<String> instances, Instant at) {
        events.add(new Event.Found(study, instances, at));
    }

    /** Studies that are coming in, as of the last round. Called by the thread of the rounds. */
    int size() {
        return watched.size();
    }

    /** Processes the events, and passes on the studies that are now complete. */
    void round(Instant now) {
        takeEvents();
        List<Study> due = new ArrayList<>();
        watched.forEach((study, state) -> {
            Instant notBefore = postponed.get(study);
            if (state.isDue(times, now) && (notBefore == null || !now.isBefore(notBefore))) due.add(study);
        });
        RuntimeException failure = null;
        for (Study study : due) {
            try {
                completed.accept(study);
                watched.remove(study);
                sources.remove(study);
                postponed.remove(study);
            } catch (RuntimeException e) {
                postponed.put(study, now.plus(RETRY));
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }

    private void takeEvents() {
        Map<Study, Batch> batches = new HashMap<>();
        Event event = events.poll();
        while (event != null) {
            switch (event) {
                case Event.Stored(Arrival arrival) -> {
                    Study study = new Study(arrival.tenant(), arrival.study());
                    Batch batch = batches.get(study);
                    if (batch == null
                            || !batch.association.equals(arrival.association().toString())) {
                        apply(study, batch);
                        batch = new Batch(arrival.association().toString());
                        batches.put(study, batch);
                    }
                    batch.add(arrival);
                    sources.put(study, arrival.source());
                }
                case Event.Ended(UUID association) -> {
                    batches.forEach(this::apply);
                    batches.clear();
                    end(association.toString());
                }
                case Event.Expected(Study study, int count) ->
                    watched.computeIfPresent(study, (ignored, state) -> state.expects(count));
                case Event.Found(Study study, Set<String> instances, Instant at) ->
                    watched.merge(
                            study,
                            StudyCompleteness.nothing().received(instances, "", at),
                            (known, ignored) -> known.received(instances, "", at));
            }
            event = events.poll();
        }
        batches.forEach(this::apply);
    }

    private void end(String association) {
        List<Study> over = new ArrayList<>();
        watched.replaceAll((study, state) -> {
            if (!state.associations().containsKey(association)) return state;
            over.add(study);
            return state.released(association);
        });
        for (Study study : over) sent.accept(study, sources.getOrDefault(study, ""));
    }

    private void apply(Study study, @Nullable Batch batch) {
        if (batch == null) return;
        StudyCompleteness state = watched.getOrDefault(study, StudyCompleteness.nothing());
        watched.put(study, state.received(batch.instances, batch.association, batch.last));
    }

    /** The instances of one study received in one association between two rounds. */
    private static final class Batch {
        private final String association;
        private final Set<String> instances = new HashSet<>();
        private Instant last = Instant.MIN;

        Batch(String association) {
            this.association = association;
        }

        void add(Arrival arrival) {
            // Another content of a known instance keeps the study open: its sender is not done.
            instances.add(
                    arrival.duplication() == Duplication.OTHER_CONTENT
                            ? arrival.sopInstance() + "#" + arrival.sha256()
                            : arrival.sopInstance());
            if (arrival.at().isAfter(last)) last = arrival.at();
        }
    }
}
