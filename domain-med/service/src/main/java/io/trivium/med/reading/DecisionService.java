package io.trivium.med.reading;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.security.Caller;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes a reader's decision: stored, on record, and sent to be learnt from together, or not at all. Thread-safe. */
@ApplicationScoped
class DecisionService {

    static final String ACTION = "finding.decide";
    static final String SOURCE = "/med/reading";

    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into finding_decision (id, tenant_id, study_instance_uid, revision, tracking_uid, verdict, reason_code,
            note, corrected, reader, decided_at)
        values (:id, :tenant, :study, :revision, :trackingUid, :verdict, :reasonCode, :note, :corrected::jsonb, :reader,
            :at)
        """);

    private final TenantTransactions transactions;
    private final FindingRepository findings;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    DecisionService(
            TenantTransactions transactions,
            FindingRepository findings,
            Outbox outbox,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.transactions = transactions;
        this.findings = findings;
        this.outbox = outbox;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Decides on a finding.
     *
     * @throws PlatformException {@code finding-not-found}, {@code decision-incomplete}, {@code finding-decided-meanwhile}
     */
    FindingView decide(
            TenantId tenant, StudyInstanceUid study, int revision, String trackingUid, DecisionRequest request) {
        request.check();
        return transactions.call(tenant, () -> {
            // First, because the audit log lets the decisions of an organisation in one after the other.
            audit.append(
                    ACTION,
                    "study/" + study,
                    AuditOutcome.SUCCESS,
                    Map.of(
                            "revision",
                            revision,
                            "finding",
                            trackingUid,
                            "verdict",
                            request.verdict().word(),
                            "reasonCode",
                            request.reasonCode()));
            return transactions.withOpenConnection(
                    connection -> decide(connection, tenant, study, revision, trackingUid, request));
        });
    }

    private FindingView decide(
            Connection connection,
            TenantId tenant,
            StudyInstanceUid study,
            int revision,
            String trackingUid,
            DecisionRequest request) {
        FindingView finding = findings.find(connection, study, revision, trackingUid)
                .orElseThrow(() -> new PlatformException(
                        MedErrorCode.FINDING_NOT_FOUND, MedErrorCode.FINDING_NOT_FOUND.meaning()));
        DecisionView before =
                finding.decisions().isEmpty() ? null : finding.decisions().getFirst();
        if (!Objects.equals(before == null ? null : before.id(), request.seen())) {
            throw new PlatformException(
                    MedErrorCode.DECIDED_MEANWHILE,
                    before == null
                            ? MedErrorCode.DECIDED_MEANWHILE.meaning()
                            : before.reader() + " decided on the finding meanwhile: "
                                    + before.verdict().word() + ".");
        }
        Instant at = next(clock.instant(), before);
        UUID id = UUID.randomUUID();
        CorrectedFinding corrected = request.corrected();
        INSERT.on(connection)
                .set("id", id)
                .set("tenant", tenant)
                .set("study", study)
                .set("revision", revision)
                .set("trackingUid", trackingUid)
                .set("verdict", request.verdict())
                .set("reasonCode", request.reasonCode())
                .set(
                        "note",
                        request.note() == null || request.note().isBlank()
                                ? null
                                : request.note().strip())
                .set("corrected", corrected == null ? null : json(corrected))
                .set("reader", caller.name())
                .set("at", at)
                .run();
        publish(tenant, id, finding, before, request, at);
        return findings.find(connection, study, revision, trackingUid).orElseThrow();
    }

    private void publish(
            TenantId tenant,
            UUID id,
            FindingView finding,
            @Nullable DecisionView before,
            DecisionRequest request,
            Instant at) {
        for (LabelObserved label : LearningEvents.labels(finding, before, request, at)) {
            String event = id + ":" + label.task();
            outbox.add(LabelObserved.TOPIC, EventEnvelope.of(event, SOURCE, finding.trackingUid(), at, tenant, label));
        }
        PreferenceObserved preference =
                LearningEvents.preference(finding, before, request, at).orElse(null);
        if (preference != null) {
            outbox.add(
                    PreferenceObserved.TOPIC,
                    EventEnvelope.of(id + ":preference", SOURCE, finding.trackingUid(), at, tenant, preference));
        }
    }

    /** The newest decision counts, independent of clocks. */
    private static Instant next(Instant now, @Nullable DecisionView before) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return before == null || at.isAfter(before.decidedAt())
                ? at
                : before.decidedAt().plusMillis(1);
    }

    private static String json(CorrectedFinding corrected) {
        StringBuilder text = new StringBuilder("{");
        if (corrected.malignancy() != null) text.append("\"malignancy\": ").append(corrected.malignancy());
        if (corrected.longestDiameterMm() != null) {
            text.append(text.length() > 1 ? ", " : "")
                    .append("\"longest_diameter_mm\": ")
                    .append(corrected.longestDiameterMm());
        }
        return text.append('}').toString();
    }
}
