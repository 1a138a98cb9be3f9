package io.trivium.med.report;

import static io.trivium.med.report.SrItem.CONTAINS;
import static io.trivium.med.report.SrItem.HAS_ACQ_CONTEXT;
import static io.trivium.med.report.SrItem.HAS_CONCEPT_MOD;
import static io.trivium.med.report.SrItem.HAS_OBS_CONTEXT;
import static io.trivium.med.report.SrItem.SELECTED_FROM;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Tag;
import io.trivium.med.finding.Extent.Size;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Structured reports in Comprehensive 3D SR with TID 1500: nodules, none, or why the study was not read. Each nodule is a
 * volumetric ROI (TID 1411) that refers to its segment and is known by its tracking UID.
 */
public final class NoduleReport {
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.34";
    static final String ROLE = "sr";

    private static final int SERIES_NUMBER = 9002;

    private NoduleReport() {}

    /**
     * The report of a study that was read.
     *
     * @param findings may be empty: that none was found is a result too
     * @param grid of the source series, whose slices are {@code context.sources()} in order
     */
    public static DataSet of(ResultContext context, List<NoduleFinding> findings, Grid grid) {
        List<DataSet> groups = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) groups.add(group(context, findings.get(n), n + 1, grid));
        if (findings.isEmpty()) groups.add(noNodule(context));
        List<DataSet> content = new ArrayList<>(head(context));
        content.add(imageLibrary(context));
        content.add(SrItem.container(CONTAINS, Codes.MEASUREMENTS, "", groups));
        content.add(SrItem.code(
                CONTAINS, Codes.SUMMARY, findings.isEmpty() ? Codes.WITHOUT_FINDINGS : Codes.WITH_FINDINGS));
        return document(
                context,
                content,
                findings.isEmpty() ? "Lung nodules: none found" : "Lung nodules",
                !findings.isEmpty());
    }

    /** The report of a study that was not read, with the reason as a code and as a sentence. */
    public static DataSet notProcessed(ResultContext context, Refusal refusal) {
        List<DataSet> content = new ArrayList<>(head(context));
        content.add(imageLibrary(context));
        Code reason = new Code(
                shortened(refusal.reason().name()),
                Codes.OWN_SCHEME,
                capital(refusal.reason().meaning()));
        // TID 1500 wants measurements or qualitative evaluations in every report.
        content.add(SrItem.container(
                CONTAINS,
                Codes.QUALITATIVE_EVALUATIONS,
                "",
                List.of(
                        SrItem.code(CONTAINS, Codes.REASON, reason),
                        SrItem.text(CONTAINS, Codes.COMMENT, ascii("Not processed. " + refusal.sentence())))));
        content.add(SrItem.code(CONTAINS, Codes.SUMMARY, Codes.NOTHING_SUCCEEDED));
        return document(context, content, "Lung nodules: not processed", false);
    }

    private static DataSet document(
            ResultContext context, List<DataSet> content, String description, boolean segmented) {
        DataSet report = CompositeContext.of(context, SOP_CLASS, ROLE, "SR", SERIES_NUMBER, 1)
                .put(Tag.SERIES_DESCRIPTION, description)
                .putItems(Tag.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, List.of())
                .put(Tag.COMPLETION_FLAG, "COMPLETE")
                .put(Tag.VERIFICATION_FLAG, "UNVERIFIED")
                .put(Tag.PRELIMINARY_FLAG, "FINAL") // nothing of this document is still to come
                .putItems(Tag.PERFORMED_PROCEDURE_CODE_SEQUENCE, List.of())
                .putItems(Tag.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE, List.of(evidence(context, segmented)))
                .putItems(Tag.CODING_SCHEME_IDENTIFICATION_SEQUENCE, schemes());
        DataSet root = SrItem.container("", Codes.REPORT, "1500", content);
        for (Element element : root.elements()) report.put(element);
        return report;
    }

    /** Language, observer and procedure (TID 1204, 1001 and 1500 rows 1 to 4). */
    private static List<DataSet> head(ResultContext context) {
        var device = context.device();
        return List.of(
                SrItem.code(HAS_CONCEPT_MOD, Codes.LANGUAGE, Codes.ENGLISH),
                SrItem.code(HAS_OBS_CONTEXT, Codes.OBSERVER_TYPE, Codes.DEVICE),
                SrItem.uid(HAS_OBS_CONTEXT, Codes.DEVICE_UID, device.uid()),
                SrItem.text(
                        HAS_OBS_CONTEXT, Codes.DEVICE_NAME, context.identity().modelId()),
                SrItem.text(HAS_OBS_CONTEXT, Codes.DEVICE_MANUFACTURER, device.manufacturer()),
                SrItem.text(HAS_OBS_CONTEXT, Codes.DEVICE_MODEL, device.modelName()),
                SrItem.text(HAS_OBS_CONTEXT, Codes.DEVICE_SERIAL, device.serialNumber()),
                SrItem.code(HAS_CONCEPT_MOD, Codes.PROCEDURE_REPORTED, Codes.CT_CHEST));
    }

    /** The images that were read (TID 1600); viewers find them here. */
    private static DataSet imageLibrary(ResultContext context) {
        List<DataSet> entries = new ArrayList<>();
        entries.add(SrItem.code(HAS_ACQ_CONTEXT, Codes.MODALITY, Codes.CT));
        String frameOfReference = context.first().frameOfReferenceUid();
        if (!frameOfReference.isEmpty()) {
            entries.add(SrItem.uid(HAS_ACQ_CONTEXT, Codes.FRAME_OF_REFERENCE, frameOfReference));
        }
        for (SliceHeader slice : context.sources()) {
            entries.add(SrItem.image(CONTAINS, slice.sopClassUid(), slice.sopInstanceUid()));
        }
        DataSet group = SrItem.container(CONTAINS, Codes.IMAGE_LIBRARY_GROUP, "", entries);
        return SrItem.container(CONTAINS, Codes.IMAGE_LIBRARY, "1600", List.of(group));
    }

    private static DataSet group(ResultContext context, NoduleFinding finding, int number, Grid grid) {
        List<DataSet> items = new ArrayList<>();
        items.add(SrItem.text(HAS_OBS_CONTEXT, Codes.TRACKING_ID, SegmentationWriter.label(finding, number)));
        items.add(SrItem.uid(HAS_OBS_CONTEXT, Codes.TRACKING_UID, finding.trackingUid()));
        items.add(SrItem.code(CONTAINS, Codes.FINDING, Codes.lesion(finding)));
        items.add(SrItem.code(HAS_CONCEPT_MOD, Codes.FINDING_SITE, Codes.LUNG));
        items.addAll(algorithm(context));
        items.add(SrItem.segment(
                Codes.REFERENCED_SEGMENT, context.identity().uid(SegmentationWriter.ROLE + "-instance-1"), number));
        items.add(SrItem.uid(CONTAINS, Codes.SOURCE_SERIES, context.first().seriesInstanceUid()));
        finding.size().ifPresent(size -> {
            items.add(longAxis(context, finding, size, grid));
            items.add(SrItem.number(Codes.SHORT_AXIS, size.shortAxisMm(), Codes.MM));
            items.add(SrItem.number(Codes.VOLUME, size.volumeMm3(), Codes.MM3));
        });
        items.add(SrItem.number(Codes.CERTAINTY, new Likelihood(finding.detection()).percent(), Codes.PERCENT));
        finding.malignancy()
                .ifPresent(malignancy -> items.add(SrItem.number(
                        Codes.PROBABILITY_OF_CANCER, new Likelihood(malignancy).percent(), Codes.PERCENT)));
        finding.lungRads()
                .ifPresent(category -> items.add(SrItem.code(CONTAINS, Codes.LUNG_RADS, Codes.lungRads(category))));
        for (NoduleAttribute attribute : NoduleAttribute.values()) {
            Double rating = finding.attributes().get(attribute);
            if (rating != null) {
                items.add(SrItem.code(CONTAINS, Codes.attribute(attribute), Codes.rating(attribute, rating)));
            }
        }
        for (String remark : Sentences.remarks(finding)) items.add(SrItem.text(CONTAINS, Codes.COMMENT, remark));
        return SrItem.container(CONTAINS, Codes.GROUP, "1411", items);
    }

    /** The diameter with the line it was measured along, which viewers draw. */
    private static DataSet longAxis(ResultContext context, NoduleFinding finding, Size size, Grid grid) {
        LongestDiameter line = LongestDiameter.of(finding.mask(), grid);
        SliceHeader slice = context.sources().get(line.slice());
        float[] points = {line.fromColumn() + 0.5f, line.fromRow() + 0.5f, line.toColumn() + 0.5f, line.toRow() + 0.5f};
        return SrItem.number(
                Codes.LONG_AXIS,
                size.longestDiameterMm(),
                Codes.MM,
                SrItem.line(
                        Codes.PATH, points, SrItem.image(SELECTED_FROM, slice.sopClassUid(), slice.sopInstanceUid())));
    }

    /** A qualitative group (TID 1501) that says the nodule is absent, as IHE AI Results has it. */
    private static DataSet noNodule(ResultContext context) {
        List<DataSet> items = new ArrayList<>();
        items.add(SrItem.text(HAS_OBS_CONTEXT, Codes.TRACKING_ID, "No nodule"));
        items.add(SrItem.uid(
                HAS_OBS_CONTEXT, Codes.TRACKING_UID, context.identity().uid("no-nodule")));
        items.add(SrItem.code(HAS_CONCEPT_MOD, Codes.FINDING_SITE, Codes.LUNG));
        items.addAll(algorithm(context));
        items.add(SrItem.code(CONTAINS, Codes.NODULE, Codes.ABSENT));
        return SrItem.container(CONTAINS, Codes.GROUP, "1501", items);
    }

    /** TID 4019. */
    private static List<DataSet> algorithm(ResultContext context) {
        return List.of(
                SrItem.text(
                        HAS_CONCEPT_MOD,
                        Codes.ALGORITHM_NAME,
                        context.identity().modelId()),
                SrItem.text(
                        HAS_CONCEPT_MOD,
                        Codes.ALGORITHM_VERSION,
                        context.identity().modelVersion()));
    }

    /** Every instance that the tree refers to, by series (PS3.3 C.17.2.3). */
    private static DataSet evidence(ResultContext context, boolean segmented) {
        Map<String, List<DataSet>> bySeries = new LinkedHashMap<>();
        for (SliceHeader slice : context.sources()) {
            bySeries.computeIfAbsent(slice.seriesInstanceUid(), uid -> new ArrayList<>())
                    .add(CompositeContext.reference(slice.sopClassUid(), slice.sopInstanceUid()));
        }
        if (segmented) {
            bySeries.put(
                    context.identity().uid(SegmentationWriter.ROLE + "-series"),
                    List.of(CompositeContext.reference(
                            SegmentationWriter.SOP_CLASS,
                            context.identity().uid(SegmentationWriter.ROLE + "-instance-1"))));
        }
        List<DataSet> series = new ArrayList<>();
        bySeries.forEach((uid, instances) -> series.add(
                new DataSet().put(Tag.SERIES_INSTANCE_UID, uid).putItems(Tag.REFERENCED_SOP_SEQUENCE, instances)));
        return new DataSet()
                .put(Tag.STUDY_INSTANCE_UID, context.first().studyInstanceUid())
                .putItems(Tag.REFERENCED_SERIES_SEQUENCE, series);
    }

    /** The meaning of the private scheme designators (PS3.3 C.12.1.1.13). */
    private static List<DataSet> schemes() {
        return List.of(
                new DataSet()
                        .put(Tag.CODING_SCHEME_DESIGNATOR, Codes.LIDC_SCHEME)
                        .put(Tag.CODING_SCHEME_NAME, "LIDC-IDRI ratings as published by QIICR"),
                new DataSet()
                        .put(Tag.CODING_SCHEME_DESIGNATOR, Codes.OWN_SCHEME)
                        .put(Tag.CODING_SCHEME_UID, Codes.OWN_SCHEME_UID)
                        .put(Tag.CODING_SCHEME_NAME, "Trivium"));
    }

    /** Codes hold 16 characters. */
    private static String shortened(String name) {
        return name.length() <= 16 ? name : name.substring(0, 16);
    }

    private static String capital(String text) {
        String upper = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return upper.length() <= 64 ? upper : upper.substring(0, 64);
    }

    /** Sentences use degrees and times signs, which the source's character set may lack. */
    private static String ascii(String text) {
        return text.replace("°", " degrees").replace('×', 'x').replaceAll("[^ -~]", "?");
    }
}
