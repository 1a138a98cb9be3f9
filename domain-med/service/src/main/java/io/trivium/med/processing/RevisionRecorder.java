package io.trivium.med.processing;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.outbox.OutboxRecord;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.delivery.Deliveries;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.Extent.Size;
import io.trivium.med.finding.MaskOutline;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.processing.StudyReading.Outcome;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ends a revision in one transaction: its state, findings, result objects, deliveries, audit entry and event are
 * committed or rolled back together. Thread-safe.
 */
@ApplicationScoped
class RevisionRecorder {

    private static final SqlQuery<Boolean> HAS_LATER = SqlQuery.of(Boolean.class, """
        select exists (select from study_revision where study_instance_uid = :study and revision > :revision)
        """);

    private static final SqlUpdate END = SqlUpdate.of("""
        update study_revision set state = :state, stage = null, progress = 1, lease_until = null,
            series_instance_uid = :series, reason_code = :code, reason = :reason, model_id = :model,
            model_version = :modelVersion, finished_at = :now
        where study_instance_uid = :study and revision = :revision and attempts = :attempt and state = 'running'
        """);

    private static final SqlUpdate INSERT_FINDING = SqlUpdate.of("""
        insert into finding (tenant_id, study_instance_uid, revision, tracking_uid, number, centre_x, centre_y,
            centre_z, slice_index, slice_sop_instance_uid, detection, malignancy, longest_diameter_mm, short_axis_mm,
            volume_mm3, unreliable, lung_rads, attributes, outline)
        values (:tenant, :study, :revision, :trackingUid, :number, :x, :y, :z, :slice, :sliceUid, :detection, :malignancy,
            :longest, :shortAxis, :volume, :unreliable, :lungRads, :attributes::jsonb, :outline::jsonb)
        """);

    private static final SqlUpdate INSERT_OBJECT = SqlUpdate.of("""
        insert into result_object (tenant_id, study_instance_uid, revision, role, sop_class_uid, sop_instance_uid,
            sha256)
        values (:tenant, :study, :revision, :role, :sopClass, :sopInstance, :sha256)
        """);

    private final TenantTransactions transactions;
    private final RevisionItems items;
    private final Deliveries deliveries;
    private final AuditLog audit;
    private final Outbox outbox;
    private final LearningExamples examples;
    private final InstantSource clock;

    RevisionRecorder(
            TenantTransactions transactions,
            RevisionItems items,
            Deliveries deliveries,
            AuditLog audit,
            Outbox outbox,
            LearningExamples examples,
            InstantSource clock) {
        this.transactions = transactions;
        this.items = items;
        this.deliveries = deliveries;
        this.audit = audit;
        this.outbox = outbox;
        this.examples = examples;
        this.clock = clock;
    }

