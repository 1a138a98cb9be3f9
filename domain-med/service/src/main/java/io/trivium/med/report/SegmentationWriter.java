package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DecimalText;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Segmentations (PS3.3 A.51): one binary segment for each nodule, a frame for every slice between its first and its last, empty
 * ones included, because viewers place frames by counting. Positions, orientation and spacing are the source's own text.
 */
public final class SegmentationWriter {
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.66.4";
    static final String ROLE = "seg";

    private static final int SERIES_NUMBER = 9001;
    private static final int[][] LAB = {
        {34885, 53485, 50171}, {57525, 10794, 54271}, {21168, 53248, 5248}, {59781, 20554, 29042}, {63600, 27361, 57000}
    };

    private SegmentationWriter() {}

    /**
     * The segmentation of all nodules; segment n is finding n of the list, from 1.
     *
     * @param grid of the source series, whose slices are {@code context.sources()} in order
     * @throws IllegalArgumentException without a finding: there is no segmentation of nothing
     */
    public static DataSet of(ResultContext context, List<NoduleFinding> findings, Grid grid) {
        if (findings.isEmpty()) throw new IllegalArgumentException("a segmentation without segments");
        if (context.sources().size() != grid.slices()) {
            throw new IllegalArgumentException(context.sources().size() + " sources for " + grid.slices() + " slices");
        }
        List<Frame> frames = frames(findings, grid);
        String dimensions = context.identity().uid(ROLE + "-dimensions");
        SliceHeader first = context.first();
        DataSet seg = CompositeContext.of(context, SOP_CLASS, ROLE, "SEG", SERIES_NUMBER, 1)
                .put(Tag.SERIES_DESCRIPTION, "Lung nodule segmentation")
                .put(Tag.IMAGE_TYPE, "DERIVED", "PRIMARY")
                .put(Tag.BODY_PART_EXAMINED, "LUNG")
                .copyOrEmpty(first.attributes(), Tag.FRAME_OF_REFERENCE_UID, Tag.POSITION_REFERENCE_INDICATOR)
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .put(Tag.NUMBER_OF_FRAMES, Integer.toString(frames.size()))
                .putNumbers(Tag.ROWS, Vr.US, grid.rows())
                .putNumbers(Tag.COLUMNS, Vr.US, grid.columns())
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 1)
                .putNumbers(Tag.BITS_STORED, Vr.US, 1)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 0)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 0)
                .put(Tag.LOSSY_IMAGE_COMPRESSION, "00")
                .put(Tag.SEGMENTATION_TYPE, "BINARY")
                .put(Tag.SEGMENTS_OVERLAP, overlap(findings) ? "YES" : "NO")
                .put(Tag.CONTENT_LABEL, "NODULES")
                .put(Tag.CONTENT_DESCRIPTION, "Lung nodule segmentation")
                .put(Tag.CONTENT_CREATOR_NAME, "")
                .putItem(
                        Tag.REFERENCED_SERIES_SEQUENCE,
                        series -> series.put(Tag.SERIES_INSTANCE_UID, first.seriesInstanceUid())
                                .putItems(Tag.REFERENCED_INSTANCE_SEQUENCE, CompositeContext.sourceReferences(context)))
                .putItem(
                        Tag.DIMENSION_ORGANIZATION_SEQUENCE,
                        organization -> organization.put(Tag.DIMENSION_ORGANIZATION_UID, dimensions))
                .putItems(
                        Tag.DIMENSION_INDEX_SEQUENCE,
                        List.of(
                                dimension(
                                        dimensions,
                                        Tag.REFERENCED_SEGMENT_NUMBER,
                                        Tag.SEGMENT_IDENTIFICATION_SEQUENCE,
                                        "Segment"),
                                dimension(
                                        dimensions,
                                        Tag.IMAGE_POSITION_PATIENT,
                                        Tag.PLANE_POSITION_SEQUENCE,
                                        "Position")));
        List<DataSet> segments = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) segments.add(segment(context, findings.get(n), n));
        seg.putItems(Tag.SEGMENT_SEQUENCE, segments);
        seg.putItem(
                Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
                shared -> shared.putItem(
                                Tag.PLANE_ORIENTATION_SEQUENCE,
                                plane -> plane.copy(first.attributes(), Tag.IMAGE_ORIENTATION_PATIENT))
                        .putItem(
                                Tag.PIXEL_MEASURES_SEQUENCE,
                                measures -> measures.put(Tag.SLICE_THICKNESS, thickness(first, grid))
                                        .putDecimals(Tag.SPACING_BETWEEN_SLICES, grid.sliceSpacingMm())
                                        .copy(first.attributes(), Tag.PIXEL_SPACING)));
        List<DataSet> perFrame = new ArrayList<>();
        for (Frame frame : frames) perFrame.add(groups(context.sources().get(frame.slice()), frame));
        return seg.putItems(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, perFrame)
                .put(Tag.PIXEL_DATA, Vr.OB, pixels(frames, findings, grid));
    }

    private record Frame(int finding, int slice) {}

    private static List<Frame> frames(List<NoduleFinding> findings, Grid grid) {
        int perSlice = grid.rows() * grid.columns();
        List<Frame> frames = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) {
            BitSet mask = findings.get(n).mask();
            if (mask.length() > grid.voxels()) throw new IllegalArgumentException("a segmentation outside its grid");
            int last = (mask.length() - 1) / perSlice;
            for (int k = mask.nextSetBit(0) / perSlice; k <= last; k++) frames.add(new Frame(n, k));
        }
        return frames;
    }

    private static boolean overlap(List<NoduleFinding> findings) {
        BitSet all = new BitSet();
        for (NoduleFinding finding : findings) {
            BitSet mask = finding.mask();
            if (all.intersects(mask)) return true;
            all.or(mask);
        }
        return false;
    }

    private static DataSet segment(ResultContext context, NoduleFinding finding, int n) {
        return new DataSet()
                .putNumbers(Tag.SEGMENT_NUMBER, Vr.US, n + 1)
                .put(Tag.SEGMENT_LABEL, label(finding, n + 1))
                .put(Tag.SEGMENT_ALGORITHM_TYPE, "AUTOMATIC")
                .put(Tag.SEGMENT_ALGORITHM_NAME, context.identity().modelId())
                .putNumbers(Tag.RECOMMENDED_DISPLAY_CIELAB_VALUE, Vr.US, LAB[n % LAB.length])
                .put(Tag.TRACKING_ID, "Nodule " + (n + 1))
                .put(Tag.TRACKING_UID, finding.trackingUid())
                .putItem(
                        Tag.SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE,
                        algorithm -> algorithm
                                .putItems(
                                        Tag.ALGORITHM_FAMILY_CODE_SEQUENCE,
                                        List.of(Codes.ARTIFICIAL_INTELLIGENCE.item()))
                                .put(Tag.ALGORITHM_VERSION, context.identity().modelVersion())
                                .put(Tag.ALGORITHM_NAME, context.identity().modelId()))
                .putItems(Tag.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE, List.of(Codes.ABNORMAL_STRUCTURE.item()))
                .putItems(
                        Tag.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE,
                        List.of(Codes.lesion(finding).item()))
                .putItems(Tag.ANATOMIC_REGION_SEQUENCE, List.of(Codes.LUNG.item()));
    }

    /** Returns the label that viewers list. */
    static String label(NoduleFinding finding, int number) {
        return switch (finding.extent()) {
            case Extent.Nodule _ -> "Nodule " + number;
            case Extent.Mass _ -> "Mass " + number;
            case Extent.Unreliable _ -> "Nodule " + number + " (outline unreliable)";
        };
    }

    private static DataSet dimension(String organization, int pointer, int group, String label) {
        return new DataSet()
                .put(Tag.DIMENSION_ORGANIZATION_UID, organization)
                .putTags(Tag.DIMENSION_INDEX_POINTER, pointer)
                .putTags(Tag.FUNCTIONAL_GROUP_POINTER, group)
                .put(Tag.DIMENSION_DESCRIPTION_LABEL, label);
    }

    /** The groups of one frame; its second dimension index is the slice's place in the series, from 1. */
    private static DataSet groups(SliceHeader source, Frame frame) {
        DataSet image = CompositeContext.reference(source.sopClassUid(), source.sopInstanceUid())
                .put(Tag.SPATIAL_LOCATIONS_PRESERVED, "YES")
                .putItems(Tag.PURPOSE_OF_REFERENCE_CODE_SEQUENCE, List.of(Codes.SOURCE_IMAGE.item()));
        return new DataSet()
                .putItem(
                        Tag.DERIVATION_IMAGE_SEQUENCE,
                        derivation -> derivation
                                .putItems(Tag.SOURCE_IMAGE_SEQUENCE, List.of(image))
                                .putItems(Tag.DERIVATION_CODE_SEQUENCE, List.of(Codes.SEGMENTATION.item())))
                .putItem(
                        Tag.FRAME_CONTENT_SEQUENCE,
                        content -> content.putNumbers(
                                Tag.DIMENSION_INDEX_VALUES, Vr.UL, frame.finding() + 1, frame.slice() + 1))
                .putItem(
                        Tag.PLANE_POSITION_SEQUENCE,
                        plane -> plane.copy(source.attributes(), Tag.IMAGE_POSITION_PATIENT))
                .putItem(
                        Tag.SEGMENT_IDENTIFICATION_SEQUENCE,
                        segment -> segment.putNumbers(Tag.REFERENCED_SEGMENT_NUMBER, Vr.US, frame.finding() + 1));
    }

    private static String thickness(SliceHeader first, Grid grid) {
        return DecimalText.of(first.sliceThickness().orElse(grid.sliceSpacingMm()));
    }

    /** One bit a pixel, frame after frame without padding, the first pixel in the lowest bit (PS3.5 8.1.1). */
    private static byte[] pixels(List<Frame> frames, List<NoduleFinding> findings, Grid grid) {
        int perSlice = grid.rows() * grid.columns();
        BitSet bits = new BitSet(Math.multiplyExact(frames.size(), perSlice));
        for (int f = 0; f < frames.size(); f++) {
            BitSet mask = findings.get(frames.get(f).finding()).mask();
            int from = frames.get(f).slice() * perSlice;
            for (int v = mask.nextSetBit(from); v >= 0 && v < from + perSlice; v = mask.nextSetBit(v + 1)) {
                bits.set(f * perSlice + v - from);
            }
        }
        byte[] bytes = new byte[(frames.size() * perSlice + 7) / 8];
        byte[] set = bits.toByteArray();
        System.arraycopy(set, 0, bytes, 0, set.length);
        return bytes;
    }
}
