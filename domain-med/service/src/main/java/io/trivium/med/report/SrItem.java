package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DecimalText;
import io.trivium.med.dataset.Tag;
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

    private static final int RELATIONSHIP = 0x0040A010;
    private static final int VALUE_TYPE = 0x0040A040;
    private static final int CONCEPT_NAME = 0x0040A043;
    private static final int CONTENT = 0x0040A730;

    private SrItem() {}

    /** A container of a template of PS3.16; the root has no relationship. */
    static DataSet container(String relationship, Code name, String template, List<DataSet> children) {
        DataSet item = item(relationship, "CONTAINER", name).put(0x0040A050, "SEPARATE");
        if (!template.isEmpty()) {
            item.putItem(
                    0x0040A504,
                    it -> it.put(0x00080105, "DCMR")
                            .put(0x00080118, "1.2.840.10008.8.1.1")
                            .put(0x0040DB00, template));
        }
        return children.isEmpty() ? item : item.putItems(CONTENT, children);
    }

    static DataSet code(String relationship, Code name, Code value, DataSet... children) {
        return with(item(relationship, "CODE", name).putItems(0x0040A168, List.of(value.item())), children);
    }

    static DataSet text(String relationship, Code name, String text) {
        return item(relationship, "TEXT", name).put(0x0040A160, text);
    }

    static DataSet uid(String relationship, Code name, String uid) {
        return item(relationship, "UIDREF", name).put(0x0040A124, uid);
    }

    static DataSet number(Code name, double value, Code unit, DataSet... children) {
        DataSet item = item(CONTAINS, "NUM", name)
                .putItem(
                        0x0040A300,
                        measured -> measured.put(0x0040A30A, DecimalText.of(rounded(value)))
                                .putItems(0x004008EA, List.of(unit.item())));
        return with(item, children);
    }

    /** A reference to an image. */
    static DataSet image(String relationship, String sopClassUid, String sopInstanceUid) {
        return new DataSet()
                .put(RELATIONSHIP, relationship)
                .put(VALUE_TYPE, "IMAGE")
                .putItems(
                        Tag.REFERENCED_SOP_SEQUENCE, List.of(CompositeContext.reference(sopClassUid, sopInstanceUid)));
    }

    /** A reference to one segment of a segmentation. */
    static DataSet segment(Code name, String sopInstanceUid, int number) {
        DataSet reference = CompositeContext.reference(SegmentationWriter.SOP_CLASS, sopInstanceUid)
                .putNumbers(0x0062000B, "US", number);
        return item(CONTAINS, "IMAGE", name).putItems(Tag.REFERENCED_SOP_SEQUENCE, List.of(reference));
    }

    /** A line in an image, in columns and rows from the outer corner of the first pixel. */
    static DataSet line(Code name, float[] points, DataSet image) {
        return item(INFERRED_FROM, "SCOORD", name)
                .putFloats(0x00700022, points)
                .put(0x00700023, "POLYLINE")
                .putItems(CONTENT, List.of(image));
    }

    private static DataSet item(String relationship, String type, Code name) {
        DataSet item = new DataSet();
        if (!relationship.isEmpty()) item.put(RELATIONSHIP, relationship);
        return item.put(VALUE_TYPE, type).putItems(CONCEPT_NAME, List.of(name.item()));
    }

    private static DataSet with(DataSet item, DataSet... children) {
        return children.length == 0 ? item : item.putItems(CONTENT, Arrays.asList(children));
    }

    /** Four significant digits, more than any of the measurements deserves. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
    }
}
