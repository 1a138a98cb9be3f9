package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Secondary captures (PS3.3 A.8.1) for viewers that show pictures alone: for each nodule the slice of its longest diameter in a
 * lung window, with a box around it, its number and its diameter burned in.
 */
public final class SecondaryCaptureWriter {
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.7";
    private static final String ROLE = "sc";
    private static final int SERIES_NUMBER = 9003;
    private static final double WINDOW_LOW = -1350;
    private static final double WINDOW_WIDTH = 1500;
    private static final int[] MARK = {255, 210, 0};
    private static final int MARGIN = 6;

    private SecondaryCaptureWriter() {}

    /** One capture for each finding, in their order. */
    public static List<DataSet> of(ResultContext context, List<NoduleFinding> findings, Volume volume) {
        List<DataSet> captures = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) captures.add(capture(context, findings.get(n), n + 1, volume));
        return captures;
    }

    private static DataSet capture(ResultContext context, NoduleFinding finding, int number, Volume volume) {
        var grid = volume.grid();
        int k = LongestDiameter.of(finding.mask(), grid).slice();
        Canvas canvas = new Canvas(grid.columns(), grid.rows());
        for (int j = 0; j < grid.rows(); j++) {
            for (int i = 0; i < grid.columns(); i++) {
                int gray = (int) Math.clamp((volume.at(k, j, i) - WINDOW_LOW) / WINDOW_WIDTH * 255, 0, 255);
                canvas.set(i, j, gray, gray, gray);
            }
        }
        frame(canvas, finding.mask(), grid.index(k, 0, 0), grid.columns(), grid.rows());
        String size = finding.size()
                .map(known -> String.format(Locale.ROOT, "%.1f MM", known.longestDiameterMm()))
                .orElse("OUTLINE UNRELIABLE");
        String label = "#" + number + " " + size;
        canvas.text(4, 4, label, MARK);
        canvas.text(4, grid.rows() - Canvas.GLYPH_HEIGHT - 4, "RESEARCH USE", MARK);
        return CompositeContext.of(context, SOP_CLASS, ROLE, "OT", SERIES_NUMBER, number)
                .put(Tag.SERIES_DESCRIPTION, "Lung nodule captures")
                .put(Tag.IMAGE_TYPE, "DERIVED", "SECONDARY")
                .put(Tag.CONVERSION_TYPE, "WSD")
                .put(Tag.DERIVATION_DESCRIPTION, "Slice " + (k + 1) + " with nodule " + number)
                .putItems(
                        Tag.SOURCE_IMAGE_SEQUENCE,
                        List.of(CompositeContext.reference(
                                context.sources().get(k).sopClassUid(),
                                context.sources().get(k).sopInstanceUid())))
                .put(Tag.PATIENT_ORIENTATION, "")
                .put(Tag.LATERALITY, "")
                .put(Tag.BURNED_IN_ANNOTATION, "YES")
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 3)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "RGB")
                .putNumbers(Tag.PLANAR_CONFIGURATION, Vr.US, 0)
                .putNumbers(Tag.ROWS, Vr.US, grid.rows())
                .putNumbers(Tag.COLUMNS, Vr.US, grid.columns())
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 8)
                .putNumbers(Tag.BITS_STORED, Vr.US, 8)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 7)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 0)
                .put(Tag.PIXEL_DATA, Vr.OB, canvas.rgb());
    }

    /** A box around the nodule, away from it, so that the nodule itself stays visible. */
    private static void frame(Canvas canvas, BitSet mask, int from, int columns, int rows) {
        int left = columns;
        int right = -1;
        int top = rows;
        int bottom = -1;
        for (int v = mask.nextSetBit(from); v >= 0 && v < from + columns * rows; v = mask.nextSetBit(v + 1)) {
            int column = (v - from) % columns;
            int row = (v - from) / columns;
            left = Math.min(left, column);
            right = Math.max(right, column);
            top = Math.min(top, row);
            bottom = Math.max(bottom, row);
        }
        canvas.box(left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN, MARK);
    }
}
