package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import io.trivium.med.finding.Extent;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.Slices;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FhirWriterTest {
    @TempDir
    Path folder;

    private final FhirWriter writer = new FhirWriter("urn:oid:1.2.3");

    @Test
    void writesReportStudyAndObservationsThatParseAgain() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        ResultContext context = Reports.context(regular.slices());
        var finding = Reports.nodule(regular.grid(), "2.25.11", 4, 3, 5, 4, false);
        String json = writer.results(context, List.of(finding), Optional.empty());
        assertEquals(json, writer.results(context, List.of(finding), Optional.empty()));
        Bundle bundle = FhirContext.forR4().newJsonParser().parseResource(Bundle.class, json);
        assertEquals(3, bundle.getEntry().size());
        ImagingStudy study = (ImagingStudy) bundle.getEntry().get(0).getResource();
        assertEquals("urn:oid:" + Slices.STUDY, study.getIdentifierFirstRep().getValue());
        assertEquals(3, study.getSeries().size());
        assertEquals(24, study.getSeriesFirstRep().getInstance().size());
        Observation observation = (Observation) bundle.getEntry().get(1).getResource();
        assertEquals("mm3", observation.getComponent().get(2).getValueQuantity().getCode());
        DiagnosticReport report = (DiagnosticReport) bundle.getEntry().get(2).getResource();
        assertEquals(
                bundle.getEntry().get(1).getFullUrl(),
                report.getResultFirstRep().getReference());
        assertEquals(
                bundle.getEntry().get(0).getFullUrl(),
                report.getImagingStudyFirstRep().getReference());
        assertEquals("ACC17", report.getIdentifier().get(1).getValue());
        assertEquals("1 lung nodule found. Research use; not reviewed by a radiologist.", report.getConclusion());
        assertTrue(bundle.getEntry()
                .get(2)
                .getRequest()
                .getUrl()
                .startsWith("DiagnosticReport?identifier=urn:dicom:uid|"));
    }

    @Test
    void neverSaysThatAModelIsCertain() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        String json = writer.results(
                Reports.context(regular.slices()),
                List.of(
                        Reports.certain(regular.grid(), "2.25.11", 0.9999),
                        Reports.certain(regular.grid(), "2.25.12", 0.0001)),
                Optional.empty());
        Bundle bundle = FhirContext.forR4().newJsonParser().parseResource(Bundle.class, json);
        Quantity above = malignancy(bundle, 1);
        assertEquals(Quantity.QuantityComparator.GREATER_THAN, above.getComparator());
        assertEquals(99, above.getValue().doubleValue());
        Quantity below = malignancy(bundle, 2);
        assertEquals(Quantity.QuantityComparator.LESS_THAN, below.getComparator());
        assertEquals(1, below.getValue().doubleValue());
    }

    @Test
    void aMassHasNoMalignancyAndAnUnreliableOutlineNoSize() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        String json = writer.results(
                Reports.context(regular.slices()),
                List.of(
                        Reports.lesion(regular.grid(), "2.25.11", new Extent.Mass(new Extent.Size(41, 30, 20_000))),
                        Reports.lesion(regular.grid(), "2.25.12", new Extent.Unreliable(Extent.Reason.CUT_BY_SERIES))),
                Optional.empty());
        Bundle bundle = FhirContext.forR4().newJsonParser().parseResource(Bundle.class, json);
        assertEquals(
                List.of("Long Axis", "Short Axis", "Volume", "Certainty of Finding", "Lung-RADS v2022 category"),
                components(bundle, 1));
        assertEquals(List.of("Certainty of Finding"), components(bundle, 2));
        assertTrue(json.contains("The outline is unreliable: it reaches the edge of the series"), json);
        assertTrue(json.contains("1 lung nodule and 1 lung mass found."), json);
    }

    private static List<String> components(Bundle bundle, int entry) {
        Observation observation = (Observation) bundle.getEntry().get(entry).getResource();
        return observation.getComponent().stream()
                .map(component -> component.getCode().getCodingFirstRep().getDisplay())
                .toList();
    }

    private static Quantity malignancy(Bundle bundle, int entry) {
        Observation observation = (Observation) bundle.getEntry().get(entry).getResource();
        return observation.getComponent().get(4).getValueQuantity();
    }

    @Test
    void saysWhyAStudyWasNotProcessed() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        String json = writer.notProcessed(
                Reports.context(regular.slices()),
                new Refusal(Refusal.Reason.GAP, "Between slices 3 and 4 lie 10.00 mm."),
                Optional.empty());
        assertTrue(json.contains("Not processed. Between slices 3 and 4"), json);
    }
}
