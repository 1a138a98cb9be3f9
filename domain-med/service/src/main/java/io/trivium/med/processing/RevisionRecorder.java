package io.trivium.med.processing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.outbox.OutboxRecord;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends a revision in one transaction: its state, findings, result objects, deliveries, audit entry and event are
 * committed or rolled back together. Thread-safe.
 */
@ApplicationScoped
class RevisionRecorder {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    private static boolean hasLater(Connection connection, TakenRevision taken) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select 1 from study_revision where study_instance_uid = ? and revision > ? limit 1")) {
            query.setString(1, taken.study());
            query.setInt(2, taken.revision());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void update(Connection connection, TakenRevision taken, Ending ending, Instant now)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update study_revision set state = ?, stage = null, progress = 1, lease_until = null,
                    series_instance_uid = ?, reason_code = ?, reason = ?, model_id = ?, model_version = ?, finished_at = ?
                where study_instance_uid = ? and revision = ? and attempts = ? and state = 'running'""")) {
            update.setString(1, ending.state());
            update.setString(2, ending.series());
            update.setString(3, ending.reasonCode());
            update.setString(4, ending.reason());
            update.setString(5, ending.modelVersion() == null ? null : ResultWriting.MODEL);
            update.setString(6, ending.modelVersion());
            update.setObject(7, now.atOffset(ZoneOffset.UTC));
            update.setString(8, taken.study());
            update.setInt(9, taken.revision());
            update.setInt(10, taken.attempt());
            if (update.executeUpdate() == 0) throw new LostRevisionException(taken);
        }
    }

    private static void findings(Connection connection, TakenRevision taken, Outcome.Read read) throws SQLException {
        Grid grid = read.volume().grid();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into finding (tenant_id, study_instance_uid, revision, tracking_uid, number, centre_x, centre_y,
                    centre_z, slice_index, slice_sop_instance_uid, detection, malignancy, longest_diameter_mm, short_axis_mm,
                    volume_mm3, unreliable, lung_rads, attributes, outline)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)""")) {
            int number = 1;
            for (NoduleFinding finding : read.findings()) {
                int slice = (int)
                        Math.clamp(Math.round(grid.indexOf(finding.centre()).z()), 0, grid.slices() - 1L);
                insert.setString(1, taken.tenant().value());
                insert.setString(2, taken.study());
                insert.setInt(3, taken.revision());
                insert.setString(4, finding.trackingUid());
                insert.setInt(5, number++);
                insert.setDouble(6, finding.centre().x());
                insert.setDouble(7, finding.centre().y());
                insert.setDouble(8, finding.centre().z());
                insert.setInt(9, slice);
                insert.setString(10, read.slices().get(slice).sopInstanceUid());
                insert.setDouble(11, finding.detection());
                Optional<Size> size = finding.size();
                insert.setObject(
                        12,
                        finding.malignancy().isPresent() ? finding.malignancy().getAsDouble() : null);
                insert.setObject(13, size.map(Size::longestDiameterMm).orElse(null));
                insert.setObject(14, size.map(Size::shortAxisMm).orElse(null));
                insert.setObject(15, size.map(Size::volumeMm3).orElse(null));
                insert.setString(
                        16, finding.extent() instanceof Extent.Unreliable(Extent.Reason reason) ? reason.word() : null);
                insert.setString(
                        17,
                        finding.lungRads().map(rads -> rads.category().label()).orElse(null));
                insert.setString(18, json(new TreeMap<>(finding.attributes())));
                insert.setString(19, json(outline(finding, grid, read.slices())));
                insert.addBatch();
            }
            insert.executeBatch();
        }
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

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always written", e);
        }
    }

    private static void objects(Connection connection, TakenRevision taken, List<Kept> objects) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into result_object (tenant_id, study_instance_uid, revision, role, sop_class_uid, sop_instance_uid,
                    sha256)
                values (?, ?, ?, ?, ?, ?, ?)""")) {
            for (Kept each : objects) {
                insert.setString(1, taken.tenant().value());
                insert.setString(2, taken.study());
                insert.setInt(3, taken.revision());
                insert.setString(4, each.object().role());
                insert.setString(5, each.object().sopClass());
                insert.setString(6, each.object().sopInstance());
                insert.setString(7, each.sha256());
                insert.addBatch();
            }
            insert.executeBatch();
        }
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
        return EventEnvelope.of(id, "/med", taken.study(), now, taken.tenant(), data);
    }
}
