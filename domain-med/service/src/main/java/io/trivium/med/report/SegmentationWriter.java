package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DecimalText;
import io.trivium.med.dataset.Tag;
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
                .putNumbers(Tag.SAMPLES_PER_PIXEL, "US", 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .put(Tag.NUMBER_OF_FRAMES, Integer.toString(frames.size()))
                .putNumbers(Tag.ROWS, "US", grid.rows())
                .putNumbers(Tag.COLUMNS, "US", grid.columns())
                .putNumbers(Tag.BITS_ALLOCATED, "US", 1)
                .putNumbers(Tag.BITS_STORED, "US", 1)
                .putNumbers(Tag.HIGH_BIT, "US", 0)
                .putNumbers(Tag.PIXEL_REPRESENTATION, "US", 0)
                .put(0x00282110, "00") // Lossy Image Compression
                .put(0x00620001, "BINARY")
                .put(0x00620013, overlap(findings) ? "YES" : "NO")
                .put(0x00700080, "NODULES")
                .put(0x00700081, "Lung nodule segmentation")
                .put(0x00700084, "")
                .putItem(
                        Tag.REFERENCED_SERIES_SEQUENCE,
                        series -> series.put(Tag.SERIES_INSTANCE_UID, first.seriesInstanceUid())
                                .putItems(0x0008114A, CompositeContext.sourceReferences(context)))
                .putItem(0x00209221, organization -> organization.put(0x00209164, dimensions))
                .putItems(
                        0x00209222,
                        List.of(
                                dimension(dimensions, 0x0062000B, 0x0062000A, "Segment"),
                                dimension(dimensions, 0x00200032, 0x00209113, "Position")));
        List<DataSet> segments = new ArrayList<>();
        for (int n = 0; n < findings.size(); n++) segments.add(segment(context, findings.get(n), n));
        seg.putItems(0x00620002, segments);
        seg.putItem(
                0x52009229,
                shared -> shared.putItem(
                                0x00209116, plane -> plane.copy(first.attributes(), Tag.IMAGE_ORIENTATION_PATIENT))
                        .putItem(
                                0x00289110,
                                measures -> measures.put(Tag.SLICE_THICKNESS, thickness(first, grid))
                                        .putDecimals(Tag.SPACING_BETWEEN_SLICES, grid.sliceSpacingMm())
                                        .copy(first.attributes(), Tag.PIXEL_SPACING)));
        List<DataSet> perFrame = new ArrayList<>();
        for (Frame frame : frames) perFrame.add(groups(context.sources().get(frame.slice()), frame));
        return seg.putItems(0x52009230, perFrame).put(Tag.PIXEL_DATA, "OB", pixels(frames, findings, grid));
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
                .putNumbers(0x00620004, "US", n + 1)
                .put(0x00620005, label(finding, n + 1))
                .put(0x00620008, "AUTOMATIC")
                .put(0x00620009, context.identity().modelId())
                .putNumbers(0x0062000D, "US", LAB[n % LAB.length])
                .put(0x00620020, "Nodule " + (n + 1))
                .put(0x00620021, finding.trackingUid())
                .putItem(
                        0x00620007,
                        algorithm -> algorithm
                                .putItems(0x0066002F, List.of(Codes.ARTIFICIAL_INTELLIGENCE.item()))
                                .put(0x00660031, context.identity().modelVersion())
                                .put(0x00660036, context.identity().modelId()))
                .putItems(0x00620003, List.of(Codes.ABNORMAL_STRUCTURE.item()))
                .putItems(0x0062000F, List.of(Codes.lesion(finding).item()))
                .putItems(0x00082218, List.of(Codes.LUNG.item()));
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
                .put(0x00209164, organization)
                .putTags(0x00209165, pointer)
                .putTags(0x00209167, group)
                .put(0x00209421, label);
    }

    /** The groups of one frame; its second dimension index is the slice's place in the series, from 1. */
    private static DataSet groups(SliceHeader source, Frame frame) {
        DataSet image = CompositeContext.reference(source.sopClassUid(), source.sopInstanceUid())
                .put(0x0028135A, "YES") // Spatial Locations Preserved
                .putItems(0x0040A170, List.of(Codes.SOURCE_IMAGE.item()));
        return new DataSet()
                .putItem(
                        Tag.DERIVATION_IMAGE_SEQUENCE,
                        derivation -> derivation
                                .putItems(Tag.SOURCE_IMAGE_SEQUENCE, List.of(image))
                                .putItems(0x00089215, List.of(Codes.SEGMENTATION.item())))
                .putItem(
                        0x00209111,
                        content -> content.putNumbers(0x00209157, "UL", frame.finding() + 1, frame.slice() + 1))
                .putItem(0x00209113, plane -> plane.copy(source.attributes(), Tag.IMAGE_POSITION_PATIENT))
                .putItem(0x0062000A, segment -> segment.putNumbers(0x0062000B, "US", frame.finding() + 1));
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
