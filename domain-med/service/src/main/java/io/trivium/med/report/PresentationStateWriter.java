package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Grayscale softcopy presentation states (PS3.3 A.33.1) for viewers that show neither SR nor SEG: a circle and a number on every
 * slice that a nodule touches, in a lung window.
 */
public final class PresentationStateWriter {
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.11.1";
    private static final String ROLE = "gsps";
    private static final int SERIES_NUMBER = 9004;
    private static final String LAYER = "NODULES";

    private PresentationStateWriter() {}

    /**
     * The state of all findings.
     *
     * @param grid of the source series, whose slices are {@code context.sources()} in order
     * @throws IllegalArgumentException without a finding: there would be nothing to draw
     */
    public static DataSet of(ResultContext context, List<NoduleFinding> findings, Grid grid) {
        if (findings.isEmpty()) throw new IllegalArgumentException("a presentation state of nothing");
        List<DataSet> annotations = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) {
            for (Disc disc : discs(findings.get(n).mask(), grid)) {
                annotations.add(annotation(
                        context.sources().get(disc.slice()), disc, SegmentationWriter.label(findings.get(n), n + 1)));
            }
        }
        SliceHeader first = context.first();
        DataSet area = new DataSet()
                .putNumbers(Tag.DISPLAYED_AREA_TOP_LEFT_HAND_CORNER, Vr.SL, 1, 1)
                .putNumbers(Tag.DISPLAYED_AREA_BOTTOM_RIGHT_HAND_CORNER, Vr.SL, grid.columns(), grid.rows())
                .put(Tag.PRESENTATION_SIZE_MODE, "SCALE TO FIT")
                .put(Tag.PRESENTATION_PIXEL_ASPECT_RATIO, "1", "1");
        DataSet state = CompositeContext.of(context, SOP_CLASS, ROLE, "PR", SERIES_NUMBER, 1);
        state.remove(Tag.CONTENT_DATE);
        state.remove(Tag.CONTENT_TIME);
        return state.put(Tag.SERIES_DESCRIPTION, "Lung nodule marks")
                .put(Tag.LATERALITY, "")
                .put(Tag.CONTENT_LABEL, LAYER)
                .put(Tag.CONTENT_DESCRIPTION, "Lung nodule marks")
                .put(Tag.PRESENTATION_CREATION_DATE, CompositeContext.date(context))
                .put(Tag.PRESENTATION_CREATION_TIME, CompositeContext.time(context))
                .put(Tag.CONTENT_CREATOR_NAME, "")
                .putItem(
                        Tag.REFERENCED_SERIES_SEQUENCE,
                        series -> series.put(Tag.SERIES_INSTANCE_UID, first.seriesInstanceUid())
                                .putItems(Tag.REFERENCED_IMAGE_SEQUENCE, CompositeContext.sourceReferences(context)))
                .putItems(Tag.DISPLAYED_AREA_SELECTION_SEQUENCE, List.of(area))
                .putItems(Tag.GRAPHIC_ANNOTATION_SEQUENCE, annotations)
                .putItem(
                        Tag.GRAPHIC_LAYER_SEQUENCE,
                        layer -> layer.put(Tag.GRAPHIC_LAYER, LAYER).put(Tag.GRAPHIC_LAYER_ORDER, "1"))
                .copy(first.attributes(), Tag.RESCALE_INTERCEPT, Tag.RESCALE_SLOPE)
                .put(Tag.RESCALE_TYPE, "HU")
                .putItem(
                        Tag.SOFTCOPY_VOI_LUT_SEQUENCE,
                        window -> window.putDecimals(Tag.WINDOW_CENTER, -600).putDecimals(Tag.WINDOW_WIDTH, 1500))
                .put(Tag.PRESENTATION_LUT_SHAPE, "IDENTITY");
    }

    /** Centre and radius in pixels of what a nodule covers in a slice. */
    private record Disc(int slice, double column, double row, double radius) {}

    private static List<Disc> discs(BitSet mask, Grid grid) {
        int perSlice = grid.rows() * grid.columns();
        List<Disc> discs = new ArrayList<>();
        for (int voxel = mask.nextSetBit(0); voxel >= 0; ) {
            int k = voxel / perSlice;
            int left = grid.columns();
            int right = 0;
            int top = grid.rows();
            int bottom = 0;
            int end = (k + 1) * perSlice;
            for (; voxel >= 0 && voxel < end; voxel = mask.nextSetBit(voxel + 1)) {
                int row = voxel % perSlice / grid.columns();
                int column = voxel % grid.columns();
                left = Math.min(left, column);
                right = Math.max(right, column);
                top = Math.min(top, row);
                bottom = Math.max(bottom, row);
            }
            double radius = Math.hypot(right - left + 1, bottom - top + 1) / 2 + 3;
            discs.add(new Disc(k, (left + right) / 2.0 + 1, (top + bottom) / 2.0 + 1, radius));
        }
        return discs;
    }

    private static DataSet annotation(SliceHeader slice, Disc disc, String label) {
        float column = (float) disc.column();
        float row = (float) disc.row();
        float edge = (float) (disc.column() + disc.radius());
        DataSet circle = new DataSet()
                .put(Tag.GRAPHIC_ANNOTATION_UNITS, "PIXEL")
                .putNumbers(Tag.GRAPHIC_DIMENSIONS, Vr.US, 2)
                .putNumbers(Tag.NUMBER_OF_GRAPHIC_POINTS, Vr.US, 2)
                .putFloats(Tag.GRAPHIC_DATA, column, row, edge, row)
                .put(Tag.GRAPHIC_TYPE, "CIRCLE")
                .put(Tag.GRAPHIC_FILLED, "N");
        DataSet text = new DataSet()
                .put(Tag.BOUNDING_BOX_ANNOTATION_UNITS, "PIXEL")
                .put(Tag.UNFORMATTED_TEXT_VALUE, label)
                .putFloats(Tag.BOUNDING_BOX_TOP_LEFT_HAND_CORNER, edge + 2, row - 8)
                .putFloats(Tag.BOUNDING_BOX_BOTTOM_RIGHT_HAND_CORNER, edge + 62, row + 8)
                .put(Tag.BOUNDING_BOX_TEXT_HORIZONTAL_JUSTIFICATION, "LEFT");
        return new DataSet()
                .putItems(
                        Tag.REFERENCED_IMAGE_SEQUENCE,
                        List.of(CompositeContext.reference(slice.sopClassUid(), slice.sopInstanceUid())))
                .put(Tag.GRAPHIC_LAYER, LAYER)
                .putItems(Tag.TEXT_OBJECT_SEQUENCE, List.of(text))
                .putItems(Tag.GRAPHIC_OBJECT_SEQUENCE, List.of(circle));
    }
}
