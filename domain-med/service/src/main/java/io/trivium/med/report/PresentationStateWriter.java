package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
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
                .putNumbers(0x00700052, "SL", 1, 1)
                .putNumbers(0x00700053, "SL", grid.columns(), grid.rows())
                .put(0x00700100, "SCALE TO FIT")
                .put(0x00700102, "1", "1");
        DataSet state = CompositeContext.of(context, SOP_CLASS, ROLE, "PR", SERIES_NUMBER, 1);
        state.remove(Tag.CONTENT_DATE);
        state.remove(Tag.CONTENT_TIME);
        return state.put(Tag.SERIES_DESCRIPTION, "Lung nodule marks")
                .put(0x00200060, "") // Laterality
                .put(0x00700080, LAYER)
                .put(0x00700081, "Lung nodule marks")
                .put(0x00700082, CompositeContext.date(context))
                .put(0x00700083, CompositeContext.time(context))
                .put(0x00700084, "")
                .putItem(
                        Tag.REFERENCED_SERIES_SEQUENCE,
                        series -> series.put(Tag.SERIES_INSTANCE_UID, first.seriesInstanceUid())
                                .putItems(0x00081140, CompositeContext.sourceReferences(context)))
                .putItems(0x0070005A, List.of(area))
                .putItems(0x00700001, annotations)
                .putItem(0x00700060, layer -> layer.put(0x00700002, LAYER).put(0x00700062, "1"))
                .copy(first.attributes(), Tag.RESCALE_INTERCEPT, Tag.RESCALE_SLOPE)
                .put(Tag.RESCALE_TYPE, "HU")
                .putItem(
                        0x00283110,
                        window -> window.putDecimals(0x00281050, -600).putDecimals(0x00281051, 1500))
                .put(0x20500020, "IDENTITY");
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
                .put(0x00700005, "PIXEL")
                .putNumbers(0x00700020, "US", 2)
                .putNumbers(0x00700021, "US", 2)
                .putFloats(0x00700022, column, row, edge, row)
                .put(0x00700023, "CIRCLE")
                .put(0x00700024, "N");
        DataSet text = new DataSet()
                .put(0x00700003, "PIXEL")
                .put(0x00700006, label)
                .putFloats(0x00700010, edge + 2, row - 8)
                .putFloats(0x00700011, edge + 62, row + 8)
                .put(0x00700012, "LEFT");
        return new DataSet()
                .putItems(0x00081140, List.of(CompositeContext.reference(slice.sopClassUid(), slice.sopInstanceUid())))
                .put(0x00700002, LAYER)
                .putItems(0x00700008, List.of(text))
                .putItems(0x00700009, List.of(circle));
    }
}
