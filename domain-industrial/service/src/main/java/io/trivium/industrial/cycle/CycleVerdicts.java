package io.trivium.industrial.cycle;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.cycle.CycleViews.CycleVerdict;
import io.trivium.industrial.cycle.CycleViews.ProcessCycle;
import io.trivium.industrial.model.CycleProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People's labels of cycles: audited, and sent to the model in the same transaction. */
@ApplicationScoped
class CycleVerdicts {
    static final String SOURCE = "/industrial/cycles";

    /** The model task that classifies defects of a cycle. */
    static final TaskName TASK = new TaskName("industrial-cycle-defect");

    /** The observer of the label. */
    private static final String OBSERVER = "operator";

    private final CycleStore store;
    private final CycleReader reader;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    CycleVerdicts(
            CycleStore store,
            CycleReader reader,
            TenantTransactions transactions,
            Outbox outbox,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.store = store;
        this.reader = reader;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /** Stores a person's label, which confirms or corrects the model's answer if there is one, or withdraws it. */
    ProcessCycle label(TenantId tenant, UUID assetId, UUID cycleId, CycleVerdict verdict) {
        CycleProfile profile = reader.profile(tenant, assetId);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String defect = verdict.defect();
        return transactions.withConnection(tenant, connection -> {
            StoredCycle before =
                    store.find(connection, tenant, assetId, cycleId).orElseThrow(CycleReader::notFound);
            StoredCycle.Label earlier = before.label();
            check(before, profile, defect);
            StoredCycle.Label after =
                    defect == null ? null : new StoredCycle.Label(defect, caller.name(), now, verdict.note());
            if (!store.label(connection, tenant, cycleId, verdict.version(), after)) {
                throw new PlatformException(
                        IndustrialErrorCode.CYCLE_CHANGED_MEANWHILE,
                        "The cycle has version " + before.version() + " by now.",
                        Map.of("version", before.version()));
            }
            if (defect != null) {
                publish(
                        tenant,
                        cycleId,
                        verdict.version(),
                        new LabelObserved(cycleId.toString(), TASK, defect, OBSERVER, now));
            } else if (earlier != null) {
                LabelObserved withdrawn =
                        new LabelObserved(cycleId.toString(), TASK, earlier.defect(), OBSERVER, now, true);
                publish(tenant, cycleId, verdict.version(), withdrawn);
            }
            audit.append(
                    defect == null ? "cycle.verdict-withdrawn" : "cycle.verdict",
                    "cycle/" + cycleId,
                    AuditOutcome.SUCCESS,
                    Map.of(
                            "assetId",
                            assetId.toString(),
                            "defect",
                            defect == null ? "" : defect,
                            "model",
                            before.verdict() == null ? "" : before.verdict().defect()));
            return CycleReader.view(
                    store.find(connection, tenant, assetId, cycleId).orElseThrow(CycleReader::notFound));
        });
    }

    private static void check(StoredCycle cycle, @Nullable CycleProfile profile, @Nullable String defect) {
        if (cycle.state() == CycleState.INCOMPLETE) {
            throw invalid("An incomplete cycle cannot be labelled: it has no complete shape.");
        }
        boolean isKnown = defect == null
                || defect.equals(CycleProfile.GOOD_NAME)
                || (profile != null
                        && profile.defects().stream()
                                .anyMatch(known -> known.name().equals(defect)));
        if (!isKnown) {
            throw invalid("There is no defect " + defect + "; GET /v1/assets/{assetId}/cycles has those there are.");
        }
    }

    private static PlatformException invalid(String detail) {
        return new PlatformException(IndustrialErrorCode.CYCLE_VERDICT_INVALID, detail, Map.of("field", "defect"));
    }

    private void publish(TenantId tenant, UUID cycleId, int version, LabelObserved label) {
        String id =
                EventIds.of(tenant, LabelObserved.TYPE, cycleId + ":" + version).toString();
        outbox.add(
                LabelObserved.TOPIC,
                EventEnvelope.of(id, SOURCE, cycleId.toString(), label.observedAt(), tenant, label));
    }
}
