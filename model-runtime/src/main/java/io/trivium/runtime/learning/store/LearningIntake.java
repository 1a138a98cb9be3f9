package io.trivium.runtime.learning.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.inbox.Inbox;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.store.ExampleGate.Refusal;
import io.trivium.runtime.registry.TaskCatalogue.TaskVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores what came over the learning topics: each event once, in one transaction with the note that it was taken. In any order
 * and any repetition the same is in the tables afterwards, apart from when it was recorded. Thread-safe.
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

    /** What became of one arrival, counted after the commit. */
    private record Result(
            Arrival.Kind kind, String word, @Nullable RejectionReason reason, boolean duplicate) {}

    /** What was found out about an arrival before the transaction. */
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

    /** Stores everything or, with an exception, nothing. */
    void take(TenantId tenant, List<Arrival> arrivals) {
        Map<String, List<TaskVersion>> versions = new HashMap<>();
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
            // Within the lock: what was recorded before a manifest took it alone is there for the manifest to see.
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            ArrivalTable table = new ArrivalTable(connection, tenant, now);
            List<Result> made = new ArrayList<>();
            for (Judged each : judged) made.add(store(connection, table, each));
            return made;
        });
        results.forEach(this::count);
    }

    private byte @Nullable [] subject(TenantId tenant, Arrival arrival) {
        if (arrival instanceof Arrival.Example example && example.data().subjectKey() != null) {
            return pseudonyms.ofSubject(tenant, example.data().subjectKey());
        }
        return null;
    }

    private Result store(Connection connection, ArrivalTable table, Judged judged) throws SQLException {
        Arrival arrival = judged.arrival;
        if (!inbox.firstSeen(connection, arrival.kind().consumer(), arrival.eventId())) {
            return new Result(arrival.kind(), "repeated", null, false);
        }
        if (judged.subject != null && table.isErasedSubject(judged.subject)) {
            table.erase(arrival.task(), arrival.exampleId(), judged.example);
            return rejected(table, arrival, RejectionReason.SUBJECT_ERASED, "Its subject was erased.");
        }
        if (table.isErasedExample(judged.example)) {
            return rejected(table, arrival, RejectionReason.EXAMPLE_ERASED, "The example's subject was erased.");
        }
        if (judged.refusal.isPresent()) {
            Refusal refusal = judged.refusal.orElseThrow();
            return rejected(table, arrival, refusal.reason(), refusal.detail());
        }
        return switch (arrival) {
            case Arrival.Example example -> added(table, example, judged.subject);
            case Arrival.Label label -> added(arrival, table.addLabel(label.data()));
            case Arrival.Preference preference -> added(arrival, table.addPreference(preference.data()));
        };
    }

    private static Result added(ArrivalTable table, Arrival.Example example, byte @Nullable [] subject)
            throws SQLException {
        return switch (table.addExample(example.data(), subject)) {
            case STORED -> new Result(Arrival.Kind.EXAMPLE, "stored", null, false);
            case DUPLICATE -> new Result(Arrival.Kind.EXAMPLE, "stored", null, true);
            case REPEATED -> new Result(Arrival.Kind.EXAMPLE, "repeated", null, false);
            case CONFLICT ->
                rejected(
                        table,
                        example,
                        RejectionReason.EXAMPLE_CONFLICT,
                        "Another example of the task has the id; the first one stays.");
        };
    }

    private static Result added(Arrival arrival, boolean isNew) {
        return new Result(arrival.kind(), isNew ? "stored" : "repeated", null, false);
    }

    private static Result rejected(ArrivalTable table, Arrival arrival, RejectionReason reason, String detail)
            throws SQLException {
        table.addRejection(arrival, reason, detail);
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