    /** The revision was assigned to another process while this one still worked on it; the work is discarded. */
    static final class LostRevisionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostRevisionException(TakenRevision revision) {
            super("the lease of " + revision.object() + " ran out");
        }
    }

    /** An object with its place in the archive. */
    record Kept(ResultObject object, String sha256) {}

    /**
     * The end of a revision.
     *
     * @param state as in {@code study_revision}: done, refused or failed
     * @param read null unless it was read
     * @param modelVersion null if no model was called
     */
    record Ending(
            String state,
            @Nullable String reasonCode,
            @Nullable String reason,
            @Nullable String series,
            @Nullable String modelVersion,
            Outcome.@Nullable Read read,
            List<Kept> objects,
            List<Deliveries.Planned> planned) {

        static Ending without(String state, String reasonCode, String reason) {
            return new Ending(state, reasonCode, reason, null, null, null, List.of(), List.of());
        }

        String outcome() {
            return state.equals("done") ? "read" : state;
        }
    }

    /**
     * Records the end of a revision.
     *
     * @return the recorded ending, which differs if the revision was superseded meanwhile
     * @throws LostRevisionException if the revision now belongs to another process; nothing is recorded then
     */
    Ending record(TakenRevision taken, Ending wanted) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<OutboxRecord> told = examples(taken, wanted);
        return transactions.withConnection(taken.tenant(), connection -> {
            Ending ending = hasLater(connection, taken)
                    ? Ending.without(
                            "refused",
                            StudyRevisions.SUPERSEDED,
                            "More instances came while it was read; the next revision holds them.")
                    : wanted;
            update(connection, taken, ending, now);
            Outcome.Read read = ending.read();
            if (read != null) findings(connection, taken, read);
            objects(connection, taken, ending.objects());
            items.end(
                    connection,
                    taken,
                    ending.state(),
                    ending.objects().stream()
                            .map(kept -> kept.object().dataSet())
                            .toList(),
                    now);
            deliveries.add(connection, taken.tenant(), taken.study(), taken.revision(), ending.planned(), now);
            audit.append(auditEvent(taken, ending));
            outbox.add(StudyProcessed.TOPIC, event(taken, ending, now));
            if (read != null) told.forEach(outbox::add);
            return ending;
        });
    }

    /** Made before the transaction begins: they read files. */
    private List<OutboxRecord> examples(TakenRevision taken, Ending ending) {
        Outcome.Read read = ending.read();
        String version = ending.modelVersion();
        return read == null || version == null ? List.of() : examples.of(taken, read, version);
    }

    private static boolean hasLater(Connection connection, TakenRevision taken) {
        return HAS_LATER
                .on(connection)
                .set("study", taken.study())
                .set("revision", taken.revision())
                .one();
    }

    private static void update(Connection connection, TakenRevision taken, Ending ending, Instant now) {
        int ended = END.on(connection)
                .set("state", ending.state())
                .set("series", ending.series())
                .set("code", ending.reasonCode())
                .set("reason", ending.reason())
                .set("model", ending.modelVersion() == null ? null : ResultWriting.MODEL)
                .set("modelVersion", ending.modelVersion())
                .set("now", now)
                .set("study", taken.study())
                .set("revision", taken.revision())
                .set("attempt", taken.attempt())
                .run();
        if (ended == 0) throw new LostRevisionException(taken);
    }

    private static void findings(Connection connection, TakenRevision taken, Outcome.Read read) {
        Grid grid = read.volume().grid();
        List<Integer> indexes =
                IntStream.range(0, read.findings().size()).boxed().toList();
        INSERT_FINDING.batch(connection, indexes, (call, index) -> {
            NoduleFinding finding = read.findings().get(index);
            int slice =
                    (int) Math.clamp(Math.round(grid.indexOf(finding.centre()).z()), 0, grid.slices() - 1L);
            Optional<Size> size = finding.size();
            call.set("tenant", taken.tenant())
                    .set("study", taken.study())
                    .set("revision", taken.revision())
                    .set("trackingUid", finding.trackingUid())
                    .set("number", index + 1)
                    .set("x", finding.centre().x())
                    .set("y", finding.centre().y())
                    .set("z", finding.centre().z())
                    .set("slice", slice)
                    .set("sliceUid", read.slices().get(slice).sopInstanceUid())
                    .set("detection", finding.detection())
                    .set(
                            "malignancy",
                            finding.malignancy().isPresent()
                                    ? finding.malignancy().getAsDouble()
                                    : null)
                    .set("longest", size.map(Size::longestDiameterMm).orElse(null))
                    .set("shortAxis", size.map(Size::shortAxisMm).orElse(null))
                    .set("volume", size.map(Size::volumeMm3).orElse(null))
                    .set(
                            "unreliable",
                            finding.extent() instanceof Extent.Unreliable(Extent.Reason reason) ? reason.word() : null)
                    .set(
                            "lungRads",
                            finding.lungRads()
                                    .map(rads -> rads.category().label())
                                    .orElse(null))
                    .json("attributes", new TreeMap<>(finding.attributes()))
                    .json("outline", outline(finding, grid, read.slices()));
        });
    }

    private static Map<String, Object> outline(NoduleFinding finding, Grid grid, List<SliceHeader> slices) {
        List<Map<String, Object>> touched = new ArrayList<>();
        for (MaskOutline each : MaskOutline.of(finding.mask(), grid)) {
            Map<String, Object> slice = new LinkedHashMap<>();
            slice.put("index", each.slice());
            slice.put("sop_instance_uid", slices.get(each.slice()).sopInstanceUid());
            slice.put("paths", each.paths());
            touched.add(slice);
        }
        return Map.of("slices", touched);
    }

    private static void objects(Connection connection, TakenRevision taken, List<Kept> objects) {
        INSERT_OBJECT.batch(
                connection,
                objects,
                (call, each) -> call.set("tenant", taken.tenant())
                        .set("study", taken.study())
                        .set("revision", taken.revision())
                        .set("role", each.object().role())
                        .set("sopClass", each.object().sopClass())
                        .set("sopInstance", each.object().sopInstance())
                        .set("sha256", each.sha256()));
    }

    private static AuditEvent auditEvent(TakenRevision taken, Ending ending) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("attempt", taken.attempt());
        if (ending.reasonCode() != null) details.put("reasonCode", ending.reasonCode());
        if (ending.reason() != null) details.put("reason", ending.reason());
        if (ending.series() != null) details.put("seriesInstanceUid", ending.series());
        if (ending.modelVersion() != null) details.put("modelVersion", ending.modelVersion());
        if (ending.read() != null)
            details.put("findings", ending.read().findings().size());
        return new AuditEvent(
                taken.tenant(),
                "system:processing",
                "study.process",
                taken.object(),
                switch (ending.state()) {
                    case "done" -> AuditOutcome.SUCCESS;
                    case "refused" -> AuditOutcome.REFUSED;
                    default -> AuditOutcome.FAILURE;
                },
                details);
    }

    private static EventEnvelope<StudyProcessed> event(TakenRevision taken, Ending ending, Instant now) {
        StudyProcessed data = new StudyProcessed(
                taken.study(),
                taken.revision(),
                ending.outcome(),
                ending.reasonCode(),
                ending.series(),
                ending.read() == null ? 0 : ending.read().findings().size(),
                ending.modelVersion() == null ? null : ResultWriting.MODEL,
                ending.modelVersion(),
                ending.objects().stream()
                        .map(kept -> kept.object().sopInstance())
                        .toList(),
                taken.completedAt(),
                now);
        // A failed revision may be retried and end otherwise: another fact, another id.
        String id = EventIds.of(
                        taken.tenant(), data.type(), taken.object() + "/" + ending.outcome() + "/" + taken.attempt())
                .toString();
        return EventEnvelope.of(id, "/med", taken.study().value(), now, taken.tenant(), data);
    }
}
