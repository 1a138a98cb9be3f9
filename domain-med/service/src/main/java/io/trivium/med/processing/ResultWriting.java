package io.trivium.med.processing;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.delivery.Destination;
import io.trivium.med.processing.StudyReading.Outcome;
import io.trivium.med.report.DerivedUid;
import io.trivium.med.report.FhirWriter;
import io.trivium.med.report.ImagingOrder;
import io.trivium.med.report.NoduleReport;
import io.trivium.med.report.OruWriter;
import io.trivium.med.report.PresentationStateWriter;
import io.trivium.med.report.ResultContext;
import io.trivium.med.report.ResultContext.ReportingDevice;
import io.trivium.med.report.ResultIdentity;
import io.trivium.med.report.SecondaryCaptureWriter;
import io.trivium.med.report.SegmentationWriter;
import io.trivium.med.report.WorkItem;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.SliceHeader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the objects and messages of a revision. The same revision and the same findings give the same bytes. Thread-safe. */
final class ResultWriting {

    static final String MODEL = StudyModels.RATING;
    /** Version of what a finding holds. */
    static final String FINDING_SCHEMA = "nodule-1";
    /** Replaces the model's version if no model was called. */
    static final String NO_MODEL = "-";

    private final ReportingDevice device;
    private final ZoneId zone;
    private final Map<String, FhirWriter> fhirWriters = new ConcurrentHashMap<>();

    ResultWriting(ProcessingConfig config) {
        ProcessingConfig.Device own = config.device();
        this.device = new ReportingDevice(
                DerivedUid.of("device", own.manufacturer(), own.modelName(), own.serialNumber()),
                own.manufacturer(),
                own.modelName(),
                own.serialNumber(),
                own.softwareVersion());
        this.zone = config.zone();
    }

    ResultContext context(TakenRevision revision, String modelVersion, List<SliceHeader> sources) {
        return new ResultContext(
                new ResultIdentity(revision.study(), revision.instanceSet(), MODEL, modelVersion, FINDING_SCHEMA),
                sources,
                device,
                revision.completedAt().truncatedTo(ChronoUnit.SECONDS),
                zone);
    }

    /**
     * The objects of a study that was read: always the report, the segmentation where there is a finding.
     *
     * @param roles which others are wanted
     */
    List<ResultObject> objects(ResultContext context, Outcome.Read read, Set<Destination.Role> roles) {
        List<ResultObject> objects = new ArrayList<>();
        if (!read.findings().isEmpty()) {
            objects.add(new ResultObject(
                    "seg",
                    SegmentationWriter.of(
                            context, read.findings(), read.volume().grid())));
        }
        objects.add(new ResultObject(
                "sr", NoduleReport.of(context, read.findings(), read.volume().grid())));
        if (roles.contains(Destination.Role.GSPS) && !read.findings().isEmpty()) {
            objects.add(new ResultObject(
                    "gsps",
                    PresentationStateWriter.of(
                            context, read.findings(), read.volume().grid())));
        }
        if (roles.contains(Destination.Role.SC)) {
            int number = 1;
            for (DataSet capture : SecondaryCaptureWriter.of(context, read.findings(), read.volume())) {
                objects.add(new ResultObject("sc-" + number++, capture));
            }
        }
        return objects;
    }

    /** Returns the attributes that a work item must have before it is completed. */
    DataSet performed(TakenRevision revision, String transaction, List<DataSet> outputs, Instant now) {
        SliceHeader first = new SliceHeader(Path.of(""), "", new DataSet());
        ResultContext context = new ResultContext(
                new ResultIdentity(revision.study(), revision.instanceSet(), MODEL, NO_MODEL, FINDING_SCHEMA),
                List.of(first),
                device,
                now,
                zone);
        return WorkItem.performed(context, transaction, revision.completedAt(), outputs);
    }

    /** The report that a study was not read. */
    static ResultObject notProcessed(ResultContext context, Refusal refusal) {
        return new ResultObject("sr", NoduleReport.notProcessed(context, refusal));
    }

    /** The message of a study that was read, for a destination that takes messages. */
    Optional<String> message(
            Destination destination, ResultContext context, Outcome.Read read, Optional<ImagingOrder> order) {
        return switch (destination.kind()) {
            case C_STORE, STOW -> Optional.empty();
            case HL7 -> Optional.of(oru(destination).results(context, read.findings(), order));
            case FHIR -> Optional.of(fhir(destination).results(context, read.findings(), order));
        };
    }

    /** The message of a study that was not read. */
    Optional<String> message(
            Destination destination, ResultContext context, Refusal refusal, Optional<ImagingOrder> order) {
        return switch (destination.kind()) {
            case C_STORE, STOW -> Optional.empty();
            case HL7 -> Optional.of(oru(destination).notProcessed(context, refusal, order));
            case FHIR -> Optional.of(fhir(destination).notProcessed(context, refusal, order));
        };
    }

    private static OruWriter oru(Destination destination) {
        return new OruWriter(
                destination.sendingFacility(), destination.receivingApplication(), destination.receivingFacility());
    }

    private FhirWriter fhir(Destination destination) {
        return fhirWriters.computeIfAbsent(destination.patientSystem(), FhirWriter::new);
    }
}
