package io.trivium.runtime.learning.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.inbox.Inbox;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.store.ArrivalTable.NewExample;
import io.trivium.runtime.learning.store.ArrivalTable.Rejection;
import io.trivium.runtime.learning.store.ExampleGate.Refusal;
import io.trivium.runtime.registry.TaskCatalogue.TaskVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores the records of the learning topics: each event once, in one transaction with the record of its receipt. The
 * tables have the same contents after any order and repetition, apart from the times of recording. Thread-safe.
 */
@ApplicationScoped
class LearningIntake {
    private final ArrivalGate gate;
    private final Pseudonyms pseudonyms;
    private final Inbox inbox;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final MeterRegistry meters;

    LearningIntake(
            ArrivalGate gate,
            Pseudonyms pseudonyms,
            Inbox inbox,
            TenantTransactions transactions,
            InstantSource clock,
            MeterRegistry meters) {
        this.gate = gate;
        this.pseudonyms = pseudonyms;
        this.inbox = inbox;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
    }

    /** The outcome of one arrival, counted after the commit. */
    private record Result(
            Arrival.Kind kind, String word, @Nullable RejectionReason reason, boolean duplicate) {}

    /** The findings about an arrival before the transaction. */
    private static final class Judged {
        private final Arrival arrival;
        private final Optional<Refusal> refusal;
        private final byte @Nullable [] subject;
        private final byte[] example;

        Judged(Arrival arrival, Optional<Refusal> refusal, byte @Nullable [] subject, byte[] example) {
            this.arrival = arrival;
            this.refusal = refusal;
            this.subject = subject;
            this.example = example;
        }
    }

    /** Stores all records or, with an exception, none. */
    void take(TenantId tenant, List<Arrival> arrivals) {
        Map<TaskName, List<TaskVersion>> versions = new HashMap<>();
        List<Judged> judged = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            judged.add(new Judged(
                    arrival,
                    gate.check(arrival, versions.computeIfAbsent(arrival.task(), gate::versions)),
                    subject(tenant, arrival),
                    pseudonyms.ofExample(tenant, arrival.task(), arrival.exampleId())));
        }
        List<Result> results = transactions.withConnection(tenant, connection -> {
            StoreLock.ARRIVALS.share(connection, tenant);
            // Within the lock: rows recorded before a manifest took it exclusively are visible to the manifest.
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            return store(connection, new ArrivalTable(connection, tenant, now), judged);
        });
        results.forEach(this::count);
    }

    private byte @Nullable [] subject(TenantId tenant, Arrival arrival) {
        if (arrival instanceof Arrival.Example example && example.data().subjectKey() != null) {
            return pseudonyms.ofSubject(tenant, example.data().subjectKey());
        }
        return null;
    }

    /** In as few statements as there are kinds of rows: one for each arrival would cost more than all else that is done for it. */
    private List<Result> store(Connection connection, ArrivalTable table, List<Judged> all) throws SQLException {
        Map<Arrival.Kind, Set<String>> fresh = fresh(connection, all);
        Set<ByteBuffer> erasedSubjects = table.erasedSubjects(
                all.stream().map(each -> each.subject).filter(Objects::nonNull).toList());
        Set<ByteBuffer> erasedExamples =
                table.erasedExamples(all.stream().map(each -> each.example).toList());
        List<Result> results = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        List<NewExample> examples = new ArrayList<>();
        List<Arrival.Example> sources = new ArrayList<>();
        for (Judged each : all) {
            Arrival arrival = each.arrival;
            if (!Objects.requireNonNull(fresh.get(arrival.kind())).remove(arrival.eventId())) {
                results.add(new Result(arrival.kind(), "repeated", null, false));
            } else if (each.subject != null && erasedSubjects.contains(ByteBuffer.wrap(each.subject))) {
                table.addRejections(rejections);
                rejections.clear();
                table.erase(arrival.task(), arrival.exampleId(), each.example);
                erasedExamples.add(ByteBuffer.wrap(each.example));
                results.add(rejected(rejections, arrival, RejectionReason.SUBJECT_ERASED, "Its subject was erased."));
            } else if (erasedExamples.contains(ByteBuffer.wrap(each.example))) {
                results.add(rejected(
                        rejections, arrival, RejectionReason.EXAMPLE_ERASED, "The example's subject was erased."));
            } else if (each.refusal.isPresent()) {
                Refusal refusal = each.refusal.orElseThrow();
                results.add(rejected(rejections, arrival, refusal.reason(), refusal.detail()));
            } else {
                switch (arrival) {
                    case Arrival.Example example -> {
                        sources.add(example);
                        examples.add(new NewExample(example.data(), each.subject));
                    }
                    case Arrival.Label label -> results.add(added(arrival, table.addLabel(label.data())));
                    case Arrival.Preference preference ->
                        results.add(added(arrival, table.addPreference(preference.data())));
                }
            }
        }
        List<ArrivalTable.Outcome> outcomes = table.addExamples(examples);
        for (int i = 0; i < outcomes.size(); i++) results.add(added(rejections, sources.get(i), outcomes.get(i)));
        table.addRejections(rejections);
        return results;
    }

    /** Ids of the events that were not taken before, by kind. */
    private Map<Arrival.Kind, Set<String>> fresh(Connection connection, List<Judged> all) throws SQLException {
        Map<Arrival.Kind, List<String>> ids = new EnumMap<>(Arrival.Kind.class);
        for (Judged each : all) {
            ids.computeIfAbsent(each.arrival.kind(), kind -> new ArrayList<>()).add(each.arrival.eventId());
        }
        Map<Arrival.Kind, Set<String>> fresh = new EnumMap<>(Arrival.Kind.class);
        for (Map.Entry<Arrival.Kind, List<String>> each : ids.entrySet()) {
            fresh.put(each.getKey(), inbox.firstSeen(connection, each.getKey().consumer(), each.getValue()));
        }
        return fresh;
    }

    private static Result added(List<Rejection> rejections, Arrival.Example example, ArrivalTable.Outcome outcome) {
        return switch (outcome) {
            case STORED -> new Result(Arrival.Kind.EXAMPLE, "stored", null, false);
            case DUPLICATE -> new Result(Arrival.Kind.EXAMPLE, "stored", null, true);
            case REPEATED -> new Result(Arrival.Kind.EXAMPLE, "repeated", null, false);
            case CONFLICT ->
                rejected(
                        rejections,
                        example,
                        RejectionReason.EXAMPLE_CONFLICT,
                        "Another example of the task has the id; the first one stays.");
        };
    }

    private static Result added(Arrival arrival, boolean isNew) {
        return new Result(arrival.kind(), isNew ? "stored" : "repeated", null, false);
    }

    private static Result rejected(List<Rejection> rejections, Arrival arrival, RejectionReason reason, String detail) {
        rejections.add(new Rejection(arrival, reason, detail));
        return new Result(arrival.kind(), "rejected", reason, false);
    }

    private void count(Result result) {
        String kind = result.kind().word();
        meters.counter(LearningMetrics.ARRIVALS, "kind", kind, "result", result.word())
                .increment();
        if (result.reason() != null) {
            meters.counter(
                            LearningMetrics.REJECTIONS,
                            "kind",
                            kind,
                            "reason",
                            result.reason().code())
                    .increment();
        }
        if (result.duplicate()) meters.counter(LearningMetrics.DUPLICATES).increment();
    }
}
