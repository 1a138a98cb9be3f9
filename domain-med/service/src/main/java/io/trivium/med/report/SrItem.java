package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DecimalText;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Content items of a structured report (PS3.3 C.17.3). */
final class SrItem {
    static final String CONTAINS = "CONTAINS";
    static final String HAS_CONCEPT_MOD = "HAS CONCEPT MOD";
    static final String HAS_OBS_CONTEXT = "HAS OBS CONTEXT";
    static final String HAS_ACQ_CONTEXT = "HAS ACQ CONTEXT";
    static final String INFERRED_FROM = "INFERRED FROM";
    static final String SELECTED_FROM = "SELECTED FROM";

    private SrItem() {}

    /** A container of a template of PS3.16; the root has no relationship. */
    static DataSet container(String relationship, Code name, String template, List<DataSet> children) {
        DataSet item = item(relationship, "CONTAINER", name).put(Tag.CONTINUITY_OF_CONTENT, "SEPARATE");
        if (!template.isEmpty()) {
            item.putItem(
                    Tag.CONTENT_TEMPLATE_SEQUENCE,
                    it -> it.put(Tag.MAPPING_RESOURCE, "DCMR")
                            .put(Tag.MAPPING_RESOURCE_UID, "1.2.840.10008.8.1.1")
                            .put(Tag.TEMPLATE_IDENTIFIER, template));
        }
        return children.isEmpty() ? item : item.putItems(Tag.CONTENT_SEQUENCE, children);
    }

    static DataSet code(String relationship, Code name, Code value, DataSet... children) {
        return with(
                item(relationship, "CODE", name).putItems(Tag.CONCEPT_CODE_SEQUENCE, List.of(value.item())), children);
    }

    static DataSet text(String relationship, Code name, String text) {
        return item(relationship, "TEXT", name).put(Tag.TEXT_VALUE, text);
    }

    static DataSet uid(String relationship, Code name, String uid) {
        return item(relationship, "UIDREF", name).put(Tag.UID, uid);
    }

    static DataSet number(Code name, double value, Code unit, DataSet... children) {
        DataSet item = item(CONTAINS, "NUM", name)
                .putItem(
                        Tag.MEASURED_VALUE_SEQUENCE,
                        measured -> measured.put(Tag.NUMERIC_VALUE, DecimalText.of(rounded(value)))
                                .putItems(Tag.MEASUREMENT_UNITS_CODE_SEQUENCE, List.of(unit.item())));
        return with(item, children);
    }

    /** A reference to an image. */
    static DataSet image(String relationship, String sopClassUid, String sopInstanceUid) {
        return new DataSet()
                .put(Tag.RELATIONSHIP_TYPE, relationship)
                .put(Tag.VALUE_TYPE, "IMAGE")
                .putItems(
                        Tag.REFERENCED_SOP_SEQUENCE, List.of(CompositeContext.reference(sopClassUid, sopInstanceUid)));
    }

    /** A reference to one segment of a segmentation. */
    static DataSet segment(Code name, String sopInstanceUid, int number) {
        DataSet reference = CompositeContext.reference(SegmentationWriter.SOP_CLASS, sopInstanceUid)
                .putNumbers(Tag.REFERENCED_SEGMENT_NUMBER, Vr.US, number);
        return item(CONTAINS, "IMAGE", name).putItems(Tag.REFERENCED_SOP_SEQUENCE, List.of(reference));
    }

    /** A line in an image, in columns and rows from the outer corner of the first pixel. */
    static DataSet line(Code name, float[] points, DataSet image) {
        return item(INFERRED_FROM, "SCOORD", name)
                .putFloats(Tag.GRAPHIC_DATA, points)
                .put(Tag.GRAPHIC_TYPE, "POLYLINE")
                .putItems(Tag.CONTENT_SEQUENCE, List.of(image));
    }

    private static DataSet item(String relationship, String type, Code name) {
        DataSet item = new DataSet();
        if (!relationship.isEmpty()) item.put(Tag.RELATIONSHIP_TYPE, relationship);
        return item.put(Tag.VALUE_TYPE, type).putItems(Tag.CONCEPT_NAME_CODE_SEQUENCE, List.of(name.item()));
    }

    private static DataSet with(DataSet item, DataSet... children) {
        return children.length == 0 ? item : item.putItems(Tag.CONTENT_SEQUENCE, Arrays.asList(children));
    }

    /** Four significant digits, more than any of the measurements deserves. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
    }
}
