package io.trivium.med.report;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.patient.CurrentPatient;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.SliceHeader;
import java.math.BigInteger;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Results as a FHIR R4 transaction: ImagingStudy, DiagnosticReport and an Observation for each nodule. Every resource is written
 * by its identifier (conditional update), so sending the bundle again changes nothing.
 */
public final class FhirWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DICOM_UID = "urn:dicom:uid";
    private static final String IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

    /** Costs a second to build and is safe to share (HAPI FHIR, "FhirContext"). */
    private final FhirContext fhir = FhirContext.forR4();

    private final String patientSystem;

    /** A writer for one destination; {@code patientSystem} is the URI of the hospital's patient ids. */
    public FhirWriter(String patientSystem) {
        this.patientSystem = patientSystem;
    }

    /** The bundle of a study that was read. */
    public String results(ResultContext context, List<NoduleFinding> findings, Optional<ImagingOrder> order) {
        DiagnosticReport report = report(context, order, Sentences.found(findings));
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        add(bundle, study(context, order, !findings.isEmpty()));
        for (int n = 0; n < findings.size(); n++) {
            report.addResult(new Reference(add(bundle, observation(context, findings.get(n), n + 1))));
        }
        add(bundle, report);
        return json(bundle);
    }

    /** The bundle of a study that was not read. */
    public String notProcessed(ResultContext context, Refusal refusal, Optional<ImagingOrder> order) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        add(bundle, study(context, order, false));
        DiagnosticReport report = report(context, order, "Not processed. " + refusal.sentence());
        add(bundle, report.setStatus(DiagnosticReport.DiagnosticReportStatus.CANCELLED));
        return json(bundle);
    }

    /**
     * A bundle that was made earlier, with the patient's identifier of now.
     *
     * @param bundle of {@link #results} or {@link #notProcessed}
     */
    public static String withPatient(String bundle, CurrentPatient patient) {
        try {
            JsonNode root = JSON.readTree(bundle);
            for (JsonNode entry : root.path("entry")) {
                if (entry.at("/resource/subject/identifier") instanceof ObjectNode identifier) {
                    identifier.put("value", patient.patientId());
                }
            }
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a bundle of this node that cannot be parsed", e);
        }
    }

    private String json(Bundle bundle) {
        return fhir.newJsonParser().encodeResourceToString(bundle);
    }

    private DiagnosticReport report(ResultContext context, Optional<ImagingOrder> order, String conclusion) {
        DataSet source = context.first().attributes();
        DiagnosticReport report = new DiagnosticReport()
                .setStatus(DiagnosticReport.DiagnosticReportStatus.PRELIMINARY)
                .setCode(concept(Codes.CT_CHEST))
                .setSubject(patient(source))
                .setIssued(Date.from(context.created()))
                .setConclusion(conclusion + " Research use; not reviewed by a radiologist.");
        report.setId(id(context, "report"));
        report.addIdentifier(uid(context.identity().uid("sr-instance-1")));
        accession(source, order).ifPresent(report::addIdentifier);
        report.addCategory(
                new CodeableConcept(new Coding("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD", "Radiology")));
        order.map(ImagingOrder::placerOrderNumber)
                .filter(number -> !number.isEmpty())
                .ifPresent(number -> report.addBasedOn(new Reference().setIdentifier(typed("PLAC", number))));
        studyTime(source).ifPresent(report::setEffective);
        report.addImagingStudy(new Reference("urn:uuid:" + id(context, "study")));
        return report;
    }

    private ImagingStudy study(ResultContext context, Optional<ImagingOrder> order, boolean segmented) {
        DataSet source = context.first().attributes();
        ImagingStudy study = new ImagingStudy()
                .setStatus(ImagingStudy.ImagingStudyStatus.AVAILABLE)
                .setSubject(patient(source));
        study.setId(id(context, "study"));
        study.addIdentifier(uid(context.identity().studyInstanceUid().value()));
        accession(source, order).ifPresent(study::addIdentifier);
        studyTime(source).ifPresent(study::setStartedElement);
        for (SliceHeader slice : context.sources()) {
            ImagingStudy.ImagingStudySeriesComponent series = study.getSeries().stream()
                    .filter(each -> each.getUid().equals(slice.seriesInstanceUid()))
                    .findFirst()
                    .orElseGet(() -> series(study, slice.seriesInstanceUid(), slice.modality()));
            series.addInstance().setUid(slice.sopInstanceUid()).setSopClass(sopClass(slice.sopClassUid()));
        }
        if (segmented) {
            series(study, context.identity().uid("seg-series"), "SEG")
                    .addInstance()
                    .setUid(context.identity().uid("seg-instance-1"))
                    .setSopClass(sopClass(SegmentationWriter.SOP_CLASS));
        }
        series(study, context.identity().uid("sr-series"), "SR")
                .addInstance()
                .setUid(context.identity().uid("sr-instance-1"))
                .setSopClass(sopClass(NoduleReport.SOP_CLASS));
        return study;
    }

    private static ImagingStudy.ImagingStudySeriesComponent series(ImagingStudy study, String uid, String modality) {
        return study.addSeries()
                .setUid(uid)
                .setModality(new Coding("http://dicom.nema.org/resources/ontology/DCM", modality, modality));
    }

    private Observation observation(ResultContext context, NoduleFinding finding, int number) {
        DataSet source = context.first().attributes();
        Observation observation = new Observation()
                .setStatus(Observation.ObservationStatus.PRELIMINARY)
                .setCode(concept(Codes.lesion(finding)))
                .setSubject(patient(source))
                .setIssued(Date.from(context.created()))
                .setBodySite(concept(Codes.LUNG))
                .setValue(new StringType("Nodule " + number));
        observation.setId(id(context, "nodule-" + finding.trackingUid()));
        observation.addIdentifier(uid(finding.trackingUid()));
        studyTime(source).ifPresent(observation::setEffective);
        observation.addDerivedFrom(new Reference("urn:uuid:" + id(context, "study")));
        observation
                .getDevice()
                .setDisplay(
                        context.identity().modelId() + " " + context.identity().modelVersion());
        finding.size().ifPresent(size -> {
            Quantity _ = component(observation, Codes.LONG_AXIS, size.longestDiameterMm(), Codes.MM);
            Quantity _ = component(observation, Codes.SHORT_AXIS, size.shortAxisMm(), Codes.MM);
            Quantity _ = component(observation, Codes.VOLUME, size.volumeMm3(), Codes.MM3);
        });
        likelihood(observation, Codes.CERTAINTY, new Likelihood(finding.detection()));
        finding.malignancy()
                .ifPresent(
                        malignancy -> likelihood(observation, Codes.PROBABILITY_OF_CANCER, new Likelihood(malignancy)));
        finding.lungRads()
                .ifPresent(category -> observation
                        .addComponent()
                        .setCode(concept(Codes.LUNG_RADS))
                        .setValue(concept(Codes.lungRads(category))));
        for (String remark : Sentences.remarks(finding)) observation.addNote().setText(remark);
        return observation;
    }

    private static void likelihood(Observation observation, Code code, Likelihood likelihood) {
        Quantity quantity = component(observation, code, likelihood.rounded(), Codes.PERCENT);
        switch (likelihood.bound()) {
            case BELOW -> quantity.setComparator(Quantity.QuantityComparator.LESS_THAN);
            case EXACT -> {}
            case ABOVE -> quantity.setComparator(Quantity.QuantityComparator.GREATER_THAN);
        }
    }

    private static Quantity component(Observation observation, Code code, double value, Code unit) {
        Quantity quantity = new Quantity()
                .setValue(Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)))
                .setUnit(unit.meaning())
                .setSystem("http://unitsofmeasure.org")
                .setCode(unit.value());
        observation.addComponent().setCode(concept(code)).setValue(quantity);
        return quantity;
    }

    private Reference patient(DataSet source) {
        return new Reference()
                .setType("Patient")
                .setIdentifier(new Identifier().setSystem(patientSystem).setValue(source.textOr(Tag.PATIENT_ID, "")));
    }

    private static Optional<Identifier> accession(DataSet source, Optional<ImagingOrder> order) {
        return source.text(Tag.ACCESSION_NUMBER)
                .or(() -> order.map(ImagingOrder::accessionNumber).filter(number -> !number.isEmpty()))
                .map(number -> typed("ACSN", number));
    }

    private static Identifier typed(String type, String value) {
        return new Identifier()
                .setType(new CodeableConcept(
                        new Coding().setSystem(IDENTIFIER_TYPES).setCode(type)))
                .setValue(value);
    }

    private static Identifier uid(String uid) {
        return new Identifier().setSystem(DICOM_UID).setValue("urn:oid:" + uid);
    }

    private static Coding sopClass(String uid) {
        return new Coding().setSystem("urn:ietf:rfc:3986").setCode("urn:oid:" + uid);
    }

    private static Optional<DateTimeType> studyTime(DataSet source) {
        String date = source.textOr(Tag.STUDY_DATE, "");
        if (!date.matches("\\d{8}")) return Optional.empty();
        return Optional.of(new DateTimeType(date.substring(0, 4) + "-" + date.substring(4, 6) + "-"
                + date.substring(6))); // its offset is not known
    }

    private static CodeableConcept concept(Code code) {
        String system = switch (code.scheme()) {
            case "SCT" -> "http://snomed.info/sct";
            case "LN" -> "http://loinc.org";
            case Codes.OWN_SCHEME -> "urn:oid:" + Codes.OWN_SCHEME_UID;
            default -> "http://dicom.nema.org/resources/ontology/" + code.scheme();
        };
        return new CodeableConcept(new Coding(system, code.value(), code.meaning()));
    }

    /** The UUID inside a derived UID. */
    private static String id(ResultContext context, String role) {
        String hex = String.format(
                Locale.ROOT,
                "%032x",
                new BigInteger(context.identity().uid("fhir-" + role).substring("2.25.".length())));
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    /** Adds the resource, and returns by what the others refer to it. */
    private static String add(Bundle bundle, Resource resource) {
        List<Identifier> identifiers = switch (resource) {
            case DiagnosticReport report -> report.getIdentifier();
            case ImagingStudy study -> study.getIdentifier();
            case Observation observation -> observation.getIdentifier();
            default -> throw new IllegalArgumentException("a resource without identifiers");
        };
        String url = "urn:uuid:" + resource.getIdElement().getIdPart();
        resource.setId((String) null); // the server gives it one
        bundle.addEntry()
                .setFullUrl(url)
                .setResource(resource)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl(resource.fhirType() + "?identifier=" + DICOM_UID + "|"
                        + identifiers.getFirst().getValue());
        return url;
    }
}
